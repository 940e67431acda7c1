"""A summary as an official letter (GB/T 9704): title, addressee, numbered parts, signature and day, page numbers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as Letter
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from rich.cells import cell_len

from techreform_cli.report.book import CREATED
from techreform_cli.report.summary_page import Block, Chart, Grid, Heading, Line, Listing, Page, numbered

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
INSTEAD = {SONG: "宋体", FANG: "仿宋", KAI: "楷体"}
"""What Word takes where the font is not installed."""
LATIN = "Times New Roman"
SECOND, THIRD, FOURTH, SMALL_FIFTH = 22, 16, 14, 9
"""二号, 三号, 四号 and 小五 in points."""
TEXT, LEAST, MARGIN = Mm(156), Mm(29), 1.0
"""The width of the text, the least that a table's first column gets, and the margin within a cell in millimetres."""
LEADING = 28
"""Points from line to line: 22 lines fill a page."""
TITLE, ADDRESSEE, BODY, NOTE, SIGNATURE, CELL = "公文标题", "主送机关", "公文正文", "公文注释", "落款", "表格文字"
PARTS = ("一级标题", "二级标题", "三级标题")
STYLES: dict[str, tuple[str, float, dict[str, Any]]] = {
    TITLE: (SONG, SECOND, {"alignment": WD_ALIGN_PARAGRAPH.CENTER, "line_spacing": Pt(36), "space_after": Pt(LEADING)}),
    ADDRESSEE: (FANG, THIRD, {}),
    BODY: (FANG, THIRD, {"first_line_indent": Pt(2 * THIRD)}),
    NOTE: (FANG, FOURTH, {"first_line_indent": Pt(2 * FOURTH), "line_spacing": Pt(24)}),
    PARTS[0]: (HEI, THIRD, {"first_line_indent": Pt(2 * THIRD), "keep_with_next": True}),
    PARTS[1]: (KAI, THIRD, {"first_line_indent": Pt(2 * THIRD), "keep_with_next": True}),
    PARTS[2]: (FANG, THIRD, {"first_line_indent": Pt(2 * THIRD), "keep_with_next": True}),
    SIGNATURE: (FANG, THIRD, {"alignment": WD_ALIGN_PARAGRAPH.RIGHT, "right_indent": Pt(4 * THIRD), "keep_together": True}),
    CELL: (FANG, SMALL_FIFTH, {"line_spacing": Pt(16)}),
}
"""Per style: the Chinese font, its size in points, and the paragraph's layout."""


def docx(page: Page) -> bytes:
    """The letter as a file. The same page gives the same bytes."""
    letter = Document()
    _page_setup(letter)
    for name, (font, size, layout) in STYLES.items():
        _add_style(letter, name, font, size, layout)
    _instead(letter)
    letter.add_paragraph(f"关于{page.title}的报告", TITLE)
    letter.add_paragraph(f"{page.addressee}：", ADDRESSEE)
    letter.add_paragraph(f"按照{page.basis}，现将截至{page.day}的进展情况报告如下：", BODY)
    for line in page.head[1:]:
        letter.add_paragraph(f"{line}。", BODY)
    depth = 1
    for block, number in numbered(page.blocks):
        depth = block.depth if isinstance(block, Heading) else depth
        _add(letter, block, number, depth)
    letter.add_paragraph("", BODY)
    letter.add_paragraph("（填报单位盖章）", SIGNATURE)
    for paragraph in letter.paragraphs[-3:]:  # the signature never stands on a page of its own
        paragraph.paragraph_format.keep_with_next = True
    letter.add_paragraph(page.day, SIGNATURE)
    _properties(letter, page)
    file = io.BytesIO()
    letter.save(file)
    return _undated(file.getvalue())


def _page_setup(letter: Letter) -> None:
    """A4 with the official margins, and — 1 — at the outer side of each page."""
    section = letter.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    letter.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(FOURTH)
        _run(line, "— ", "宋体", FOURTH)
        _field(_run(line, "", "宋体", FOURTH), "PAGE")
        _run(line, " —", "宋体", FOURTH)


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    _set_font(run, font, size)
    return run


def _field(run: Any, code: str) -> None:
    """A field that Word fills in."""
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._r.append(part)


def _set_font(of: Any, font: str, size: float) -> None:
    """Set the Chinese and Latin font and the size of a run or style."""
    of.font.name, of.font.size = LATIN, Pt(size)
    properties = of.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")  # else punctuation is drawn as in Taiwan or Japan
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _add_style(letter: Letter, name: str, font: str, size: float, layout: dict[str, Any]) -> None:
    style: Any = letter.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _set_font(style, font, size)
    style.font.bold = name == PARTS[2]
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING)
    for key, value in layout.items():
        setattr(shape, key, value)


def _instead(letter: Letter) -> None:
    """Say in the font table which font stands in for one that is missing."""
    part: Any = next(part for part in letter.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    named = "".join(f'<w:font w:name="{font}"><w:altName w:val="{other}"/></w:font>' for font, other in INSTEAD.items())
    part._blob = part.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())


def _add(letter: Letter, block: Block, number: str, depth: int) -> None:
    match block:
        case Heading(level, text):
            letter.add_paragraph(number + text, PARTS[level - 1])
        case Line(text, note):
            letter.add_paragraph(text, NOTE if note else BODY)
        case Listing(items, _, formal):
            for at, item in enumerate(formal or items, 1):
                mark = f"{at}．" if depth < len(PARTS) else f"（{at}）"
                below = "：" + "；".join(item.details) if item.details else ""
                letter.add_paragraph(f"{mark}{item.text}{below}".rstrip("。") + "。", BODY)
        case Grid():
            _table(letter, block)
        case Chart():
            pass  # an official letter has no charts


def _table(letter: Letter, grid: Grid) -> None:
    """A table whose header stands again on every page, and whose rows stay whole."""
    table: Any = letter.add_table(rows=0, cols=len(grid.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    rows, widths = (tuple(column.name for column in grid.columns), *grid.rows), _widths(grid)
    _cell_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, row in enumerate(rows):
        line = table.add_row()
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, column, width in zip(line.cells, row, grid.columns, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = CELL
            if at == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif column.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(text).bold = True if at == 0 else None
    letter.add_paragraph("", CELL)


def _cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(Mm(MARGIN).twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _widths(grid: Grid) -> list[Length]:
    """What the figures need, as far as there is room; the first column takes the rest."""
    texts = [(column.name, *cells) for column, *cells in zip(grid.columns, *grid.rows, strict=True)]
    others = [Mm(2 * MARGIN + 0.5) + max(map(_width, cells)) for cells in texts[1:]]
    most = TEXT - LEAST
    shrunk = [Length(int(width * most // sum(others))) for width in others] if sum(others) > most else [*others]
    return [Length(TEXT - sum(shrunk)), *shrunk]


def _width(text: str) -> int:
    """About how wide a text in a cell is: a Chinese character is square, others are two thirds of that."""
    wide = cell_len(text) - len(text)
    return int(Pt(SMALL_FIFTH) * (3 * wide + 2 * (len(text) - wide))) // 3


def _properties(letter: Letter, page: Page) -> None:
    """Nothing that differs from run to run."""
    about = letter.core_properties
    about.title, about.author, about.last_modified_by, about.comments = page.title, "techreform", "techreform", ""
    about.created = about.modified = CREATED


def _undated(content: bytes) -> bytes:
    """The same package with one date on every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as fixed:
        for name in package.namelist():
            info = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # else it says which system wrote it
            fixed.writestr(info, package.read(name))
    return out.getvalue()
