"""The rule files shipped with the program."""

from __future__ import annotations

from pathlib import Path

DICTIONARY_FILE, DEFAULT_FILE = "ledger.yaml", "default-policy.txt"


def rules_folder() -> Path:
    """Where the packaged rules lie: inside the installed package, or beside it in a checkout."""
    installed = Path(__file__).parent.parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "rules"


def packaged() -> dict[str, Path]:
    """The policies shipped with the program: id -> file."""
    return {path.stem: path for path in sorted(rules_folder().glob("*.yaml")) if path.name != DICTIONARY_FILE}


def default_policy() -> str:
    """The id of the policy used where none is named; it stands in a file beside the policies."""
    return (rules_folder() / DEFAULT_FILE).read_text("utf-8").strip()
