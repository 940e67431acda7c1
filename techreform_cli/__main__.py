"""`python -m techreform_cli` is the command techreform."""

from techreform_cli.cli.main import run

if __name__ == "__main__":  # worker processes import this module, too
    run()
