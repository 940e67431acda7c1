"""The techreform command: its subcommands, and the one place where errors become a message and an exit code."""

from __future__ import annotations

import sys

import typer

from techreform_cli import __version__
from techreform_cli.cli import calc
from techreform_cli.cli.chinese import ChineseCommand, ChineseGroup, usage_sentence
from techreform_cli.domain.problem import TechreformError

INTERRUPTED = 130

app = typer.Typer(
    cls=ChineseGroup,
    name="techreform",
    help="技改台账 → 目标进度和奖补测算两个工作簿。",
    no_args_is_help=True,
    add_completion=False,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    rich_markup_mode=None,
)
app.command("calc", cls=ChineseCommand, options_metavar="[选项]", help=calc.HELP)(calc.calc)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"techreform {__version__}")
        raise typer.Exit


@app.callback()
def techreform(
    version: bool = typer.Option(False, "--version", help="显示版本", callback=_show_version, is_eager=True),
) -> None:
    """技改台账 → 目标进度和奖补测算两个工作簿。"""
    del version


def run() -> None:
    """Entry point of the console script; ends the process with the exit code of DESIGN §5."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code; errors are told on stderr in one sentence each."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console must not crash on a rare character
    try:
        return int(app(arguments, prog_name="techreform", standalone_mode=False) or 0)
    except TechreformError as error:
        for problem in error.problems:
            place = f"{problem.source.file}:{problem.source.cell} {problem.code} " if problem.source and not problem.source.sheet else ""
            where = f"{problem.source} " if problem.source and problem.source.sheet else ""
            typer.echo(f"{place}{where}{problem.sentence}", err=True)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("已中断，没有写出任何结果。", err=True)
        return INTERRUPTED
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message())
        else:
            typer.echo(usage_sentence(error), err=True)
        return 2
