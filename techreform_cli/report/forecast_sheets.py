"""The sheets of a forecast's evidence: every program and year, who is estimated on what, who is unknown, and the method in words."""

from __future__ import annotations

from collections.abc import Sequence

from techreform_cli.domain.forecast import Forecast, ForecastLine
from techreform_cli.domain.money import wan as wan_text
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.fund_words import HOW_ADDED

LINES, ESTIMATES, UNKNOWNS, METHOD = "分奖补", "估计明细", "不明明细", "方法"
NONE = Cell("—", "center")
_LINES = [
    *(Column("年度", 8), Column("奖补", 26), Column("条款", 9), Column("资金支付", 9), Column("依据", 16)),
    *(Column("已确定\n家数", 8), Column("已确定(万元)", 17), Column("估计\n家数", 8), Column("估计(万元)", 17)),
    *(
        Column("不明(家)", 9),
        Column("以后完工的", 12),
        Column("已拨付(万元)", 17),
        Column("尚应拨付(万元)", 17),
        Column("计入累计(万元)", 17),
    ),
]
YEAR, FUND, KNOWN, ESTIMATED, OPEN, PAID, COUNTED = 0, 3, 6, 8, 9, 11, 13


def line_grid(book: Book) -> Grid:
    """The empty sheet of programs and years."""
    return book.grid(LINES, "各项奖补各年度应付的金额", "单位：万元；“—”是没有依据，不是零", _LINES)


def fill_lines(grid: Grid, found: Forecast) -> None:
    """A row per program and award year."""
    grid.headers(36)
    for line in found.lines:
        grid.write(_line(grid, found, line))
    grid.filter()
    grid.notes(
        [
            "已确定：这一年的数据已在台账中，与当年《奖补测算》的结果相同。估计：数据还没有，按最近一年的数据推算。不明：缺资料，金额不知道。",
            "尚应拨付＝已确定－已拨付，只算《已拨付》有该奖补该年度记录的；负数为多付。",
            f"计入累计：各年能相加的数，所以不都等于已确定。{HOW_ADDED}。",
            *([f"{parts_note(found)}。"] if parts_note(found) else []),
        ]
    )
    grid.freeze(2)


def basis(found: Forecast, year: int, lines: Sequence[ForecastLine] = ()) -> str:
    """What a year's figures rest on; instalments of awards known and estimated may fall due together."""
    if found.data_year is None:
        return "没有数据"
    guess = f"按{found.data_year}年推算"
    if year <= found.data_year:
        return "台账数据"
    known, guessed = any(line.known and line.known.amount for line in lines), any(line.estimated for line in lines)
    return "台账数据" + ("、推算" if guessed else "") if known else guess


def parts_note(found: Forecast) -> str:
    """How the years of what is paid in instalments are to be read; "" where everything is paid at once."""
    labels = [of.program.label for of in found.result.programs if of.program.instalments]
    if not labels:
        return ""
    words = f"{'、'.join(labels)}分期拨付：按到期的年度列应付的，含以前年度奖补到期的各期；已拨付按到期先后分到各年"
    parts = [found.waiting[of.program.id] for of in found.result.programs if of.program.instalments and of.program.id in found.waiting]
    fen = sum(one.amount for one in parts)
    return words + (f"；条件未到或待补正的 {wan_text(fen)} 万元没有列入哪一年" if any(one.enterprises for one in parts) else "")


def _line(grid: Grid, found: Forecast, line: ForecastLine) -> list[Cell]:
    left = NONE
    if line.paid is not None and line.known is not None:
        formula = f"ROUND({grid.at(grid.row, KNOWN)}-{grid.at(grid.row, PAID)},6)"
        left = wan(line.known.amount - line.paid.amount, "money", formula)
    return [
        Cell(line.year, "center"),
        Cell(line.program.label, "wrap"),
        Cell(line.program.clause, "center"),
        Cell("是" if found.fund and line.program.id in found.fund.programs else "否", "center"),
        Cell(basis(found, line.year, [line]), "center"),
        Cell(line.known.enterprises, "count") if line.known else NONE,
        wan(line.known.amount) if line.known else NONE,
        Cell(line.estimated.enterprises, "count") if line.estimated else NONE,
        wan(line.estimated.amount) if line.estimated else NONE,
        Cell(line.unknown, "open" if line.unknown else "center"),
        Cell("还没有登记" if line.more_to_come else "不会再有", "watch" if line.more_to_come else "center"),
        wan(line.paid.amount, "open" if line.paid.unclear else "money") if line.paid else NONE,
        left,
        NONE if line.cost is None else wan(line.cost),
    ]


def estimate_sheet(book: Book, found: Forecast) -> None:
    """Whose award is estimated, and on the figures of which year."""
    columns = [Column("年度", 8), Column("奖补", 26), Column("企业名称", 32), Column("统一社会信用代码", 22)]
    columns += [Column("估计(万元)", 17), Column("用哪一年的指标", 16)]
    grid = book.grid(ESTIMATES, "估计的奖补：企业明细", "数据还没有的年度，每家企业沿用最近一年的《年度指标》　单位：万元", columns)
    grid.headers()
    for one in found.estimates:
        held = Cell(f"{one.figures_of}年", "center") if one.figures_of else Cell("没有年度指标", "center")
        grid.write(
            [
                Cell(one.year, "center"),
                Cell(one.program.label, "wrap"),
                Cell(one.name, "wrap"),
                Cell(one.credit_code),
                wan(one.amount),
                held,
            ]
        )
    if not found.estimates:
        grid.write([Cell("", "center"), Cell("没有估计的奖补", "wrap"), *[Cell("", "center")] * 4])
    grid.filter()
    grid.freeze(1)


def unknown_sheet(book: Book, found: Forecast) -> None:
    """Whose award cannot be said."""
    columns = [Column("年度", 8), Column("奖补", 26), Column("企业名称", 32), Column("统一社会信用代码", 22), Column("怎样查", 60)]
    grid = book.grid(UNKNOWNS, "金额不明的奖补：企业明细", "缺资料，没有计入任何合计", columns)
    grid.headers()
    for one in found.unknowns:
        advice = f"{one.year}年的《奖补测算》（计算时写 --year {one.year}）中《待补正》写明补哪一格"
        if found.data_year is None or one.year > found.data_year:
            advice = f"这一年的数据还没有，{basis(found, one.year)}也缺资料"
        grid.write(
            [Cell(one.year, "center"), Cell(one.program.label, "wrap"), Cell(one.name, "wrap"), Cell(one.credit_code), Cell(advice, "wrap")]
        )
    if not found.unknowns:
        grid.write([Cell("", "center"), Cell("没有金额不明的奖补", "wrap"), *[Cell("", "center")] * 3])
    grid.filter()
    grid.freeze(1)


def method_sheet(book: Book, found: Forecast) -> None:
    """How the figures come about, in a clerk's words."""
    grid = book.grid(METHOD, "预测是怎样算的", found.result.policy.title, [Column("事项", 18), Column("说明", 100)], landscape=False)
    grid.headers()
    for label, text in method(found):
        grid.write([Cell(label, "total_text"), Cell(text, "wrap")])


def method(found: Forecast) -> list[tuple[str, str]]:
    """The method, point by point."""
    last = found.data_year
    if last is None:
        return [("数据", "台账里没有任何年度的数据，各年的奖补都不明。")]
    rows = [
        ("数据到哪一年", f"{last}年：《年度指标》中最近的年度；没有《年度指标》时，取投资或完工日期最近的年度。"),
        ("已确定", f"{last}年及以前，用台账自己的数据，与该年《奖补测算》的结果相同。待补正的企业不计金额，列在“不明”。"),
        (
            "估计",
            f"{last}年以后，每家企业的《年度指标》沿用它最近有数据的一年（明细见《{ESTIMATES}》），其余按政策照算："
            "税收和收入不增不减，规上等资格不变；只算台账里已经登记完工的项目。估计的金额不并入已确定。",
        ),
        ("不明", "沿用以后仍然缺资料的，只列家数，不估金额。"),
    ]
    if parts_note(found):
        rows.append(("分期拨付", f"{parts_note(found)}。"))
    for program in found.result.programs:
        count = found.unfinished.get(program.program.id, 0)
        if count:
            text = f"台账有 {count} 个项目没有完工日期。完工后可能产生“{program.program.label}”，台账没有计划完工日期，不估金额。"
            rows.append(("没有完工的项目", text))
    if found.fund:
        labels = "、".join(of.program.label for of in found.result.programs if of.program.id in found.fund.programs)
        rows.append(("资金", f"“{found.fund.target.label}”（{found.fund.target.clause}）支付：{labels}。"))
    unclear = sum(line.paid.unclear for line in found.lines if line.paid)
    if unclear:
        rows.append(("已拨付不清", f"《已拨付》有 {unclear} 处金额、年度或类别读不清，已拨付的合计可能偏小（标黄）。"))
    open_ = len(found.result.policy.unconfirmed)
    rows.append(("口径", f"有 {open_} 处口径待确认，见《口径》；换一种读法，金额会变。"))
    return rows
