"""融资需求: what enterprises need, have secured and still lack, by enterprise and by bank."""

from __future__ import annotations

from typing import Any

import pandas as pd

from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.source_links import BESIDE, source_cell

FINANCING = "融资需求"
NO_BANK = "未对接"
SUBTITLE = "单位：万元。缺口＝需求－已落实；有一项没填的行不知道缺口，两项都不计入合计（《跟踪事项》把填了的各自相加，可能比这里多）"
_COLUMNS = [
    Column("序号", 7),
    Column("企业名称", 36),
    Column("项目编号", 14),
    Column("金融机构", 22),
    Column("用途", 26),
    Column("需求(万元)", 16),
    Column("已落实(万元)", 16),
    Column("缺口(万元)", 16),
    Column("来源", 26, 48),
]
NAME, BANK, DEMAND, SECURED, GAP = 1, 3, 5, 6, 7
KEYS = ("name", "project_number", "bank", "purpose", "demand", "secured")


def financing_sheet(book: Book, result: Result) -> Grid | None:
    """Write the sheet; None where the ledger lists no needs. An amount that is not filled in stays open and is in no sum."""
    table = result.ledger.tables["financing"]
    if not len(table):
        return None
    grid = book.grid(FINANCING, "企业融资需求：需求、已落实和缺口", SUBTITLE, _COLUMNS)
    grid.headers(22)
    rows = [_values(result, row) for row in range(len(table))]
    for number, values in enumerate(rows):
        cells = [cell for key in ("demand", "secured") if (cell := table.cell(key, number))]
        line = _figures(grid, values["demand"], values["secured"], "input")
        texts = [Cell(values[key], "wrap") for key in ("name", "project_number", "bank", "purpose")]
        grid.write([Cell(number + 1, "count"), *texts, *line, source_cell(cells, result.ledger.file)])
    grid.filter()
    span = (grid.first_data_row, grid.row - 1)
    _total(grid, rows, span)
    _by(grid, "按企业", rows, "name", NAME, span)
    if table.has("bank"):
        _by(grid, "按金融机构", rows, "bank", BANK, span)
    grid.notes([BESIDE])
    grid.freeze(2)
    return grid


def _values(result: Result, row: int) -> dict[str, Any]:
    """One row: texts, and 分 (None where the cell gives nothing)."""
    table = result.ledger.tables["financing"]
    found: dict[str, Any] = {}
    for key in KEYS:
        value: Any = table.frame[key].array[row] if table.has(key) else pd.NA
        money = key in ("demand", "secured")
        found[key] = (None if money else "") if value is pd.NA else int(value) if money else str(value)
    found["name"] = _owner(result, row) or found["name"]
    found["bank"] = found["bank"] or NO_BANK
    return found


def _owner(result: Result, row: int) -> str:
    """The enterprise's name as 企业 has it, so that one spelt in two ways is one."""
    frame, enterprises = result.ledger.tables["financing"].frame, result.ledger.tables["enterprises"].frame
    owner = int(frame["enterprise"].array[row]) if "enterprise" in frame.columns else -1
    name = enterprises["name"].array[owner] if owner >= 0 and "name" in enterprises.columns else pd.NA
    return "" if name is pd.NA else str(name)


def _figures(grid: Grid, demand: int | None, secured: int | None, style: str, formulas: tuple[str, str] = ("", "")) -> list[Cell]:
    """Need, secured, and the gap as their difference."""
    here = [grid.at(grid.row, column) for column in (DEMAND, SECURED)]
    gap = None if demand is None or secured is None else demand - secured
    result_style = "total" if style == "total" else "money"
    formula = f'IF(OR({here[0]}="",{here[1]}=""),"",ROUND({here[0]}-{here[1]},6))'
    return [wan(demand, style, formulas[0]), wan(secured, style, formulas[1]), wan(gap, result_style, formula)]


def _sums(rows: list[dict[str, Any]]) -> tuple[int | None, int | None]:
    """Over the rows of which both amounts are known: a need without its answer is no gap. None without such a row."""
    known = [row for row in rows if row["demand"] is not None and row["secured"] is not None]
    return (sum(row["demand"] for row in known), sum(row["secured"] for row in known)) if known else (None, None)


def _known_sum(tests: str, column: str) -> str:
    """The sum over the rows that pass, an empty text where none does."""
    return f'IF(SUMPRODUCT({tests})=0,"",ROUND(SUMPRODUCT({tests},{column}),6))'


def _total(grid: Grid, rows: list[dict[str, Any]], span: tuple[int, int]) -> None:
    spans = [grid.span(column, *span, here=True) for column in (DEMAND, SECURED, GAP)]
    tests = f"ISNUMBER({spans[2]})*1"
    formulas = [_known_sum(tests, column) for column in spans[:2]]
    line = _figures(grid, *_sums(rows), "total", (formulas[0], formulas[1]))
    grid.write([Cell("合计", "total_text"), *[Cell(None, "total_text")] * 4, *line, Cell(None, "total_text")], 20)


def _by(grid: Grid, title: str, rows: list[dict[str, Any]], key: str, column: int, span: tuple[int, int]) -> None:
    """A line per name, largest need first."""
    grid.row += 1
    grid.write([Cell(title, "section")], 22)
    mine: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        mine.setdefault(row[key], []).append(row)
    sums = {name: _sums(of) for name, of in mine.items()}
    spans = {at: grid.span(at, *span, here=True) for at in (column, DEMAND, SECURED, GAP)}
    for number, name in enumerate(sorted(sums, key=lambda name: (-(sums[name][0] or 0), name)), 1):
        here = grid.at(grid.row, column)
        tests = f"({spans[column]}={here})*ISNUMBER({spans[GAP]})"
        formulas = [_known_sum(tests, spans[at]) for at in (DEMAND, SECURED)]
        texts = [Cell(None, "text")] * 4
        texts[column - 1] = Cell(name, "wrap")
        line = _figures(grid, *sums[name], "money", (formulas[0], formulas[1]))
        grid.write([Cell(number, "count"), *texts, *line, Cell(None)])
