"""填写说明: how the ledger is filled in, every column with an example, what may be chosen from, and what was carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from techreform_cli.domain.command import command
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.reads import missed
from techreform_cli.domain.workbook import GUIDE
from techreform_cli.report.book import Book, Cell, Column, Grid, clean, lines_needed, quoted
from techreform_cli.report.template_layout import Need, TemplateSheet, left_out
from techreform_cli.report.template_rows import Content, Unknown
from techreform_cli.report.template_words import Words

COLUMNS = [
    Column("列名", 26),
    Column("要不要填", 10),
    Column("填什么", 26),
    Column("示例", 20),
    Column("空着当作", 20),
    Column("也认这些列名", 34),
    Column("用在哪里", 34),
]
STYLES = {Need.REQUIRED: "bad", Need.READ: "blue", Need.OTHERWISE: "watch", Need.UNUSED: "grey"}
WIDTH = sum(column.width for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Carried:
    """A ledger that was carried over, and the contents of its rows by sheet."""

    ledger: Ledger
    rows: Mapping[str, Sequence[Sequence[Content]]]


@dataclass(frozen=True, slots=True)
class LaidFor:
    """What a ledger is laid out for: the policy, the columns that only other readings of its questions read (each with the question),
    and the options of the commands that are to read the ledger."""

    policy: Policy
    others: Mapping[FieldSpec, str] = field(default_factory=dict)
    again: Sequence[str] = ()


def laid_for(policy: Policy, others: Mapping[tuple[str, str], str], again: Sequence[str] = ()) -> LaidFor:
    """The same of columns as (sheet, field)."""
    return LaidFor(policy, {policy.dictionary.sheet(sheet).field(key): question for (sheet, key), question in others.items()}, again)


def write_guide(book: Book, aim: LaidFor, layout: Sequence[TemplateSheet], words: Words, carried: Carried | None) -> dict[str, str]:
    """Write the sheet; returns where what may be chosen from stands, by 表.字段 of the columns that have choices."""
    policy = aim.policy
    subtitle = f"{policy.title}　{policy.document}　（这一页是说明，程序不当作数据读）"
    grid = book.grid(GUIDE, "台账填写说明", subtitle, COLUMNS)
    _section(grid, "一、怎么填", how_to(aim, layout))
    number = 2
    if carried:
        _section(grid, "二、从原台账带来的", _carried(policy, layout, carried))
        number = 3
    order = "一二三四五"
    _line(grid, f"{order[number - 1]}、各表各列（示例一列竖着看，是一行的样子）", "section")
    for sheet in layout:
        _sheet(grid, sheet, words)
    return _options(grid, layout, words, f"{order[number]}、可选的内容")


def how_to(aim: LaidFor, layout: Sequence[TemplateSheet]) -> list[str]:
    """The instructions, a line each."""
    again, more = aim.again, left_out(layout, aim.others)
    names = "、".join(f"《{sheet.spec.name}》" for sheet in layout)
    return [
        f"1. 先填《企业》，再填《项目》，其他表都按企业名称和统一社会信用代码对应。这本台账有：{names}。",
        "2. 列名的底色：橙色必填，蓝色是政策要用的，黄色是口径换一种读法才用的，灰色不参与计算（可不填，填了用来分类和核对）。"
        "鼠标停在列名上，有这一列的说明。",
        "3. 一行填一条，从第 2 行起，不要改列名，不要合并单元格，不要插入小计、空行和标题行。",
        "4. 金额按列名里的单位填；习惯用别的单位的，把列名括号里的单位改掉，如 (元)、(亿元)，程序照列名换算。",
        "5. 空着的单元格当作什么，见下面“空着当作”。确实是 0 的要填 0。不清楚的留空，不要写“待定”“约500”。",
        "6. 整列都没有数据的，把整列删去；整张表都没有的，把整张表删去：等于说“不知道”。"
        "留着空列，等于每一格都空着；留着只有列名的空表，等于说一条也没有。",
        "7. 信用代码、行业代码等列是文本格式，开头的 0 和 18 位数字都能保住。从别处粘贴时用“只粘贴值”。",
        f"8. 填好保存后，先检查：{command('check', '台账.xlsx', *again)}，再计算：{command('calc', '台账.xlsx', *again)}。",
        *([_only_others(aim, more)] if more else []),
    ]


def _only_others(aim: LaidFor, more: Sequence[FieldSpec]) -> str:
    """Which columns to add where a question is to be tried, or decided, the other way."""
    named = [f"《{aim.policy.dictionary.sheet(one.sheet).name}》{one.header}（{aim.others[one]}）" for one in more]
    return f"9. 有的口径换一种读法要用模板里没有的列：{'；'.join(named)}。有数据的照列名加上，没有的不要加空列。"


def _carried(policy: Policy, layout: Sequence[TemplateSheet], carried: Carried) -> list[str]:
    ledger = carried.ledger
    lines = [f"原台账：{ledger.file}。数值、单位、日期、代码都按读到的写成规范的样子，没有改动任何数。"]
    for sheet in layout:
        rows = carried.rows[sheet.spec.key]
        unread = sum(1 for row in rows for content in row if isinstance(content, Unknown))
        marked = f"，其中 {unread} 个单元格看不清，标为红色，批注里写着原来的内容，请改正" if unread else ""
        lines.append(f"《{sheet.spec.name}》{len(rows):,} 行{marked}。")
    for reading in ledger.readings:
        unused = [f"{column.header}（{column.letter}）" for column in reading.columns if not column.field]
        left = [f"{reason} {count} 行" for reason, count in reading.excluded.items()]
        if not reading.taken_as:
            lines.append(f"没有带过来：工作表「{reading.sheet}」没有使用。")
        elif unused or left:
            lines.append(f"没有带过来：「{reading.sheet}」的 {'、'.join([*unused, *left])}。")
    lacking = _lacking(policy, layout)
    if lacking:
        lines.append(f"原台账没有、政策要用的：{'；'.join(lacking)}。有数据请照列名加上，没有不要加空列。")
    return lines


def _lacking(policy: Policy, layout: Sequence[TemplateSheet]) -> list[str]:
    """What the policy reads and the ledger does not have, by sheet."""
    wanted = missed(policy)
    there = {sheet.spec.key: {column.spec.key for column in sheet.columns} for sheet in layout}
    lines = []
    for sheet in policy.dictionary.sheets:
        fields = [field.header for field in sheet.fields if field in wanted and field.key not in there.get(sheet.key, set())]
        if fields:
            lines.append(f"《{sheet.name}》" + (f"整张表（{'、'.join(fields)}）" if sheet.key not in there else "、".join(fields)))
    return lines


def _sheet(grid: Grid, sheet: TemplateSheet, words: Words) -> None:
    aliases = f"（工作表也可叫：{'、'.join(sheet.spec.aliases)}）" if sheet.spec.aliases else ""
    must = "，这张表必须有" if sheet.spec.required else ""
    _line(grid, f"《{sheet.spec.name}》{must}{aliases}", "headline")
    grid.write([Cell(column.header, "header") for column in COLUMNS])
    for column in sheet.columns:
        told = words.of(column)
        texts = (told.fill, told.example, told.blank, told.aliases, told.used)
        grid.write([Cell(column.header, "wrap"), Cell(column.need.label, STYLES[column.need]), *(Cell(text, "wrap") for text in texts)])
    grid.row += 1


def _options(grid: Grid, layout: Sequence[TemplateSheet], words: Words, title: str) -> dict[str, str]:
    """The lists behind the drop-downs, one below the other; their ranges by 表.字段."""
    ranges: dict[str, str] = {}
    for sheet in layout:
        for column in sheet.columns:
            key = f"{column.spec.sheet}.{column.spec.key}"
            choices = words.choices(column.spec)
            if key in ranges or len(choices) < 2 or choices == ["是", "否"]:
                continue
            if not ranges:
                _line(grid, title, "section")
            _line(grid, f"《{sheet.spec.name}》的{column.spec.name}：", "plain")
            first = grid.row
            for choice in choices:
                grid.write([Cell(choice, "wrap")])
            ranges[key] = f"{quoted(grid.name)}!$A${first + 1}:$A${grid.row}"
    return ranges


def _section(grid: Grid, title: str, lines: list[str]) -> None:
    _line(grid, title, "section")
    for line in lines:
        _line(grid, line, "plain")
    grid.row += 1


def _line(grid: Grid, text: str, style: str) -> None:
    """A line across the sheet."""
    grid.sheet.merge_range(grid.row, 0, grid.row, len(COLUMNS) - 1, clean(text), grid.book.style(style))
    grid.sheet.set_row(grid.row, 15 * lines_needed(text, WIDTH * 0.95) + 4)
    grid.row += 1
