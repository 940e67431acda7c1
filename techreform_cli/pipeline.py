"""The one way from files to a Result: policy, its fields, ledger, calculation. Every command goes through here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
