"""Files whose values are written in the ways clerks write them, readable and not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook

from tests.workbooks import save

from .cases import case, clean, put
from .facts import CODE_A, CODE_B

EQUIPMENT = "projects.equipment_purchase"


@case("21_文本数字.xlsx", "numbers as text, with commas, full-width, with their own unit")
def text_numbers(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["500.00", "２５０．５", "60万元"])
    put(sheets["项目"], "计划总投资", ["1,000", "0.08亿元", "1202500元"])
    save(path, sheets)


@case(
    "22_约数.xlsx",
    "amounts that are no exact numbers",
    says=(("L012", "项目!I2"), ("L012", "项目!I3"), ("L012", "项目!I4")),
    unknown={EQUIPMENT: [0, 1, 2]},
)
def inexact(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["约500", "200-300", "60 多"])
    save(path, sheets)


@case(
    "23_日期写法.xlsx",
    "dates as dates, as text, as eight digits",
)
def dates(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", [dt.datetime(2018, 9, 5), 20190630, "—"])
    save(path, sheets)


@case("24_日期文字.xlsx", "dates in words, and words for not completed")
def worded_dates(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", ["2018年9月5日", "2019.06.30", "在建"])
    save(path, sheets)


@case(
    "25_只有年月.xlsx",
    "a month is its last day, with a warning; a year is none",
    says=(("L029", "项目!G3"), ("L016", "项目!G2")),
    unknown={"projects.completion_date": [0]},
)
def months(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", ["2018年", "2019年6月", ""])
    save(path, sheets)


@case("26_序列号.xlsx", "Excel's count of days where the cell has no date format", notes=("L023",))
def serials(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", [43348, 43646, ""])
    save(path, sheets)


@case("27_1904.xlsx", "a workbook that counts days from 1904")
def epoch(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", [dt.datetime(2018, 9, 5), dt.datetime(2019, 6, 30), ""])

    def from_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    save(path, sheets, from_1904)


@case("28_中文日期格式.xlsx", "dates in a Chinese format of the clerk's own")
def chinese_dates(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", [dt.datetime(2018, 9, 5), dt.datetime(2019, 6, 30), ""])

    def styled(book: Workbook) -> None:
        for cell in ("G2", "G3"):
            book["项目"][cell].number_format = 'yyyy"年"m"月"d"日"'

    save(path, sheets, styled)


@case("29_是否.xlsx", "yes and no by signs")
def signs(path: Path) -> None:
    sheets = clean()
    put(sheets["企业"], "规上", ["√", "×"])
    save(path, sheets)


@case(
    "30_看不懂的是否.xlsx", "what is neither yes nor no is unknown", says=(("L019", "企业!D3"),), unknown={"enterprises.above_scale": [1]}
)
def neither(path: Path) -> None:
    sheets = clean()
    put(sheets["企业"], "规上", ["规模以上", "今年申报"])
    save(path, sheets)


@case("31_分类写法.xlsx", "categories by other spellings")
def categories(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "改造类别", ["设备更新改造", "智能化", "（四）绿色化发展"])
    save(path, sheets)


@case(
    "32_分类写错.xlsx",
    "a slip in a category, and two categories in one cell",
    says=(("L107", "项目!E2"), ("L108", "项目!E3")),
    unknown={"projects.renovation_category": [0, 1]},
)
def slips(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "改造类别", ["设备更薪", "智能化改造、设备更新", "绿色化发展"])
    save(path, sheets)


@case("33_科学计数.xlsx", "credit codes that Excel made numbers of: joined by the names", says=(("L021", "项目!D2"), ("L021", "项目!D3")))
def scientific(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "统一社会信用代码", [914416250000000000, 9.14416e17, CODE_B])
    save(path, sheets)


@case("34_错误值.xlsx", "an error value is neither blank nor zero", says=(("L011", "项目!I2"),), unknown={EQUIPMENT: [0]})
def errors(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["#REF!", 250.5, 60])

    def typed(book: Workbook) -> None:
        book["项目"]["I2"].data_type = "e"

    save(path, sheets, typed)


@case("35_公式没结果.xlsx", "a formula whose result was never stored", says=(("L013", "项目!I2"),), unknown={EQUIPMENT: [0]})
def formulas(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["=250*2", 250.5, 60])
    save(path, sheets)


@case("36_名称写法.xlsx", "brackets and spaces that differ from the list of enterprises, no code")
def names(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "企业名称", ["甲 公司", "甲公司 ", "乙(东源)公司"])
    put(sheets["项目"], "统一社会信用代码", ["", "", ""])
    save(path, sheets)


@case("37_单位不符.xlsx", "a unit that does not fit the column", says=(("L027", "项目!I2"),), unknown={EQUIPMENT: [0]})
def wrong_unit(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["500台", 250.5, 60])
    save(path, sheets)


@case("38_重复行.xlsx", "a row that stands twice counts once", says=(("L050", "项目!A5"),))
def twice(path: Path) -> None:
    sheets = clean()
    sheets["项目"].append(list(sheets["项目"][1]))
    save(path, sheets)


@case("39_代码小写.xlsx", "codes with spaces and in lower case")
def lower_case(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "统一社会信用代码", [CODE_A.lower(), f" {CODE_A[:8]} {CODE_A[8:]}", CODE_B])
    save(path, sheets)


@case("40_两数一格.xlsx", "two numbers in one cell", says=(("L012", "项目!I2"),), unknown={EQUIPMENT: [0]})
def two_numbers(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "设备购置额", ["500\n600", 250.5, 60])
    save(path, sheets)
