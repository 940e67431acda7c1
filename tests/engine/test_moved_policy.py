"""Another county's notice is a new YAML file and no new code: the same rules three years later, under other names, at 21%.

The file is made from Dongyuan's by changing its text, the ledger by moving every date, year and yearly column; the figures must be
those the oracle works out from the ledger that was not moved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from independent import equipment, oracle
from independent.facts import COLUMNS, SHEETS, YEARS, Facts, random_facts
from independent.workbook import write_canonical

from techreform_cli.engine.calculate import calculate
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.load import load_policy
from techreform_cli.policy.packaged import rules_folder
from techreform_cli.report.json_document import document

from . import compare

LATER = 3
NEW_RATE = Fraction(21, 100)
RENAMED = {
    "equipment_purchase": "machine_grant", "设备购置事后奖补": "设备补助",
    "fiscal_contribution": "tax_growth_prize", "财政贡献以奖代补": "税收增长奖",
}
SETTINGS = [
    {}, {"equipment_cap_scope": "year", "equipment_floor": "threshold", "target_source": "official", "fund_programs": "both"},
    {"stacking": "higher", "increment_overlap": "largest", "completions_from": "2018-09-15", "engaged": "starts", "rounding": "元"},
]


def moved_text(text: str) -> str:
    """The policy file with every year of 2017–2020 three later, the programs renamed and 20% made 21%."""
    text = re.sub(r"(?<!\d)20(1[789]|20)(?!\d)", lambda match: str(int(match[0]) + LATER), text)
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    return re.sub(r"(equipment_rate: .*value: )20%", r"\g<1>21%", text)


def moved_facts(facts: Facts) -> Facts:
    """The ledger three years later, its payments under the new names."""
    sheets = {name: facts.sheet(name) for name in SHEETS}
    return Facts(**{SHEETS[name]: None if rows is None else [_moved_row(row) for row in rows] for name, rows in sheets.items()})


def _moved_row(row: dict[str, Any]) -> dict[str, Any]:
    return {_moved_header(header): _moved_value(header, value) for header, value in row.items()}


def _moved_header(header: str) -> str:
    return re.sub(r"^(\d{4})(?=年完成投资)", lambda match: str(int(match[0]) + LATER), header)


def _moved_value(header: str, value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.replace(year=value.year + LATER)
    if header == "年度":
        return value + LATER
    return RENAMED.get(value, value) if header == "奖补类别" else value


def without_leap_days(facts: Facts) -> Facts:
    """29 February has no counterpart three years later; both ledgers have the 28th instead."""
    leap, before = dt.date(2020, 2, 29), dt.date(2020, 2, 28)
    rows = [{header: before if value == leap else value for header, value in row.items()} for row in facts.projects]
    return replace(facts, projects=rows)


@pytest.fixture
def moved_policy(tmp_path: Path) -> Path:
    """Dongyuan's policy, moved."""
    source = rules_folder() / "dongyuan-2018-2020.yaml"
    path = tmp_path / "moved-2021-2023.yaml"
    path.write_text(moved_text(source.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.fixture
def scaled_oracle(monkeypatch: pytest.MonkeyPatch) -> Callable[[Facts, int, dict[str, str]], list[dict[str, Any]]]:
    """The oracle's award rows at 21%; and the facts may have columns up to 2026."""
    for year in YEARS:
        monkeypatch.setitem(COLUMNS["项目"], f"{year + LATER}年完成投资", "万元")
    monkeypatch.setattr(equipment, "RATE", NEW_RATE)
    monkeypatch.setitem(oracle.RATES, NEW_RATE, "0.21")
    return oracle.awards


def test_the_text_moves_as_meant() -> None:
    source = (rules_folder() / "dongyuan-2018-2020.yaml").read_text(encoding="utf-8")
    text = moved_text(source)
    assert not re.search(r"(?<!\d)20(17|18|19)(?!\d)", text)
    assert not any(old in text for old in RENAMED)
    assert text.count("21%") == source.count("20%") == 1


@pytest.mark.parametrize("seed", [11, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (12, 13))])
@pytest.mark.parametrize("settings", SETTINGS, ids=["defaults", "each year", "higher"])
def test_the_moved_rules_give_the_moved_figures(
    seed: int, settings: dict[str, str], moved_policy: Path, scaled_oracle: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    facts = without_leap_days(random_facts(seed, 60))
    path = tmp_path / "台账.xlsx"
    write_canonical(moved_facts(facts), path)
    policy = load_policy(str(moved_policy), {key: _moved_option(value) for key, value in settings.items()})
    ledger = read_ledger(path, policy.dictionary)
    for year in range(2018, 2024):
        result = calculate(policy, ledger, year + LATER)
        doc = document(result, [])
        rows = {(_old(program), code): row for (program, code), row in compare.rows_of_document(doc).items()}
        expected = scaled_oracle(facts, year, settings)
        assert compare.award_differences(rows, expected) == []
        assert {_old(name): total for name, total in doc["totals"].items()} == compare.expected_totals(expected)
        assert compare.target_differences(result.targets, oracle.targets(facts, year, settings)) == []


def _moved_option(option: str) -> str:
    return re.sub(r"^2018(?=-)", "2021", option)


def _old(program: str) -> str:
    return next(old for old, new in RENAMED.items() if new == program)
