"""Runs the case files through the whole pipeline, from a workbook's cells to the JSON document.

The files read as the notice applied to facts: each figure expected comes from the notice or from the arithmetic in the comment
beside it, never from the program.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from independent.workbook import write_canonical

from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.load import load_policy
from techreform_cli.report.json_document import document

from .cases import Case, build, load_cases

CASES = load_cases()
PROGRAMS = ("equipment_purchase", "fiscal_contribution")
MONEY = ("base", "computed", "already_paid", "amount", "amount_if_filled")
NO_ROW = "none"


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.name}" for case in CASES])
def test_case(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    cells = write_canonical(build(case.facts), path)
    for year, expected in case.expected.items():
        result = compute(Request(path, settings=case.settings, year=year, as_of=case.as_of))
        found = _found(case, document(result, []), cells, expected)
        assert found == _wanted(case, expected), year


def test_names_are_sentences_said_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert all(len(name) > 7 for name in names)


def test_every_encoded_clause_and_every_reading_has_a_case() -> None:
    policy = load_policy("dongyuan-2018-2020")
    assert {case.clause for case in CASES} <= set(policy.clauses)
    encoded = {number for number, clause in policy.clauses.items() if clause.status == "encoded"}
    assert encoded <= {case.clause for case in CASES}
    readings = {(i.id, option.id) for i in policy.interpretations for option in i.options if option.id != i.options[0].id}
    assert readings <= {pair for case in CASES for pair in case.settings.items()}


def _by_program(case: Case, expected: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is expected of each program's row: said flat where the file is about one program."""
    named = {name: expected[name] for name in PROGRAMS if name in expected}
    rest = {key: value for key, value in expected.items() if key not in (*PROGRAMS, "targets", "totals", "problems")}
    return named | ({case.program: rest} if rest else {})


def _wanted(case: Case, expected: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {name: _row_wanted(row) for name, row in _by_program(case, expected).items()}
    wanted |= {f"target {name}": _plain(values) for name, values in expected.get("targets", {}).items()}
    wanted |= {f"total {name}": _plain(values) for name, values in expected.get("totals", {}).items()}
    return wanted | ({"problems": sorted(expected["problems"])} if "problems" in expected else {})


def _row_wanted(row: dict[str, Any]) -> dict[str, Any] | None:
    if row.get("row") == NO_ROW:
        return None
    wanted = {key: _yuan(row[key]) for key in MONEY if key in row}
    wanted |= {key: None if row[key] is None else str(row[key]) for key in ("verdict", "rate") if key in row}
    if "projects" in row:
        wanted["projects"] = {name: _yuan(amount) for name, amount in row["projects"].items()}
    return wanted | {key: list(row[key]) for key in ("reasons", "unsaid", "cites") if key in row}


def _found(case: Case, doc: dict[str, Any], cells: dict[Any, str], expected: dict[str, Any]) -> dict[str, Any]:
    """The same shape as `_wanted`, with what the document says."""
    found: dict[str, Any] = {}
    for name, row in _by_program(case, expected).items():
        rows = [award for award in doc["awards"] if award["program"] == name]
        assert len(rows) <= 1, "a case about award rows has one enterprise"
        found[name] = _row_found(rows[0], cells, row) if rows else None
    targets = {target["id"]: target for target in doc["targets"]}
    for name, values in expected.get("targets", {}).items():
        found[f"target {name}"] = {key: _short(targets[name][key]) for key in values}
    for name, values in expected.get("totals", {}).items():
        found[f"total {name}"] = {key: _short(doc["totals"][name][key]) for key in values}
    if "problems" in expected:
        found["problems"] = sorted(p["code"] for p in doc["problems"] if p["code"].startswith("E"))
    return found


def _row_found(award: dict[str, Any], cells: dict[Any, str], row: dict[str, Any]) -> dict[str, Any]:
    found = {key: award[key] for key in (*MONEY, "verdict", "rate") if key in row}
    if "projects" in row:
        found["projects"] = {project["id"]: project["amount"] for project in award["projects"]}
    texts = [reason["text"] for reason in award["reasons"]]
    cited = {cell for reason in award["reasons"] for cell in reason["cells"]}
    if "reasons" in row:
        found["reasons"] = [words if any(words in text for text in texts) else texts for words in row["reasons"]]
    if "unsaid" in row:
        found["unsaid"] = [words for words in row["unsaid"] if not any(words in text for text in texts)]
    if "cites" in row:
        found["cites"] = [name if _address(name, cells) in cited else cited for name in row["cites"]]
    return found


def _address(name: str, cells: dict[Any, str]) -> str:
    """The cell of 表.列, or 表.列#3 for the third row, as reasons write it."""
    sheet, _, header = name.partition(".")
    header, _, row = header.partition("#")
    return f"台账.xlsx《{sheet}》{cells[sheet, int(row or 1) - 1, header]}"


def _yuan(value: Any) -> str | None:
    return None if value is None else f"{Decimal(value):.2f}"


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _short(value) for key, value in values.items()}


def _short(value: Any) -> Any:
    """A figure without the zeros that only pad it, so that a case may say 15 or 23.75."""
    if value is not None and str(value).replace(".", "").replace("-", "").isdigit():
        return f"{Decimal(value).normalize():f}"
    return value
