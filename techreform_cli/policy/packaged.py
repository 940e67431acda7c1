"""The rule files shipped with the program."""

from __future__ import annotations

import hashlib
from pathlib import Path

DICTIONARY_FILE, DEFAULT_FILE = "ledger.yaml", "default-policy.txt"
CASES = ".cases"
"""What the name of a policy's cases adds to the policy's: x.yaml and x.cases.yaml lie side by side."""
EXAMPLES = "examples"
"""The folder of policies of counties that do not exist, to learn from and to copy."""


def rules_folder() -> Path:
    """Where the packaged rules lie: inside the installed package, or beside it in a checkout."""
    installed = Path(__file__).parent.parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "rules"


def packaged() -> dict[str, Path]:
    """The policies shipped with the program, those of real notices first: id -> file."""
    found = [*sorted(rules_folder().glob("*.yaml")), *sorted((rules_folder() / EXAMPLES).glob("*.yaml"))]
    return {path.stem: path for path in found if path.name != DICTIONARY_FILE and not path.stem.endswith(CASES)}


def taken_id(policy_id: str, sha256: str) -> bool:
    """Whether the id is that of a policy that ships with the program and reads otherwise."""
    found = packaged().get(policy_id)
    return found is not None and hashlib.sha256(found.read_bytes()).hexdigest() != sha256


def is_example(policy_id: str) -> bool:
    """Whether the packaged policy of that id is one of no real county."""
    return packaged()[policy_id].parent.name == EXAMPLES


def templates() -> dict[str, Path]:
    """What a new policy starts from: the policy file ("") and its cases, by what their names add to the stem."""
    folder = rules_folder() / "templates"
    return {suffix: folder / f"policy{suffix}.yaml" for suffix in ("", CASES)}


def default_policy() -> str:
    """The id of the policy used where none is named; it stands in a file beside the policies."""
    return (rules_folder() / DEFAULT_FILE).read_text("utf-8").strip()
