"""What policies there are, and what a county has settled beside its ledgers: what the commands ask before anything is calculated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from techreform_cli.domain.checked import Checked
    from techreform_cli.domain.county import CountySettings, Group
    from techreform_cli.domain.policy import Policy


def packaged_policies() -> list[tuple[Policy, bool]]:
    """Every policy that comes with the program and whether it is an example: the default one first, examples last."""
    from techreform_cli.policy.load import load_policy
    from techreform_cli.policy.packaged import default_policy, is_example, packaged

    default = default_policy()
    order = sorted(packaged(), key=lambda name: (name != default, is_example(name), name))
    return [(load_policy(name), is_example(name)) for name in order]


def read_policy(reference: str | None = None, settings: dict[str, str] | None = None, beside: Path | None = None) -> Policy:
    """A policy (an id or a path; None: the default one) with the readings of techreform.yaml in folder `beside` and --set `settings`.
    Raises UsageError, PolicyInvalid."""
    from techreform_cli.policy.load import load_policy
    from techreform_cli.policy.packaged import default_policy

    return load_policy(reference or default_policy(), settings, beside)


def find_policy(reference: str, beside: Path | None = None) -> Path:
    """The file of a policy: an id, a path, or the id of one that techreform.yaml in folder `beside` names. Raises UsageError."""
    from techreform_cli.policy.load import find_policy

    return find_policy(reference, beside)


def check_policy(reference: str) -> Checked:
    """What is doubtful about a policy (an id or a path). Raises UsageError where there is none, PolicyInvalid with all its errors."""
    from techreform_cli.policy.lint import check

    return check(reference)


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of policy files."""
    from techreform_cli.policy.json_schema import schema

    return schema()


def policy_templates() -> dict[str, str]:
    """What a new policy starts from: the texts of a policy file ("") and of its cases (".cases"), by what their names add to the stem."""
    from techreform_cli.policy.packaged import templates

    return {suffix: path.read_text("utf-8") for suffix, path in templates().items()}


def settings_folder(ledger: Path) -> Path:
    """Where techreform.yaml of a ledger lies: in the ledger's folder, or inside a ledger that is one."""
    return ledger if os.path.isdir(ledger) else ledger.parent  # noqa: PTH112  (unlike Path.is_dir, False for names no file can have)


def county_settings(folder: Path, policy: str | None = None) -> CountySettings:
    """What techreform.yaml in `folder` settles (nothing where there is no such file): policy, year, day, output folder, formats, groups.

    `policy` is the one that is used instead of the file's, if any: by it the readings of a file with mistakes are checked. Raises
    PolicyInvalid with every mistake of the file, each with its line and column.
    """
    from techreform_cli.domain.county import FILE
    from techreform_cli.domain.problem import PolicyInvalid, UsageError
    from techreform_cli.policy.county_file import read_county
    from techreform_cli.policy.load import open_policy
    from techreform_cli.policy.packaged import default_policy
    from techreform_cli.policy.yaml_source import position

    settings, errors = read_county(folder)
    if not errors:
        return settings
    try:
        open_policy(policy or settings.policy or default_policy(), folder)
    except PolicyInvalid as error:
        errors += [one for one in error.problems if one.source and one.source.file == FILE]
    except UsageError:  # there is no such policy, which the file's own mistakes do not hang on
        pass
    raise PolicyInvalid(sorted(dict.fromkeys(errors), key=position))


def group_ledgers(folder: Path, group: Group) -> list[Path]:
    """The files and folders that a group of techreform.yaml in `folder` catches, by name, each once."""
    from techreform_cli.ledger.files.caught import caught

    return caught(folder, group.ledgers)
