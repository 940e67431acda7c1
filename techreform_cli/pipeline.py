"""The one way from files to a Result: policy, its fields, ledger, calculation. Every command goes through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from techreform_cli.domain.checked import Checked
    from techreform_cli.domain.ledger import Ledger
    from techreform_cli.domain.policy import Policy
    from techreform_cli.domain.result import Result


@dataclass(frozen=True, slots=True)
class Request:
    """What a calculation was asked for; without `policy`, by the one that is packaged as the default."""

    ledger: Path
    policy: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    as_of: dt.date | None = None


def packaged_policies() -> list[Policy]:
    """Every policy that comes with the program, the default one first."""
    from techreform_cli.policy.load import load_policy
    from techreform_cli.policy.packaged import default_policy, packaged

    default = default_policy()
    return [load_policy(name) for name in sorted(packaged(), key=lambda name: (name != default, name))]


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


def load(request: Request) -> tuple[Policy, Ledger]:
    """The policy with its settings, and the ledger read with the policy's fields. Raises UsageError, PolicyInvalid, LedgerUnreadable."""
    from techreform_cli.ledger.read import read_ledger
    from techreform_cli.policy.load import load_policy
    from techreform_cli.policy.packaged import default_policy

    policy = load_policy(request.policy or default_policy(), request.settings, request.ledger.parent)
    return policy, read_ledger(request.ledger, policy.dictionary)


def compute(request: Request) -> Result:
    """The whole calculation. Raises what `load` raises, and UsageError for a year out of range."""
    from techreform_cli.engine.calculate import calculate

    policy, ledger = load(request)
    return calculate(policy, ledger, request.year, request.as_of)


def compute_years(policy: Policy, ledger: Path, years: list[int], as_of: dt.date | None) -> Iterator[Result]:
    """The calculation of several years with a policy already at hand. Raises LedgerUnreadable, and UsageError for a year out of range."""
    from techreform_cli.engine.calculate import calculate
    from techreform_cli.ledger.read import read_ledger

    read = read_ledger(ledger, policy.dictionary)
    return (calculate(policy, read, year, as_of) for year in years)
