"""The parts of a summary: targets against time, gaps, what needs a person, what completes next, and the money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby

from techreform_cli.domain.money import FEN, decimal_text, wan
from techreform_cli.domain.policy import Interpretation
from techreform_cli.domain.summary import Basis, Finding, Pending, ProgramStanding, Section, Standing
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.report.fund_words import SO_FAR, arranged_words, paid_words
from techreform_cli.report.payable_words import due_lines
from techreform_cli.report.summary_changes import award_change
from techreform_cli.report.summary_charts import fund_chart, target_chart
from techreform_cli.report.summary_letter import error_items, without_place
from techreform_cli.report.summary_needs import OpenAward, open_awards, open_scores, open_targets
from techreform_cli.report.summary_page import Block, Column, Grid, Heading, Item, Line, Listing, chinese_day
from techreform_cli.report.target_words import STATUS_STYLES, actual_words, goal_words, rate_words, tally
from techreform_cli.report.wording import day, money, quoted, target_figure

FEW = 5
"""How many gaps, errors, projects … are named; the rest are counted, and all are in the JSON."""


def parts(of: Section, depth: int, titles: Mapping[str, str]) -> Iterator[Block]:
    """The blocks of one ledger, its parts as headings of `depth`; `titles` names the kinds of problem by their codes."""
    for note in of.notes:
        yield Line(f"说明：{note}。", note=True)
    yield from _targets(of, depth)
    yield from _gaps(of, depth)
    yield from _needs(of, depth, titles)
    yield from _pending(of, depth)
    yield from _money(of, depth)
    ledger, policy = of.result.ledger, of.result.policy
    yield Line(
        f"依据：台账 {ledger.file}（文件指纹 {ledger.sha256[:12]}），政策文件 {policy.id}（文件指纹 {policy.sha256[:12]}）。", note=True
    )


def _targets(of: Section, depth: int) -> Iterator[Block]:
    yield Heading(depth, "目标和序时进度")
    if not of.standings:
        yield Line("政策没有要按数量考核的目标。")
        return
    counted = "，".join(f"{word} {count} 项" for word, count in tally(one.found for one in of.standings).items())
    yield Line(f"时间进度：{_elapsed(of)}。目标共 {len(of.standings)} 项：{counted}。")
    yield target_chart(of)
    columns = [Column("目标", False), Column("目标值"), Column("序时应达", wide=True), Column("完成值"), Column("完成率"), Column("时间")]
    rows = tuple(_target_row(one) for one in of.standings)
    yield Grid((*columns, Column("状态", False)), rows, tuple(tone(one) for one in of.standings))
    yield from _changes(of)
    marked = "标 * 的是比例、增速或人均数，不随时间累加，序时应达只作参考。" if any(not one.adds_up for one in of.standings) else ""
    yield Line(f"序时应达＝目标值×时间进度（按天数）。完成值是台账里填的数，不按日期截取。{marked}", note=True)


def _elapsed(of: Section) -> str:
    """2019年 49.6%，2018—2020年计划期 49.8%."""
    first, last = of.result.policy.plan
    shares = {}
    for one in of.standings:
        words = f"{first}—{last} 年计划期" if one.found.target.plan_total else f"{of.result.year} 年"
        shares[words] = decimal_text(one.found.elapsed * 100, 1, 1) + "%"
    return "，".join(f"{words} {share}" for words, share in shares.items())


def tone(one: Standing) -> str:
    """good, bad, watch, or "" for a target without a goal."""
    style = STATUS_STYLES[one.found.status]
    return "" if style == "center" else style


def _target_row(one: Standing) -> tuple[str, ...]:
    found = one.found
    target = found.target
    return (
        target.label + ("" if one.adds_up else " *"),
        goal_words(found.goal, target),
        amount(one.due, target.unit),
        actual_words(found),
        rate_words(found),
        "—" if found.goal is None else decimal_text(found.elapsed * 100, 1, 1) + "%",
        found.standing,
    )


def amount(value: Fraction | None, unit: str) -> str:
    """A figure that was calculated, with at most two decimals where it is not money."""
    return target_figure(value, unit, most=4 if unit.split("/")[0] in FEN else 2)


def difference(value: Fraction, unit: str) -> str:
    """How far two figures are apart; ratios in percentage points."""
    return decimal_text(value * 100, 2, 2) + "个百分点" if unit == "比例" else amount(value, unit)


def _changes(of: Section) -> Iterator[Block]:
    """What is different from the previous summary."""
    if of.before is None:
        return
    items = [Item(f"{one.found.target.label}：{words}") for one in of.standings if (words := _change(one))]
    items += [award_change(one) for one in of.programs if one.changed]
    compared = "、奖补" if any(one.before is not None for one in of.programs) else ""
    yield Line("与上次相比：" if items else f"与上次相比，各项目标{compared}没有变化。")
    if items:
        yield Listing(tuple(items))


def _change(one: Standing) -> str:
    if one.before is None:
        return ""
    unit, words = one.found.target.unit, []
    if one.change:
        direction = "增加" if one.change > 0 else "减少"
        words.append(f"{direction} {difference(abs(one.change), unit)}，现为 {target_figure(one.found.measurement.actual, unit)}")
    elif one.change is None and (one.found.measurement.actual is None) != (one.before.actual is None):
        words.append("上次没有数" if one.before.actual is None else "这次没有数")
    former = one.before.status.label(one.before.over)
    if former != one.found.standing:
        words.append(f"由{former}变为{one.found.standing}")
    return "；".join(words)


def _gaps(of: Section, depth: int) -> Iterator[Block]:
    gaps = of.gaps
    if not of.standings:
        return
    yield Heading(depth, "差距最大的目标")
    if not gaps:
        yield Line("没有落后于序时进度的目标。")
        return
    yield Listing(tuple(Item(_gap(one)) for one in gaps[:FEW]), ordered=True)
    if len(gaps) > FEW:
        yield Line(f"另有 {len(gaps) - FEW} 项落后，见上表。")


def _gap(one: Standing) -> str:
    """What is due, what is reached, and how much is lacking."""
    found, unit = one.found, one.found.target.unit
    goal = found.goal
    assert goal is not None and one.ahead is not None and one.shortfall is not None
    words = f"{found.target.label}（{found.clause}）：完成 {actual_words(found)}"
    if found.elapsed < 1:
        share = f"（目标的 {decimal_text(one.shortfall * 100, 1, 1)}%）"
        words += f"，序时应达 {amount(one.due, unit)}，落后 {difference(-one.ahead, unit)}{share}"
    return f"{words}；目标{goal_words(goal, found.target)}{lacking_words(found)}"


def lacking_words(found: TargetResult) -> str:
    """，还差 33家; ，还差超过 0.50亿元 where the goal is to be exceeded; "" where nothing is lacking."""
    lacking = found.lacking
    if lacking is None:
        return ""
    if not lacking:
        return "，正好等于，还要超过"
    return f"，还差{'超过' if found.lacks_more else ''} {difference(lacking, found.target.unit)}"


def _needs(of: Section, depth: int, titles: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(depth, "需要人处理的事项")
    found = [*_errors(of, depth + 1, titles), *_undetermined(of, depth + 1), *_unconfirmed(of, depth + 1)]
    yield from found or [Line("没有需要人处理的事项。")]


def _before(of: Section, kind: Finding) -> str:
    """（上次 3）, where the count changed."""
    former = of.before.counts[kind] if of.before else None
    return "" if former is None or former == of.counts[kind] else f"（上次 {former}）"


def _rest(count: int, unit: str, where: str) -> list[Item]:
    return [Item(f"另有 {count - FEW} {unit}，见{where}")] if count > FEW else []


def _errors(of: Section, depth: int, titles: Mapping[str, str]) -> Iterator[Block]:
    errors = of.errors
    if errors:
        yield Heading(depth, f"台账错误 {len(errors)} 处{_before(of, Finding.ERRORS)}")
        items = [Item(p.placed) for p in errors[:FEW]]
        shown = (*items, *_rest(len(errors), "处", "这本台账的检查结果（techreform check）"))
        yield Listing(shown, letter=error_items(errors, of.result.ledger, titles))


def _undetermined(of: Section, depth: int) -> Iterator[Block]:
    count = of.counts[Finding.UNDETERMINED]
    if not count:
        return
    yield Heading(depth, f"待补正 {count} 项{_before(of, Finding.UNDETERMINED)}")
    items, letter = [], []
    for label, group in groupby(open_awards(of.awarded), lambda need: need.label):
        needs = list(group)
        rest = [f"另有 {len(needs) - FEW} 家，见《奖补测算》的《待补正》"] if len(needs) > FEW else []
        items.append(Item(f"{label} {len(needs)} 家", (*(_named(need, need.wanted) for need in needs[:FEW]), *rest)))
        letter.append(Item(f"{label} {len(needs)} 家", (*(_named(need) for need in needs[:FEW]), *rest)))
    targets = [f"目标“{found.target.label}”：{missing}" for found, missing in open_targets(of.result)]
    scores = [f"{card}：{group}" for card, group in open_scores(of.result)]
    both = [Item(f"{one}，缺的资料见《目标进度》") for one in scores[:FEW]] + _rest(len(scores), "个", "《目标进度》")
    items += [*map(Item, targets), *both]
    letter += [*(Item(without_place(one)) for one in targets), *both]
    yield Listing(tuple(items), letter=tuple(letter))


def _named(need: OpenAward, wanted: str = "") -> str:
    """What is missing of whom: the cells that are `wanted`, or in words."""
    return f"{need.name or '（未填名称）'}：{wanted or need.missing}"


def _unconfirmed(of: Section, depth: int) -> Iterator[Block]:
    """The readings nobody has confirmed."""
    open_ = of.result.policy.unconfirmed
    if open_:
        yield Heading(depth, f"口径待确认 {len(open_)} 处{_before(of, Finding.UNCONFIRMED)}")
        items = tuple(Item(_question(item)) for item in open_[:FEW])
        yield Listing((*items, *_rest(len(open_), "处", "《奖补测算》的《口径》")))


def _question(item: Interpretation) -> str:
    return f"{item.question}现用{quoted(item.used.label)}（{item.clause}）"


def _pending(of: Section, depth: int) -> Iterator[Block]:
    table = of.result.ledger.tables["projects"]
    yield Heading(depth, "接下来完工的项目")
    if not table.has("completion_date"):
        yield Line("台账没有“完工日期”列，看不出哪些项目还没有完工。")
        return
    if of.pending:
        yield Listing(tuple(Item(_project(one, of)) for one in of.pending[:FEW]), ordered=True)
        rest = f"未完工的项目共 {len(of.pending)} 个。"
        planned = "" if table.has("planned_completion") else "台账没有“计划完工日期”列，没有填完工日期的按投资完成的比例排列。"
        yield Line(rest + planned, note=True)
    else:
        yield Line("没有未完工的项目。")
    if of.unclear:
        yield Line(f"另有 {of.unclear} 个项目的完工日期看不清，没有列入。", note=True)


def _project(one: Pending, of: Section) -> str:
    names = "，".join(name for name in (one.number, one.enterprise) if name)
    today = int(of.result.as_of.strftime("%Y%m%d"))
    match one.basis:
        case Basis.RECORDED:
            when = f"台账填的完工日期 {day(one.due)}"
        case Basis.PLANNED:
            when = f"计划完工日期 {day(one.due)}" + ("，已经过了" if one.due < today else "")
        case _:
            when = "没有填完工日期" + ("" if one.started else "和开工日期")
    invested = "" if one.invested is None else f"；到 {of.result.as_of.year} 年累计投资 {money(one.invested)}"
    share = "" if one.share is None else f"，占计划 {decimal_text(one.share * 100, 1, 1)}%"
    return f"{one.name or '（未填名称）'}" + (f"（{names}）" if names else "") + f"：{when}{invested}{share}"


def _money(of: Section, depth: int) -> Iterator[Block]:
    yield Heading(depth, "奖补和资金")
    if not of.programs:
        yield Line("政策没有奖补。")
        return
    trend = any(one.change is not None for one in of.programs)
    columns = [
        Column("奖补", False),
        Column("奖补家数"),
        Column("金额(万元)"),
        *([Column("比上次(万元)")] if trend else []),
        Column("待补正"),
    ]
    yield Line(f"{of.awarded.year} 年奖补：")
    yield Grid(tuple(columns), tuple(_program_row(one, trend) for one in of.programs), tuple("" for _ in of.programs))
    for line in due_lines(of.awarded):
        yield Line(f"{line}。")
    if of.fund:
        yield Line(_fund(of))
        yield fund_chart(of)


def _program_row(one: ProgramStanding, trend: bool) -> tuple[str, ...]:
    totals = one.totals
    change = "—" if one.change is None else ("+" if one.change > 0 else "") + wan(one.change)
    row = (f"{one.program.clause} {one.program.label}", f"{totals.enterprises} 家", wan(totals.amount))
    return (*row, *([change] if trend else []), f"{totals.undetermined} 家")


def _fund(of: Section) -> str:
    fund, year = of.fund, of.awarded.year
    assert fund is not None
    share = f"（{decimal_text(fund.share * 100, 1, 1)}%）" if fund.share is not None else ""
    words = f"{fund.fund.target.label}：目标 {money(int(fund.fund.goal))}；到 {year} 年{SO_FAR} {money(fund.cost)}{share}"
    words += f"，{paid_words(fund)}，应付未付 {money(fund.unpaid)}，{arranged_words(fund)}"
    unclear = sum(one.unclear for one in (fund.paid, fund.arranged) if one)
    words += f"；另有 {unclear} 行金额或年度看不清，没有计入" if unclear else ""
    return words + (f"；待补正 {fund.open} 家次没有计入" if fund.open else "") + "。"


def since_words(of: tuple[Section, ...], since: str) -> str:
    """Which ledgers of the previous summary hold the same content as now."""
    same = [one for one in of if one.before and one.before.ledger_sha256 == one.result.ledger.sha256]
    return f"与 {since} 的摘要比较" + ("，台账内容没有变" if len(same) == len(of) else "")


def heading_of(of: Section) -> str:
    """The ledger, its year and day."""
    return f"台账 {of.file}（{of.result.year} 年，截至 {chinese_day(of.result.as_of)}）"
