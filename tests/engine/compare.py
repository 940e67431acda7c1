"""Holds what the engine gives against what the independent oracle gives for the same facts, figure by figure."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from independent import oracle
from independent.facts import PROGRAM_LABELS, Facts, random_facts
from independent.workbook import write_canonical

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.engine.awards import run_programs
from techreform_cli.engine.targets import Targets
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.report.wording import in_unit

MONEY = ("base", "computed", "already_paid", "amount", "amount_if_filled")
CLOSE = Fraction(1, 10**12)
"""Two roots taken to many digits agree to this."""

Row = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A random ledger, written once and read once."""

    facts: Facts
    ledger: Ledger

    @classmethod
    def make(cls, seed: int, enterprises: int) -> Sample:
        """The seeded facts and the ledger read from their workbook."""
        facts = random_facts(seed, enterprises)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "台账.xlsx"
            write_canonical(facts, path)
            return cls(facts, read_ledger(path, load_dictionary()))


def settings() -> list[dict[str, str]]:
    """The default choices, then each other option of each interpretation by itself."""
    others = [{name: option} for name, options in oracle.OPTIONS.items() for option in options[1:]]
    return [{}, *others]


def rows_of_document(doc: Row) -> dict[Key, Row]:
    """The award rows of a JSON document, by program and credit code."""
    return {(row["program"], row["credit_code"]): row for row in doc["awards"]}


def rows_of_programs(programs: tuple[ProgramResult, ...]) -> dict[Key, Row]:
    """The same rows straight from the result's frames, in the document's shape as far as it is compared."""
    return {(of.program.id, row["credit_code"]): row for of in programs for row in _rows(of)}


def _rows(of: ProgramResult) -> list[Row]:
    projects = _projects(of)
    columns = {name: of.awards[name].tolist() for name in (*MONEY, "verdict", "rate", "credit_code")}
    found = []
    for at in range(len(of.awards)):
        row: Row = {name: _yuan(columns[name][at]) for name in MONEY}
        row |= {name: columns[name][at] for name in ("credit_code", "rate")}
        found.append(row | {"verdict": str(columns["verdict"][at]), "projects": projects.get(at, [])})
    return found


def _projects(of: ProgramResult) -> dict[int, list[Row]]:
    year = of.claims["year"].max() if len(of.claims) else 0  # the year calculated is the last there is
    mine = of.claims[(of.claims["year"] == year) & of.claims["counted"].fillna(False)]
    found: dict[int, list[Row]] = {}
    for award, number, base, part in zip(mine["award"], mine["number"], mine["base"], mine["allocated"], strict=True):
        found.setdefault(award, []).append({"id": number, "base": _yuan(base), "amount": _yuan(part)})
    return found


def _yuan(fen: Any) -> str | None:
    return None if fen is pd.NA else oracle.yuan(int(fen))


@dataclass
class Runner:
    """Runs policies over one ledger without what nobody compares: tracked matters take more than half the time of a large one.

    Readings that leave the targets as they are share one measurement of them, for targets rest on nothing else of a policy.
    """

    ledger: Ledger
    measured: list[tuple[Policy, dict[int, tuple[TargetResult, ...]]]] = field(default_factory=list)

    def run(self, policy: Policy, year: int) -> tuple[tuple[ProgramResult, ...], tuple[TargetResult, ...]]:
        """The programs and the targets of `policy` in `year`, as at its end."""
        known = self._known(policy)
        if year not in known:
            known[year] = Targets(policy, self.ledger).results(year, dt.date(year, 12, 31))
        return run_programs(policy, self.ledger, year), known[year]

    def _known(self, policy: Policy) -> dict[int, tuple[TargetResult, ...]]:
        for other, known in self.measured:
            if (other.targets, other.parameters, other.plan) == (policy.targets, policy.parameters, policy.plan):
                return known
        self.measured.append((policy, {}))
        return self.measured[-1][1]


def award_differences(found: dict[Key, Row], expected: list[Row]) -> list[str]:
    """Every figure in which the rows differ, as a sentence."""
    wanted = {(row["program"], row["credit_code"]): row for row in expected}
    lines = [f"{key}: no such row expected" for key in found.keys() - wanted.keys()]
    lines += [f"{key}: row missing" for key in wanted.keys() - found.keys()]
    for key in wanted.keys() & found.keys():
        for name, left, right in _compared(found[key], wanted[key]):
            if left != right:
                lines.append(f"{key} {name}: {left}, expected {right}")
    return lines


def _compared(found: Row, wanted: Row) -> list[tuple[str, Any, Any]]:
    """What is compared depends on the verdict: of an undetermined row, what it may become; of an eligible one, everything."""
    names = ["verdict", "amount", "amount_if_filled"]
    if wanted["verdict"] != "undetermined":
        names.append("base")
    if wanted["verdict"] != "eligible":
        return [(name, found[name], wanted[name]) for name in names]
    names += ["computed", "already_paid"]
    pairs = [(name, found[name], wanted[name]) for name in names]
    pairs.append(("rate", _rate(found["rate"]), _rate(wanted["rate"])))
    return [*pairs, ("projects", _shares(found), _shares(wanted))]


def _rate(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _shares(row: Row) -> list[tuple[str, str, str]]:
    return [(project["id"], project["base"], project["amount"]) for project in row["projects"]]


def totals_of(found: dict[Key, Row]) -> dict[str, Row]:
    """The totals a document gives, from rows."""
    totals = {}
    for program in PROGRAM_LABELS:
        rows = [row for (owner, _), row in found.items() if owner == program]
        paid = [oracle.fen_of(row["amount"]) for row in rows if row["amount"] is not None]
        undetermined = sum(row["verdict"] == "undetermined" for row in rows)
        totals[program] = {"enterprises": sum(fen > 0 for fen in paid), "amount": oracle.yuan(sum(paid)), "undetermined": undetermined}
    return totals


def expected_totals(expected: list[Row]) -> dict[str, Row]:
    """The oracle's totals without the key that the document does not have."""
    return {name: {k: v for k, v in row.items() if k != "eligible"} for name, row in oracle.totals_of(expected).items()}


def target_differences(found: tuple[TargetResult, ...], expected: list[Row]) -> list[str]:
    """Every target whose figure, goal, status or count of unknowns differs."""
    wanted = {row["id"]: row for row in expected}
    lines = [f"target {name}: missing" for name in wanted.keys() - {t.target.id for t in found}]
    for one in found:
        goal = None if one.goal is None else in_unit(one.goal, one.target.unit)
        actual = None if one.measurement.actual is None else in_unit(one.measurement.actual, one.target.unit)
        row = wanted[one.target.id]
        pairs = [("target", goal, row["target"]), ("status", one.status.value, row["status"]),
                 ("undetermined_count", one.measurement.undetermined, row["undetermined_count"])]
        pairs += [("actual", actual, row["actual"])] if not _close(actual, row["actual"]) else []
        rate = one.achievement_rate
        pairs += [("achievement_rate", rate, row["achievement_rate"])] if not _close(rate, row["achievement_rate"]) else []
        lines += [f"target {row['id']} {name}: {left}, expected {right}" for name, left, right in pairs if left != right]
    return lines


def _close(left: Fraction | None, right: Fraction | None) -> bool:
    return left == right or (left is not None and right is not None and abs(left - right) < CLOSE)
