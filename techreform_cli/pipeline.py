"""The one way from files to a Result: policy, its fields, ledger, calculation. Every command goes through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from techreform_cli.policies import settings_folder

if TYPE_CHECKING:
    from techreform_cli.domain.checkup import Checkup, Original
    from techreform_cli.domain.comparison import Comparison, Reading, WhatIf
    from techreform_cli.domain.explanation import Explanation
    from techreform_cli.domain.forecast import Forecast
    from techreform_cli.domain.inquiry import Inquiry
    from techreform_cli.domain.inspection import Inspection
    from techreform_cli.domain.ledger import Ledger
    from techreform_cli.domain.policy import Policy
    from techreform_cli.domain.problem import Problem
    from techreform_cli.domain.recorded import Recorded, RecordedDifference
    from techreform_cli.domain.result import Result
    from techreform_cli.domain.summary import EarlierSummary, Summary
    from techreform_cli.policy.load import PolicySource


@dataclass(frozen=True, slots=True)
class Request:
    """What a calculation was asked for; without `policy`, by the one that is packaged as the default."""

    ledger: Path
    policy: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    as_of: dt.date | None = None


def read_by_others(request: Request) -> dict[tuple[str, str], str]:
    """The columns (sheet, field) that only other readings of open questions read, each with the first such question."""
    return _source(request).read_by_others()


def load(request: Request) -> tuple[Policy, Ledger]:
    """The policy with its settings, and the ledger read with the policy's fields. Raises UsageError, PolicyInvalid, LedgerUnreadable."""
    return _policy_and_ledger(_source(request), request)


def check(request: Request) -> Checkup:
    """Every problem of the ledger that can be told without calculating a year, also of one that lacks a sheet which is needed. Raises
    what `load` raises."""
    from techreform_cli.domain.checkup import Checkup
    from techreform_cli.domain.reads import nodes
    from techreform_cli.engine.coverage import missing_columns
    from techreform_cli.engine.names import group_problems, unknown_programs
    from techreform_cli.engine.texts import unclear_texts

    policy = _source(request).policy(request.settings)
    ledger = _ledger(policy, request.ledger, partial=True)
    problems = [*ledger.problems, *missing_columns(ledger, policy.programs), *unknown_programs(ledger, policy.programs)]
    problems += [*unclear_texts(ledger, nodes(policy)), *group_problems(policy, ledger, policy.plan[1])]
    return Checkup(policy, ledger, tuple(problems), _titles())


def _titles() -> dict[str, str]:
    """What every kind of problem of a ledger or a calculation is called, by its code."""
    from techreform_cli.engine.codes import CODES as FOUND_LATER
    from techreform_cli.ledger.codes import CODES as FOUND_READING

    return {code: entry.title for codes in (FOUND_READING, FOUND_LATER) for code, entry in codes.items()}


def inspect(request: Request) -> Inspection:
    """How the ledger is laid out and read, and what is saved of it; also of one that lacks a sheet which is needed. Raises what `load`
    raises."""
    from techreform_cli.domain.inspection import Inspection
    from techreform_cli.domain.problem import LedgerUnreadable
    from techreform_cli.ledger.extents import extents
    from techreform_cli.ledger.read import glance
    from techreform_cli.policy.saved_choices import choices_file, read_choices

    policy = _source(request).policy(request.settings)
    saved, place = read_choices(request.ledger), choices_file(request.ledger)
    try:
        ledger = _ledger(policy, request.ledger)
    except LedgerUnreadable:
        ledger = glance(request.ledger, policy.dictionary, saved)
    text = place.read_bytes().decode("utf-8-sig") if saved else ""
    return Inspection(policy, ledger, extents(request.ledger, ledger), place, saved, text)


def originals(path: Path, ledger: Ledger) -> list[Original]:
    """The files that `ledger` was read from at `path`."""
    from techreform_cli.ledger.originals import originals

    return originals(path, ledger)


def explanations() -> dict[str, Explanation]:
    """What there is to know about every kind of problem of a ledger, a calculation or a policy, by its code."""
    from techreform_cli.engine.codes import explanations as found_later
    from techreform_cli.ledger.codes.examples import explanations as found_reading
    from techreform_cli.policy.codes import explanations as found_in_policies

    return {item.code: item for item in (*found_reading(), *found_later(), *found_in_policies())}


def compute(request: Request, readings: bool = False) -> Result:
    """The whole calculation, with `readings` also under every other reading of the questions nobody has confirmed.

    Raises what `load` raises, and UsageError for a year out of range.
    """
    source = _source(request)
    result = _calculated(source, request)
    return with_readings(source, request.settings, result) if readings else result


def inquire(request: Request, text: str, program: str | None = None) -> Inquiry:
    """The calculation as one enterprise sees it, with every other reading of the unconfirmed questions. `text` names it: part of its
    name, its credit code, or a project number; `program` asks for one program alone. Raises what `compute` raises, and UsageError where
    either means none or several."""
    from techreform_cli.domain.inquiry import Inquiry
    from techreform_cli.engine.calculate import calculate
    from techreform_cli.engine.lookup import enterprise_meant, programs_meant
    from techreform_cli.engine.unclaimed import unclaimed

    source = _source(request)
    policy, ledger = _policy_and_ledger(source, request)
    wanted, found = programs_meant(policy, program), enterprise_meant(policy, ledger, text)
    result = with_readings(source, request.settings, calculate(policy, ledger, request.year, request.as_of))
    rows = {of.program.id: unclaimed(ledger, of, result.year, found.enterprise) for of in result.programs if of.program.id in wanted}
    return Inquiry(result, found.enterprise, found.number, rows)


def what_if(request: Request) -> WhatIf:
    """The policy as it is against its settings, ranges multiplied out. Raises what `compute` raises, and UsageError where nothing
    is to be changed or too many combinations are asked for."""
    from techreform_cli.domain.problem import Problem, Severity, UsageError
    from techreform_cli.engine.whatif import what_if
    from techreform_cli.policy.ranges import combinations

    if not request.settings:
        raise UsageError(Problem("U015", Severity.ERROR, "没有写要试的改动", "加 --set 名=值，范围写成 --set 名=起..止:步长"))
    source = _source(request)
    changed = [(settings, source.policy(settings)) for settings in combinations(request.settings)]
    return what_if(_calculated(source, replace(request, settings={})), request.settings, changed)


def forecast(request: Request) -> Forecast:
    """What the county will owe to the end of the last award window. Raises what `load` raises."""
    from techreform_cli.engine.forecast import forecast

    return forecast(*load(request))


def summarize(requests: list[Request], as_of: dt.date, earlier: EarlierSummary | None = None) -> Summary:
    """Every ledger asked for as it stands on `as_of`, held against an `earlier` summary. A ledger that cannot be read is among the
    unreadable; where none can, raises LedgerUnreadable. Raises what `compute` raises otherwise."""
    from techreform_cli.domain.problem import LedgerUnreadable, Problem, Severity, UsageError
    from techreform_cli.domain.summary import Summary, Unreadable
    from techreform_cli.engine.summary import held_against, section

    sections, unreadable = [], []
    for request in requests:
        try:
            sections.append(section(*load(request), as_of, request.year))
        except LedgerUnreadable as error:
            unreadable.append(Unreadable(request.ledger.name, tuple(error.problems)))
    if not sections:
        raise LedgerUnreadable([problem for one in unreadable for problem in one.problems])
    if len(policies := {one.result.policy.id: None for one in sections}) > 1:
        raise UsageError(Problem("U041", Severity.ERROR, f"这些台账用的政策不同（{'、'.join(policies)}）", "每个政策分开运行一次"))
    found = held_against(sections, earlier, as_of) if earlier else tuple(sections)
    return Summary(as_of, found, tuple(unreadable), earlier.as_of if earlier else None, _titles())


def policy_effect(before: str, after: str, ledger: Path, year: int | None) -> Comparison:
    """What one year of a ledger comes to under two policies; without a year, the one that the second is calculated for. Raises what
    `compute` raises."""
    from techreform_cli.engine.compare import compare, outcome_of

    later = compute(Request(ledger, after, year=year))
    former = compute(Request(ledger, before, year=later.year))
    return compare(outcome_of(former), outcome_of(later))


def compare_recorded(before: Recorded, after: Recorded) -> RecordedDifference:
    """What differs between two results as written down. Raises UsageError for results of different years."""
    from techreform_cli.engine.recorded_changes import recorded_changes

    return recorded_changes(before, after)


def with_readings(source: PolicySource, settings: dict[str, str], result: Result) -> Result:
    """`result` also under every other reading of the questions nobody has confirmed; `source` is its policy's."""
    found, problems = _readings(source, settings, result)
    return replace(result, readings=found, problems=(*result.problems, *problems))


def _source(request: Request) -> PolicySource:
    from techreform_cli.policy.load import open_policy
    from techreform_cli.policy.packaged import default_policy

    return open_policy(request.policy or default_policy(), settings_folder(request.ledger))


def _policy_and_ledger(source: PolicySource, request: Request) -> tuple[Policy, Ledger]:
    policy = source.policy(request.settings)
    return policy, _ledger(policy, request.ledger)


def _ledger(policy: Policy, path: Path, partial: bool = False) -> Ledger:
    from techreform_cli.domain.reads import missed
    from techreform_cli.ledger.read import read_ledger
    from techreform_cli.policy.saved_choices import read_choices

    return read_ledger(path, policy.dictionary, missed(policy), read_choices(path), partial)


def _calculated(source: PolicySource, request: Request) -> Result:
    from techreform_cli.engine.calculate import calculate

    policy, ledger = _policy_and_ledger(source, request)
    return calculate(policy, ledger, request.year, request.as_of)


def compute_years(policy: Policy, ledger: Path, years: list[int], as_of: dt.date | None) -> Iterator[Result]:
    """The calculation of several years with a policy already at hand. Raises LedgerUnreadable, and UsageError for a year out of range."""
    from techreform_cli.engine.calculate import calculate

    read = _ledger(policy, ledger)
    return (calculate(policy, read, year, as_of) for year in years)


def _readings(source: PolicySource, settings: dict[str, str], result: Result) -> tuple[tuple[Reading, ...], list[Problem]]:
    """The year under each other option of each unconfirmed interpretation, one at a time. An option that gives no valid policy is
    left out with a warning; one that --set overrules is no option in this calculation."""
    from techreform_cli.domain.comparison import Reading
    from techreform_cli.domain.problem import Problem, Severity, UsageError
    from techreform_cli.engine.compare import compare, outcome_of
    from techreform_cli.engine.trial import Trial

    trial = Trial(result.policy, result.ledger, result.year, result.as_of, outcome_of(result))
    found: list[Reading] = []
    problems: list[Problem] = []
    for item in result.policy.unconfirmed:
        for option in item.options:
            if option.id == item.use:
                continue
            try:
                policy = source.policy({**settings, item.id: option.id})
            except UsageError as error:
                message = f"口径 {item.id} 的“{option.label}”不能试算：{error.problems[0].message}"
                problems.append(Problem("E009", Severity.WARNING, message, error.problems[0].remedy))
                continue
            if next(one.use for one in policy.interpretations if one.id == item.id) == option.id:
                found.append(Reading(item.id, option, compare(trial.outcome, trial.under(policy))))
    return tuple(found), problems
