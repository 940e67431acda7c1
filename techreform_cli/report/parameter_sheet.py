"""政策参数: every number of the policy with its clause, as cells that the formulas refer to by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.policy import ParameterSpec, ParameterValue
from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, wan
from techreform_cli.report.wording import day

SHEET = "政策参数"
_COLUMNS = [
    Column("参数", 30),
    Column("数值", 20),
    Column("单位", 8),
    Column("条款", 10),
    Column("起用", 12),
    Column("名称（公式中用）", 30),
    Column("说明", 50),
]


@dataclass(slots=True)
class ParameterNames:
    """The name of each parameter's cell, per value in time."""

    names: dict[tuple[str, int], str] = field(default_factory=dict)
    specs: dict[str, ParameterSpec] = field(default_factory=dict)

    def at(self, parameter: str, year: int) -> str:
        """The name of the cell in force at the end of `year`."""
        since, first = self.specs[parameter].since(year), self.specs[parameter].values[0][0]
        return self.names[parameter, first if since is None else since]


def parameter_sheet(book: Book, result: Result) -> ParameterNames:
    """Write the sheet and define the names."""
    policy = result.policy
    grid = book.grid(
        SHEET,
        f"{policy.document} 政策参数",
        "黄底数值可以修改，奖补金额随公式重算；名单、日期、口径和各表的文字不会重算，须改规则后重新运行",
        _COLUMNS,
    )
    grid.headers()
    found = ParameterNames(specs=policy.parameters)
    taken: set[str] = set()
    for spec in policy.parameters.values():
        for start, value in spec.values:
            name = _name(spec, start, taken)
            found.names[spec.id, start] = name
            row = grid.row
            grid.write(
                [
                    Cell(spec.label, "wrap"),
                    _value(value),
                    Cell(_unit(spec, value), "center"),
                    Cell(spec.clause, "center"),
                    Cell(day(start) if start else "一直", "center"),
                    Cell(name),
                    Cell(spec.note, "wrap"),
                ]
            )
            book.workbook.define_name(name, f"={grid.far(row, 1)}")
    grid.freeze()
    return found


def _name(spec: ParameterSpec, start: int, taken: set[str]) -> str:
    base = re.sub(r"[^\w]", "_", spec.label).strip("_")
    base = base if base and not base[0].isdigit() and not base.isascii() else f"参数_{base}"
    name = f"{base}_{start}" if start else base
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _value(value: ParameterValue) -> Cell:
    if isinstance(value, Amount):
        return wan(value.fen, "input")
    if isinstance(value, Fraction):
        return Cell(value, "input_rate")
    if isinstance(value, tuple):
        return Cell("、".join(value), "wrap")
    return Cell("未设定" if value is None else value, "text" if value is None else "input")


def _unit(spec: ParameterSpec, value: ParameterValue) -> str:
    if isinstance(value, Amount):
        return "万元" + (f"/{value.per}" if value.per else "")
    return {"比例": "", "名单": "名单"}.get(spec.unit, spec.unit)
