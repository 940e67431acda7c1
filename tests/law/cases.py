"""Reads the case files: what a case may say, and the small ledger its facts are laid over.

A case names only what differs from one ordinary enterprise (规上, registered in the province, not relocated) and one ordinary
project (设备更新, every requirement met). Years 2017–2023 of 年度指标 are there with 主营业务收入 2000万 and taxes of nothing; a list
of changes makes as many rows of one year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from independent.facts import PROGRAM_LABELS, YEARS, Facts
from independent.pools import check_character

FOLDER = Path(__file__).parent
CASE_KEYS = {"name", "clause", "facts", "year", "set", "as_of", "expect", "by_year"}
FACT_KEYS = {"enterprise", "projects", "annual", "enterprises", "paid", "appropriations", "land", "county", "without"}
ABSENT = "absent"
"""In `annual`, a year that has no row."""


@dataclass(frozen=True)
class Case:
    """One sentence of law: facts, the choices made, and per year what is expected."""

    name: str
    clause: str
    facts: dict[str, Any]
    settings: dict[str, str]
    as_of: Any
    expected: dict[int, dict[str, Any]]
    program: str = ""
    file: str = ""


@dataclass
class Sheets:
    """The rows of a case's ledger while it is put together."""

    enterprises: list[dict[str, Any]] = field(default_factory=list)
    annual: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)

    def add(self, entry: dict[str, Any]) -> None:
        """One enterprise with its projects and years."""
        serial = len(self.enterprises) + 1
        own = {key: value for key, value in entry.items() if key not in ("projects", "annual", "copies")}
        enterprise = _enterprise(serial) | own
        self.enterprises.append(enterprise)
        identity = {key: enterprise[key] for key in ("企业名称", "统一社会信用代码")}
        for change in entry.get("projects") or []:
            number = f"P{len(self.projects) + 1}"
            number = change.get("项目编号", number)
            self.projects.append(identity | _project(number) | change)
        changes = entry.get("annual") or {}
        for year in YEARS:
            change = changes.get(year) or {}
            if change != ABSENT:
                rows = change if isinstance(change, list) else [change]
                self.annual += [identity | _year(year) | row for row in rows]


def load_cases() -> list[Case]:
    """Every case of every file, in the order written."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in _file(path)]


def _file(path: Path) -> list[Case]:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Exact)
    return [_case(path.stem, data.get("program", ""), entry) for entry in data["cases"]]


def _case(file: str, program: str, entry: dict[str, Any]) -> Case:
    unknown = (set(entry) - CASE_KEYS) | (set(entry.get("facts") or {}) - FACT_KEYS)
    if unknown:
        raise KeyError(f"{file}: {entry.get('name')}: {sorted(unknown)}")
    expected = entry.get("by_year") or {entry["year"]: entry["expect"]}
    settings = {key: str(value) for key, value in (entry.get("set") or {}).items()}
    return Case(entry["name"], entry["clause"], entry.get("facts") or {}, settings, entry.get("as_of"), expected, program, file)


def build(facts: dict[str, Any]) -> Facts:
    """The ledger a case describes."""
    sheets = Sheets()
    single = {**(facts.get("enterprise") or {}), "projects": facts.get("projects"), "annual": facts.get("annual")}
    for entry in facts.get("enterprises") or [single]:
        for _ in range(entry.get("copies", 1)):
            sheets.add(entry)
    first = sheets.enterprises[0]
    paid = facts.get("paid")
    rows = {
        "企业": sheets.enterprises,
        "年度指标": sheets.annual,
        "项目": sheets.projects,
        "已拨付": None if paid is None else [_payment(first) | row for row in paid],
        "资金安排": facts.get("appropriations"),
        "用地": facts.get("land"),
        "全县指标": facts.get("county"),
    }
    for name in facts.get("without") or []:
        _leave_out(rows, name)
    return Facts(rows["企业"], rows["项目"], rows["年度指标"], rows["已拨付"], rows["资金安排"], rows["用地"], rows["全县指标"])


def _leave_out(rows: dict[str, Any], name: str) -> None:
    """A whole sheet, or 表.列."""
    sheet, _, header = name.partition(".")
    if not header:
        rows[sheet] = None
        return
    for row in rows[sheet]:
        row.pop(header)


def _enterprise(serial: int) -> dict[str, Any]:
    first = f"91441625MA5{serial:06d}"
    row: dict[str, Any] = {"企业名称": f"甲{serial}公司", "统一社会信用代码": first + check_character(first), "行业代码": "C3922"}
    row |= {"规上": True, "高成长性": False, "拟培育上规模": False, "省内注册": True, "转出地": None, "省级产业园": False}
    return row


def _project(number: str) -> dict[str, Any]:
    row: dict[str, Any] = {"项目编号": number, "项目名称": f"技改{number}", "备案证号": f"备{number}"}
    row |= {"改造类别": "设备更新", "重大平台": False}
    row |= {"完工日期": None, "设备购置额": 100, "符合产业政策": True, "符合指导目录": True, "异地技改": False}
    return row


def _year(year: int) -> dict[str, Any]:
    return {"年度": year, "主营业务收入": 2000, "增值税县级分成": 0, "企业所得税县级分成": 0}


def _payment(enterprise: dict[str, Any]) -> dict[str, Any]:
    row = {key: enterprise[key] for key in ("统一社会信用代码", "企业名称")}
    return row | {"奖补类别": PROGRAM_LABELS["equipment_purchase"]}


class _Exact(yaml.SafeLoader):
    """Decimals stay decimals: 499_999.99 is never a binary fraction."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)
