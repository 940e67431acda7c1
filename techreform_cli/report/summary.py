"""A summary in each of its formats, as the bytes of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from techreform_cli.domain.money import wan
from techreform_cli.domain.summary import Finding, Section, Summary
from techreform_cli.report.summary_document import summary_document
from techreform_cli.report.summary_letter import titled
from techreform_cli.report.summary_page import Block, Column, Grid, Heading, Item, Line, Listing, Page, chinese_day, cleaned, printable
from techreform_cli.report.summary_parts import heading_of, parts, since_words
from techreform_cli.report.summary_text import markdown, text


def rendered(found: Summary, form: str) -> bytes:
    """The whole summary: text, md, html and json in UTF-8, or a docx file. The same summary gives the same bytes."""
    match form:
        case "json":
            return (json.dumps(summary_document(found), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
        case "md":
            return markdown(page_of(found)).encode()
        case "html":
            from techreform_cli.report.summary_html import html

            return html(page_of(found)).encode()
        case "docx":
            from techreform_cli.report.summary_docx import docx

            return docx(page_of(found))
        case _:
            return text(page_of(found)).encode()


def page_of(found: Summary) -> Page:
    """What the summary says: one ledger's parts, or an overview and a part for each of several ledgers."""
    policy = found.sections[0].result.policy
    alone = len(found.sections) + len(found.unreadable) == 1
    head = [f"{policy.document}　截至 {chinese_day(found.as_of)}"]
    if alone:
        head.append(f"台账：{found.sections[0].file}，{found.sections[0].result.year} 年")
    if policy.settings:
        head.append("试算：" + "，".join(f"{name}={value}" for name, value in policy.settings))
    if found.since:
        head.append(since_words(found.sections, chinese_day(found.since)))
    blocks = list(parts(found.sections[0], 1, found.titles)) if alone else list(_several(found))
    return Page(
        title=printable(f"{policy.title}进展情况"),
        basis=printable(f"《{policy.title}》（{policy.document}）"),
        addressee=printable(policy.issuer),
        as_of=found.as_of,
        head=tuple(map(printable, head)),
        blocks=tuple(map(cleaned, blocks)),
    )


def _several(found: Summary) -> Iterator[Block]:
    yield Heading(1, "总的情况")
    kinds = (Finding.BEHIND, Finding.ERRORS, Finding.UNDETERMINED)
    columns = (Column("台账", False), Column("年度"), Column("落后目标"), Column("错误"), Column("待补正"), Column("奖补(万元)"))
    rows = tuple((one.file, str(one.result.year), *(str(one.counts[kind]) for kind in kinds), wan(_awarded(one))) for one in found.sections)
    yield Grid(columns, rows, tuple("" for _ in rows))
    yield Line("各台账分别对照政策的目标，数字不相加。同一个县分成几个文件的，请放进一个文件夹，作为一个台账。", note=True)
    if found.unreadable:
        yield Heading(1, f"读不了的台账 {len(found.unreadable)} 个")
        unread = tuple(Item(one.file, tuple(problem.sentence for problem in one.problems)) for one in found.unreadable)
        yield Listing(unread, letter=tuple(Item(one.file, titled(one.problems, found.titles)) for one in found.unreadable))
    for one in found.sections:
        yield Heading(1, heading_of(one))
        yield from parts(one, 2, found.titles)


def _awarded(one: Section) -> int:
    """分 over the programs of one ledger."""
    return sum(of.totals.amount for of in one.programs)
