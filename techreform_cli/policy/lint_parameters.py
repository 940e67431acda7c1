"""Parameters over time: years in which a rule reads one that has no value, and values that are never in force when a rule reads them."""

from __future__ import annotations

from techreform_cli.domain.policy import ParameterSpec, Policy
from techreform_cli.policy.codes import Finding
from techreform_cli.policy.references import References
from techreform_cli.policy.yaml_source import Document, Path_

POOLS = ("stacking", "total_caps", "budgets")
"""Parts of a file whose entries work in the award years of the programs they list."""


def dated_parameters(document: Document, policy: Policy, reads: References) -> list[Finding]:
    """What is doubtful about the values of the parameters that rules read."""
    found = []
    for name, readers in reads.parameters.items():
        spec = policy.parameters[name]
        years = {reader: _years(document, policy, reader) for reader in sorted(readers, key=str)}
        without = {reader: lacking for reader, of in years.items() if (lacking := [year for year in of if spec.at(year) is None])}
        named: tuple[tuple[str, object], ...] = (
            ("name", name),
            ("label", spec.label),
            ("readers", _labels(document, [*(without or years)])),
        )
        if all(value is None for _, value in spec.values):
            found.append(Finding("P121", ("parameters", name), (spec.clause,), named))
            continue
        if without:
            missing = sorted({year for of in without.values() for year in of})
            found.append(Finding("P122", ("parameters", name), (spec.clause,), (*named, ("years", spans(missing)))))
        found += _never_in_force(document, spec, sorted({year for of in years.values() for year in of}))
    return found


def _never_in_force(document: Document, spec: ParameterSpec, years: list[int]) -> list[Finding]:
    """The dated values that hold at the end of none of `years`."""
    if len(spec.values) < 2:
        return []
    read = {spec.since(year) for year in years}
    found = []
    for i, entry in enumerate(document.data["parameters"][spec.id]["values"]):
        day = entry["from"]
        if day.year * 10_000 + day.month * 100 + day.day not in read:
            details = (("name", spec.id), ("start", day.isoformat()))
            found.append(Finding("P123", ("parameters", spec.id, "values", i), (spec.clause,), details))
    return found


def _years(document: Document, policy: Policy, reader: Path_) -> range:
    """The years for which an entry of the file reads its parameters: award years of programs, else the plan's."""
    section, *rest = reader
    plan = range(policy.plan[0], policy.plan[1] + 1)
    if section == "about":
        return plan[-1:]
    names = rest if section == "programs" else document.data[section][rest[0]]["programs"] if section in POOLS else []
    programs = [policy.program(str(name)) for name in names]
    if not programs:
        return plan
    return range(min(program.years_awarded[0] for program in programs), max(program.years_awarded[-1] for program in programs) + 1)


def _labels(document: Document, readers: list[Path_]) -> str:
    """The readers by the names the file gives them."""
    found = []
    for section, *rest in readers:
        entry = document.data[section][rest[0]] if rest else None
        found.append(f"“{entry['label'] if isinstance(entry, dict) and 'label' in entry else '.'.join(map(str, (section, *rest)))}”")
    return "、".join(found)


def spans(years: list[int]) -> str:
    """Years in words: 2021年, 2021—2023年、2025年."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(f"{run[0]}—{run[-1]}年" if len(run) > 1 else f"{run[0]}年" for run in runs)
