"""Files made to break a reader, and awkward ones that are valid: each a function that gives bytes."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

import xlwt

from .builders import CODE_A

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER_A, HEADER_B = ("企业名称", "统一社会信用代码"), ("项目编号", "企业名称", "设备购置额(万元)")


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of the parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def package(workbook: str) -> str:
    """_rels/.rels, which says where the list of sheets is."""
    link = f'<Relationship Id="a" Type="{OFFICE_REL}/officeDocument" Target="{workbook}"/>'
    return f'<Relationships xmlns="{PACKAGE_REL}">{link}</Relationships>'


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def text_row(number: int, *texts: str) -> str:
    return f'<row r="{number}">' + "".join(text_cell(f"{chr(65 + i)}{number}", text) for i, text in enumerate(texts)) + "</row>"


FIRMS = text_row(1, *HEADER_A) + text_row(2, "甲公司", CODE_A)
PROJECTS = text_row(1, *HEADER_B) + '<row r="2">' + text_cell("A2", "P1") + text_cell("B2", "甲公司") + '<c r="C2"><v>5</v></c></row>'


def xlsx(projects: str | bytes = PROJECTS, *, before: str = "", properties: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A ledger of 企业 and 项目; `projects` is what stands in the sheet's data."""
    sheet = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}<sheetData>'.encode()
    body = projects if isinstance(projects, bytes) else projects.encode()
    names = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(("企业", "项目"), 1))
    rels = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in (1, 2))
    formats = f'<Relationship Id="rId9" Type="{OFFICE_REL}/styles" Target="styles.xml"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_REL}">{properties}<sheets>{names}</sheets></workbook>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": package("xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_REL}">{rels}{formats}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet + FIRMS.encode() + b"</sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": sheet + body + b"</sheetData></worksheet>",
    }
    return zipped(parts | styles() | (more or {}))


def styles(*formats: str | int) -> dict[str, str | bytes]:
    """xl/styles.xml with the default style and one for each number format, by its code or built-in number."""
    own = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{code}"/>' for i, code in enumerate(formats) if isinstance(code, str))
    numbers = [code if isinstance(code, int) else 200 + i for i, code in enumerate(formats)]
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *numbers))
    return {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>'}


OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns"
ODS_NAMES = "".join(f' xmlns:{name}="{OFFICE_NS}:{name}:1.0"' for name in ("office", "table", "text", "style"))
CALCEXT = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods_row(*texts: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>" + "".join(map(ods_cell, texts)) + "</table:table-row>"


def ods(projects: str, *, head: str = "", automatic: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """An .ods ledger; `projects` are the rows below the header of 项目, `head` what stands before the document, `automatic` its styles."""
    firms = ods_row(*HEADER_A) + ods_row("甲公司", CODE_A)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content{ODS_NAMES}{CALCEXT}>'
        f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="企业">{firms}</table:table>'
        f'<table:table table:name="项目" table:style-name="ta1">{ods_row(*HEADER_B)}{projects}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content} | (more or {}))


ODS_PROJECT = f"<table:table-row>{ods_cell('P1')}{ods_cell('甲公司')}" + ods_cell("5", 'office:value-type="float" office:value="5"')
ODS_PROJECT += "</table:table-row>"


def xls(change: Callable[[xlwt.Workbook], None] | None = None) -> bytes:
    """An .xls ledger; `change` may change the xlwt workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in {"企业": [HEADER_A, ("甲公司", CODE_A)], "项目": [HEADER_B, ("P1", "甲公司", 5)]}.items():
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sheet.write(i, j, value)
    if change:
        change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_record(data: bytes, kind: int, content: bytes) -> bytes:
    """An .xls with another record right after the first one, in place of as much of what follows."""
    at = data.index(struct.pack("<HH", 0x809, 16)) + 20
    record = struct.pack("<HH", kind, len(content)) + content
    return data[:at] + record + data[at + len(record) :]


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 30)) + "]>"
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


BOLD = xlwt.easyxf("font: bold on")


def far_xls() -> bytes:
    return xls(lambda book: [book.get_sheet(1).write(row, 255, 1) for row in (0, 65_535)])


def many_far_xls() -> bytes:
    return xls(lambda book: [book.add_sheet(f"表{i}").write(65_535, 0, 1) for i in range(60)])


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx: a cell at the end of the world": ("L009", lambda: xlsx(PROJECTS + FAR)),
    "xlsx: … its row out of order": ("L009", lambda: xlsx(FAR + PROJECTS)),
    "xlsx: … in a row that says it is another": ("L009", lambda: xlsx(PROJECTS + FAR.replace('<row r="1048576"', '<row r="3"'))),
    "xlsx: … without a row number": ("L009", lambda: xlsx(PROJECTS + FAR.replace(' r="1048576"', ""))),
    "xlsx: … in single quotes": ("L009", lambda: xlsx(PROJECTS + FAR.replace('"', "'"))),
    "xlsx: … in small letters": ("L009", lambda: xlsx(PROJECTS + FAR.replace("XFD", "xfd"))),
    "xlsx: … with spaces around =": ("L009", lambda: xlsx(PROJECTS + FAR.replace('c r="', 'c r = "'))),
    "xlsx: … its address behind another attribute": ("L009", lambda: xlsx(PROJECTS + FAR.replace("<c ", "<c s='> r=\"A1\" ' "))),
    "xlsx: … behind an attribute of another name": ("L009", lambda: xlsx(PROJECTS + FAR.replace("<c ", '<c x:r="A1" '))),
    "xlsx: … with a prefix": (
        "L009",
        lambda: xlsx(PROJECTS + FAR.replace("<row", "<x:row").replace("<c", "<x:c").replace("</", "</x:"), before=f'<a xmlns:x="{MAIN}"/>'),
    ),
    "xlsx: … in a column between": ("L009", lambda: xlsx(PROJECTS + '<row r="9999"><c r="ZZ9999"><v>1</v></c></row>')),
    "xlsx: … on the sheets of another list": ("L009", lambda: second_book()),
    "xlsx: far rows on many sheets": ("L007", lambda: many_sheets(60)),
    "xlsx: entities": ("L008", lambda: xlsx(f"{DTD}{PROJECTS}")),
    "xlsx: a billion laughs in a part nobody reads": ("L008", lambda: xlsx(more={"docProps/app.xml": LAUGHS + "<a>&a29;</a>"})),
    "xlsx: two parts of one name": ("L006", lambda: doubled()),
    "xlsx: a sheet that is not there": ("L006", lambda: without("xl/worksheets/sheet2.xml")),
    "xlsx: no list of sheets": ("L006", lambda: without("xl/_rels/workbook.xml.rels")),
    "xlsx: cut off": ("L006", lambda: xlsx()[:900]),
    "xlsx: a member that is encrypted": ("L005", lambda: flagged(xlsx())),
    "xlsx: encrypted": ("L005", lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)),
    "xlsb": ("L010", lambda: zipped({"xl/workbook.bin": b""})),
    "Word": ("L004", lambda: zipped({"word/document.xml": "<a/>"})),
    "an archive": ("L004", lambda: zipped({"a.txt": "a"})),
    "ods: a cell far to the right": ("L009", lambda: ods(ODS_PROJECT + far_right())),
    "ods: a cell far below": ("L009", lambda: ods(ODS_PROJECT + far_below(1_048_570) + far_right())),
    "ods: a row a million times": ("L009", lambda: ods(ODS_PROJECT.replace("<table:table-row", repeated_row(1_000_000)))),
    "ods: a cell a billion times": ("L009", lambda: ods(ODS_PROJECT.replace("<table:table-cell", repeated_cell(999_999_999)))),
    "ods: entities": ("L008", lambda: ods(ODS_PROJECT, head=DTD)),
    "ods: a billion laughs": ("L008", lambda: ods(ods_row("&a29;"), head=LAUGHS)),
    "ods: encrypted": ("L005", lambda: ods("", more={"META-INF/manifest.xml": "<manifest:encryption-data/>"})),
    "ods: encrypted as a whole": ("L005", lambda: zipped({"encrypted-package": noise(99), "META-INF/manifest.xml": "<a/>"})),
    "ods: broken": ("L006", lambda: ods("<table:table-row>")),
    "ods: a text document": ("L004", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})),
    "ods: nothing in it": ("L004", lambda: zipped({"content.xml": "<a/>"})),
    "xls: content too far apart": ("L009", far_xls),
    "xls: far rows on many sheets": ("L007", many_far_xls),
    "xls: encrypted": ("L005", lambda: with_record(xls(), 0x2F, bytes(54))),
    "xls: cut off": ("L006", lambda: xls()[:3000]),
    "xls: no container": ("L006", lambda: OLE + noise(600) + "Workbook".encode("utf-16-le") + noise(2000)),
    "xls: a record that reaches beyond the end": ("L006", lambda: xls()[:600] + struct.pack("<HH", 1, 9) * 999),
    "xls: nothing in the container": ("L006", lambda: OLE + bytes(600)),
    "text: noise behind a good beginning": (
        "L087",
        lambda: "企业,金额\n".encode() * 500 + b"\x81" * 9 + noise(10**6).replace(b"\0", b"\1"),
    ),
    "text: NUL behind a good beginning": ("L087", lambda: b"a,b\n" * 2000 + b"\x00"),
    "text: a quotation mark without its fellow": ("L088", lambda: b'a,b\n1,"2\n' + b"3,4\n" * 99),
    "text: prose": ("L004", lambda: "这是一份说明，没有表格。\n写给大家。\n".encode()),
    "UTF-16 cut off": ("L006", lambda: "企业,金额\n".encode("utf-16")[:-1]),
    "UTF-8 cut off": ("L006", lambda: "企业,金额\n甲公司,五".encode()[:-1]),
    "a web page": ("L010", lambda: b"\xef\xbb\xbf\r\n<html><table><tr><td>1</td></tr></table>"),
    "an XML spreadsheet": ("L010", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    "another XML file": ("L004", lambda: b'<?xml version="1.0"?><a/>'),
    "a PDF": ("L004", lambda: b"%PDF-1.7\n"),
    "JSON": ("L004", lambda: b'[{"a": 1,\n"b": 2}]'),
}
"""What is refused, with the code it must be refused by."""

LARGE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx: DTD across the seam of two pieces": ("L008", lambda: xlsx(more={"xl/x.xml": b" " * (2**22 - 5) + DTD.encode() + noise(2**18)})),
    "xlsx: zip bomb in the sheet": ("L007", lambda: xlsx(b" " * (120 * 2**20))),
    "xlsx: zip bomb in the strings": ("L007", lambda: xlsx(more={"xl/sharedStrings.xml": b"<t>a</t>" * (15 * 2**20)})),
    "xlsx: zip bomb in the list of sheets": ("L007", lambda: xlsx(properties="<a/>" * (5 * 2**20))),
    "ods: zip bomb": ("L007", lambda: ods(" " * (120 * 2**20))),
    "text: a picture of 10 MB": ("L004", lambda: b"\x89PNG\r\n" + noise(10 * 2**20)),
    "text: 10 MB of noise": ("L004", lambda: noise(10 * 2**20)),
    "text: one line of 20 MB": ("L088", lambda: b"a,b\n" * 99 + b"x" * (20 * 2**20) + b",1\n"),
    "text: 20 million columns": ("L007", lambda: b"a,b\n" + b"," * (20 * 2**20)),
    "text: 20 million rows": ("L007", lambda: b"a,b\n" * 99 + b"\n" * (20 * 2**20) + b"a,b\n"),
    "text: too large": ("L007", lambda: b"a,b\n" * (13 * 2**20)),
}
"""The same, of files that take a while to make."""


def far_right() -> str:
    return f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{ods_cell("x")}</table:table-row>' * 400


def far_below(rows: int) -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell/></table:table-row>'


def repeated_row(times: int) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}"'


def repeated_cell(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"'


def many_sheets(count: int) -> bytes:
    """A workbook of many sheets, each with a cell far below."""
    names = "".join(f'<sheet name="表{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(count))
    rels = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE_REL}/worksheet" Target="worksheets/s{i}.xml"/>' for i in range(count))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="200000"><c r="A200000"><v>1</v></c></row></sheetData></worksheet>'
    return zipped(
        {
            "_rels/.rels": package("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_REL}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_REL}">{rels}</Relationships>',
            **{f"xl/worksheets/s{i}.xml": sheet for i in range(count)},
        }
    )


def second_book() -> bytes:
    """A workbook with a second list of sheets, which is the one that counts, elsewhere."""
    with zipfile.ZipFile(io.BytesIO(xlsx(PROJECTS + FAR))) as archive:
        evil = {name.replace("xl/", "xm/"): archive.read(name) for name in archive.namelist() if name.startswith("xl/")}
    return xlsx(more={**evil, "_rels/.rels": package("xm/workbook.xml")})


def without(part: str) -> bytes:
    """A ledger that lacks a part."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if name != part})


def doubled() -> bytes:
    """A zip with two sheets of one name, the second far larger."""
    data = io.BytesIO(xlsx())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("XL/worksheets/sheet2.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{FAR}</sheetData></worksheet>')
    return data.getvalue()


def flagged(data: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    found = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            found[at + offset] |= 1
            at = found.find(mark, at + 4)
    return bytes(found)


def styled_blanks(count: int) -> str:
    """Rows of blank cells that have a style."""
    cells = "".join(f'<c r="{letter}{{0}}" s="0"/>' for letter in "ABCDEFGHIJ")
    return "".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(3, count))


AWKWARD: dict[str, Callable[[], bytes]] = {
    "xlsx": xlsx,
    "xlsx: the dimension says one cell": lambda: xlsx(before='<dimension ref="A1"/>'),
    "xlsx: the dimension says all cells": lambda: xlsx(before='<dimension ref="A1:XFD1048576"/>'),
    "xlsx: cells and rows without addresses": lambda: xlsx(unaddressed(PROJECTS)),
    "xlsx: spread over lines": lambda: xlsx(PROJECTS.replace("><", ">\n  <")),
    "xlsx: a styled blank at the end of the world": lambda: xlsx(PROJECTS + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'),
    "xlsx: styled blanks in every way": lambda: xlsx(PROJECTS + '<row r="3"><c r="A3" s="0"></c><c r="B3" s="0"/></row>'),
    "ods": lambda: ods(ODS_PROJECT),
    "ods: blank to the end": lambda: ods(ODS_PROJECT + far_below(1_048_574)),
    "ods: styled to the right end": lambda: ods(
        ODS_PROJECT.replace("</table:table-row>", '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>')
    ),
    "xls": xls,
}
"""What is awkward but valid: a ledger of one project of 5万元."""

LARGE_AWKWARD: dict[str, Callable[[], bytes]] = {
    "xlsx: 100,000 rows of styled blanks": lambda: xlsx(PROJECTS + styled_blanks(100_000)),
    "xls: 60,000 styled blanks": lambda: xls(lambda book: [book.get_sheet(1).write(row, 3, "", BOLD) for row in range(2, 60_000)]),
}


def unaddressed(rows: str) -> str:
    return re.sub(r'(<(?:row|c)) r="[A-Z]*\d+"', r"\1", rows)
