"""A summary in each of its formats: complete, well-formed, readable, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.shared import Mm
from rich.cells import cell_len

from techreform_cli.domain.problem import Problem, ResultUnreadable, Severity
from techreform_cli.domain.summary import Summary, Unreadable
from techreform_cli.engine.summary import section
from techreform_cli.pipeline import Request, summarize
from techreform_cli.report.summary import rendered
from techreform_cli.report.summary_file import read_summary
from techreform_cli.report.summary_page import Column, Grid, Heading, Line, Page, numbered, numeral
from techreform_cli.report.summary_text import text
from tests.workbooks import save, texts_only

from .small_ledger import result_of, sheets

DAY = dt.date(2019, 3, 14)
FORMS = ("text", "md", "html", "json", "docx")
HOSTILE = "<script>alert(1)</script>|*&甲\x7f\n公司"


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """The small ledger, its 甲公司 under a name that no format takes as it is."""
    result = result_of(tmp_path_factory.mktemp("ledger"), content=sheets((HOSTILE, "乙公司", "丙公司")))
    return Summary(DAY, (section(result.policy, result.ledger, DAY),))


@pytest.fixture(scope="module")
def two(summary: Summary) -> Summary:
    """The same ledger twice."""
    return Summary(DAY, (*summary.sections, *summary.sections))


def shown(found: Summary, form: str) -> str:
    return rendered(found, form).decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_summary_is_the_same_bytes(summary: Summary, form: str) -> None:
    assert rendered(summary, form) == rendered(summary, form)


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_figures_and_parts(summary: Summary, form: str) -> None:
    """Of 13亿 a fifth is due, 2.6亿; 0.5601亿 are there, a shortfall of 15.7 % of the goal."""
    page = shown(summary, form)
    assert "完成0.5601亿元，序时应达2.60亿元，落后2.0399亿元（目标的15.7%）" in "".join(page.split())
    parts = ["一、目标和序时进度", "二、差距最大的目标", "三、需要人处理的事项", "四、接下来完工的项目", "五、奖补和资金"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_a_reading_that_has_quotes_of_its_own_stands_in_quotes(summary: Summary) -> None:
    assert "设备购置额含不含税？现用“按台账‘设备购置额’列”（四(一)）" in "".join(shown(summary, "text").split())


def test_text_fits_a_mail(two: Summary) -> None:
    assert max(cell_len(line) for line in shown(two, "text").splitlines()) <= 78
    assert "\x1b" not in shown(two, "text") and "\x7f" not in shown(two, "text")


def test_text_with_long_figures_becomes_a_list() -> None:
    columns = (Column("目标", False), *(Column(f"第{i}列") for i in range(4)))
    grid = Grid(columns, (("甲", *["1,234,567.890123万元/人"] * 4),), ("",))
    lines = text(Page("标题", "", "", DAY, (), (grid,))).splitlines()
    assert lines[1] == "· 甲" and max(map(cell_len, lines)) <= 78 and "".join(lines).count("1,234,567.890123万元/人") == 4


def test_every_character_is_in_gbk(two: Summary) -> None:
    """A Chinese console shows all of it."""
    shown(two, "text").encode("gbk")
    shown(two, "md").encode("gbk")


class Wellformed(HTMLParser):
    """Notes every tag that is not closed in order, and every address that is asked for."""

    VOID = frozenset({"meta", "line", "rect", "path", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [one for one in attrs if one[0] in ("href", "src", "xlink:href", "srcset", "data", "action", "style")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_one_file_and_well_formed(two: Summary) -> None:
    page = shown(two, "html")
    parser = Wellformed()
    parser.feed(page)
    parser.close()
    assert parser.open == [] and parser.addresses == []
    assert not parser.tags & {"script", "link", "img", "iframe", "object", "embed"} and {"svg", "table", "style"} <= parser.tags
    assert "url(" not in page and "@import" not in page and "http://" not in page and "https://" not in page
    assert "default-src 'none'" in page and "@page { size: A4" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_bar_is_as_long_as_its_share(summary: Summary) -> None:
    """Another target is far beyond its goal, so 480 stand for 130 %. 县财政累计资金 is at 1.6 %: 480 × 16 / 1300 = 5; its day is at 40.0 %,
    480 × 400 / 1300 = 147 behind the beginning at 262."""
    drawn = shown(summary, "html").partition(">县财政累计资金</text>")[2].partition("</svg>")[0]
    assert 'width="5" height="16" fill="#c0392b"' in drawn and 'x1="409"' in drawn


def test_markdown_takes_names_literally(summary: Summary) -> None:
    page = shown(summary, "md")
    assert "\\<script\\>" in page and "<script>" not in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8, 5}  # seven columns of targets, four of awards


def test_json_has_every_figure_as_a_string(summary: Summary) -> None:
    found = json.loads(shown(summary, "json"))
    ledger = found["ledgers"][0]
    target = next(one for one in ledger["targets"] if one["id"] == "investment")
    assert (target["target"], target["actual"], target["due"], target["ahead"]) == ("13.0000", "0.560075", "2.6000", "-2.039925")
    assert (target["elapsed"], target["achievement_rate"], target["previous"]) == ("0.2000", "0.0431", None)
    assert ledger["fund"]["goal"] == "100000000.00" and ledger["fund"]["paid"] == {"amount": "1600000.00", "unclear_rows": 0}
    assert ledger["pending"][0] | {"enterprise": "", "cell": ""} == {
        "id": "P1", "name": "一期", "enterprise": "", "basis": "recorded", "due": "2019-06-30", "invested": "70005000.00", "planned": None,
        "share": None, "cell": "",
    }  # fmt: skip
    assert ledger["needs"]["undetermined"][0]["cells"] and found["found"] == ["behind", "unconfirmed", "undetermined"]
    assert not list(floats(found))


def floats(value: object) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from floats(inner)


def test_a_summary_reads_back(summary: Summary, tmp_path: Path) -> None:
    path = tmp_path / "上次.json"
    path.write_bytes(rendered(summary, "json"))
    found = read_summary(path)
    (ledger,) = found.sections
    assert found.as_of == DAY and ledger.counts == summary.sections[0].counts and ledger.file == "台账.xlsx"
    assert ledger.targets["investment"].actual == 5_600_750_000
    assert {name: totals.amount for name, totals in ledger.awards.items()} == {"equipment_purchase": 160_000_000, "fiscal_contribution": 0}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "不是本程序写出的摘要"),
        (b"[1]", "不是 summary"),
        (b'{"awards": []}', "不是 summary"),
        (b'{"kind": "summary", "schema_version": 99}', "另一个版本"),
        (b'{"kind": "summary", "schema_version": 1, "as_of": "2019-01-01", "ledgers": [{}]}', "残缺不全"),
        (b'{"kind": "summary", "schema_version": 1, "as_of": 5, "ledgers": []}', "残缺不全"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(ResultUnreadable, match=said):
        read_summary(path)


# the letter


def test_the_letter_has_the_official_layout(summary: Summary) -> None:
    letter = docx.Document(io.BytesIO(rendered(summary, "docx")))
    page = letter.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    for wanted, found in zip((37, 35, 28, 26), margins, strict=True):
        assert found is not None and abs(found - Mm(wanted)) < Mm(0.1)
    texts = [paragraph.text for paragraph in letter.paragraphs]
    assert texts[0].startswith("关于") and texts[0].endswith("进展情况的报告") and texts[1].endswith("：")
    assert texts[-2:] == ["（填报单位盖章）", "2019年3月14日"]
    headings = [p.text for p in letter.paragraphs if p.style is not None and p.style.name == "一级标题"]
    assert [text[:2] for text in headings] == ["一、", "二、", "三、", "四、", "五、"]
    assert [len(table.rows) for table in letter.tables] == [11, 3]
    assert "PAGE" in page.footer._element.xml and "PAGE" in page.even_page_footer._element.xml
    assert letter.core_properties.modified == dt.datetime(2000, 1, 1, tzinfo=letter.core_properties.modified.tzinfo)  # type: ignore[union-attr]


def test_the_letter_bears_no_time(summary: Summary) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(summary, "docx"))) as package:
        assert {info.date_time for info in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        fonts = package.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts


CELL = re.compile(r"》[A-Z]{1,3}\d")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """The small ledger: 乙公司's 设备购置额 is 约200, 丙公司's 待定, the official figure of 2019 不详, and one number is two companies'."""
    content = sheets()
    content["项目"][3][6], content["项目"][4][6], content["项目"][4][0] = "约200", "待定", "P3"
    content["全县指标"][2][1] = "不详"
    path = save(tmp_path_factory.mktemp("faulty") / "台账.xlsx", content, texts_only)
    return summarize([Request(path, settings={"target_source": "official"})], dt.date(2019, 3, 14))


def words_of(found: Summary) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(rendered(found, "docx"))).paragraphs]


def test_the_letter_names_whose_and_what_and_no_cells(faulty: Summary) -> None:
    texts = words_of(faulty)
    assert not [text for text in texts if CELL.search(text)]
    assert {re.sub(r"^\d．", "", text) for text in texts} >= {
        "《项目》“设备购置额”（不是数字）2 处：乙公司、丙公司。",
        "《项目》“项目编号”（项目编号重号）1 处：丙公司。",
    }
    assert any("家：丙公司：" in text and text.endswith("；项目P3「升级」设备购置额 看不清。") for text in texts)
    assert any(text.endswith("目标“工业技术改造投资”：官方数据看不清。") for text in texts)


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_the_clerk_is_told_the_cells(faulty: Summary, form: str) -> None:
    assert "《项目》G4" in shown(faulty, form) and "《项目》G5" in shown(faulty, form) and "《全县指标》B3" in shown(faulty, form)


def test_the_letter_tells_why_a_ledger_is_not_there(faulty: Summary) -> None:
    problem = Problem("L009", Severity.ERROR, "远.xlsx《项目》在很远的地方（《项目》XFD1048576）还有内容", "请清除")
    found = replace(faulty, unreadable=(Unreadable("远.xlsx", (problem,)),))
    texts = words_of(found)
    assert "1．远.xlsx：表格范围异常。" in texts and not [text for text in texts if CELL.search(text)]
    assert "XFD1048576" in shown(found, "text")


@pytest.mark.slow
def test_libreoffice_opens_the_letter(two: Summary, tmp_path: Path) -> None:
    (tmp_path / "周报.docx").write_bytes(rendered(two, "docx"))
    command = [str(shutil.which("soffice")), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "周报.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "周报.pdf").read_bytes().startswith(b"%PDF")


def test_numbers_of_headings() -> None:
    blocks = (Heading(1, ""), Heading(2, ""), Heading(3, ""), Heading(3, ""), Heading(2, ""), Line(""), Heading(1, ""), Heading(2, ""))
    assert [number for _, number in numbered(blocks)] == ["一、", "（一）", "1．", "2．", "（二）", "", "二、", "（一）"]
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 35, 99)] == ["一", "九", "十", "十一", "二十", "三十五", "九十九"]
