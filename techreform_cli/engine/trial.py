"""One year of one ledger under changed policies: only what a change can touch is calculated again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import Outcome, ProgramOutcome, TargetOutcome
from techreform_cli.domain.policy import GrowthMeasure, ParameterSpec, Policy, Target
from techreform_cli.domain.program import Program
from techreform_cli.domain.traversal import parameters
from techreform_cli.engine.awards import award_outcomes
from techreform_cli.engine.claims import Claims, make_claims
from techreform_cli.engine.targets import Targets

APART = {
    *("id", "title", "document", "issuer", "issued", "sha256", "plan", "clauses", "parameters", "programs", "stacking", "targets"),
    *("tracked", "scorecards", "interpretations", "about_share", "dictionary", "settings", "overlay_sha256", "notes"),
    *("fund_programs", "reference"),
}
"""The parts of a policy through which one program cannot bear on another, or that are looked at one by one."""
Basis = tuple[object, ...]
"""Everything of a policy that one figure rests on: where two are equal, so are the figures."""


@dataclass(slots=True)
class Trial:
    """The outcome of `year` under `policy`, and what others make of it."""

    policy: Policy
    ledger: Ledger
    year: int
    as_of: dt.date
    known: Outcome | None = None  # the outcome under `policy`, if it has been calculated already
    measured: Targets = field(init=False)
    claims: dict[tuple[object, ...], Claims] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.measured = Targets(self.policy, self.ledger, described=False)

    @property
    def outcome(self) -> Outcome:
        """The outcome under the policy itself."""
        if self.known is None:
            self.known = self._calculated(self.policy, None)
        return self.known

    def under(self, policy: Policy) -> Outcome:
        """The outcome under another policy over the same fields, equal to a calculation of its own."""
        return self._calculated(policy, self.outcome)

    def _calculated(self, policy: Policy, known: Outcome | None) -> Outcome:
        return Outcome(self.year, self._programs(policy, known), self._targets(policy, known))

    def _programs(self, policy: Policy, known: Outcome | None) -> tuple[ProgramOutcome, ...]:
        same = _unchanged(self.policy, policy) if known else {}
        wanted = {program: self._claims(policy, program) for program in policy.programs if program.id not in same}
        fresh = {of.program.id: of for of in award_outcomes(policy, self.ledger, self.year, wanted)} if wanted else {}
        kept = {of.program.id: of for of in known.programs} if known else {}
        return tuple(fresh.get(program.id) or kept[program.id] for program in policy.programs)

    def _claims(self, policy: Policy, program: Program) -> Claims:
        """Which projects claim what: the same for programs that differ only in how a claim is judged and what it is worth."""
        claiming = (program.claims, program.window, program.award_years, program.period)
        if policy.plan != self.policy.plan or (program.claims.only is not None and policy.parameters != self.policy.parameters):
            return make_claims(self.ledger, program, self.year, policy)
        if claiming not in self.claims:
            self.claims[claiming] = make_claims(self.ledger, program, self.year, policy)
        return self.claims[claiming]

    def _targets(self, policy: Policy, known: Outcome | None) -> tuple[TargetOutcome, ...]:
        """Measures are shared between trials in which every parameter is the same."""
        same = self.policy.parameters == policy.parameters
        measured = replace(self.measured, policy=policy) if same else Targets(policy, self.ledger, described=False)
        former = {of.target.id: of for of in known.targets} if known else {}
        found = []
        for target in policy.targets:
            kept = former.get(target.id)
            if kept is None or _target_basis(self.policy, kept.target) != _target_basis(policy, target):
                result = measured.result(target, self.year, self.as_of)
                kept = TargetOutcome(target, result.measurement.actual, result.status, result.over)
            found.append(kept)
        return tuple(found)


def _unchanged(before: Policy, after: Policy) -> set[str]:
    """The programs that come out the same. All are taken to change where any may depend on another, unless none differs."""
    former = {program.id: _program_basis(before, program) for program in before.programs}
    same = {program.id for program in after.programs if former.get(program.id) == _program_basis(after, program)}
    ties = [_ties(policy) for policy in (before, after)]
    return same if ties == [[], []] or (len(same) == len(former) and ties[0] == ties[1]) else set()


def _ties(policy: Policy) -> list[object]:
    """What ties programs together: 就高不重复, caps over programs and budgets with the parameters they read, and any part of a policy
    that this module does not know to be apart."""
    unknown = [getattr(policy, part.name) for part in fields(Policy) if part.name not in APART]
    limits = _read(policy, [limit.amount for limit in policy.limits])
    return [*(rule for rule in policy.stacking if rule.highest_only), *(part for part in (*unknown, limits) if part)]


def _program_basis(policy: Policy, program: Program) -> Basis:
    """A program's slots, the parameters they read, and by what names payments are told apart."""
    names = tuple((one.id, one.label) for one in policy.programs)
    return (program, _read(policy, program.expressions), policy.plan, names)


def _target_basis(policy: Policy, target: Target) -> Basis:
    """A target, the one it is the growth of, and the parameters they read."""
    measure = target.measure
    of = next((t for t in policy.targets if isinstance(measure, GrowthMeasure) and t.id == measure.of), None)
    wheres = [getattr(t.measure, "where", None) for t in (target, of) if t is not None]
    return (target, of, _read(policy, wheres), policy.plan, policy.about_share)


def _read(policy: Policy, nodes: Sequence[Expression | None]) -> tuple[ParameterSpec, ...]:
    return tuple(policy.parameters[name] for node in nodes if node is not None for name in parameters(node))
