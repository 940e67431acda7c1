"""Files whose layout is the clerk's own."""

from __future__ import annotations

from pathlib import Path

from openpyxl.workbook.workbook import Workbook

from tests.workbooks import save

from .cases import case, clean, column, drop, put


@case("01_模板.xlsx", "the template as it is")
def template(path: Path) -> None:
    save(path, clean())


@case("02_标题和单位.xlsx", "a title, an empty row and the unit above the header, no unit in it")
def title(path: Path) -> None:
    sheets = clean()
    for rows in sheets.values():
        rows[0] = [str(text).replace("(万元)", "") for text in rows[0]]
        rows[:0] = [["东源县工业企业技术改造台账"], [], [*[""] * (len(rows[0]) - 1), "单位：万元"]]
    save(path, sheets)


@case("03_两行表头.xlsx", "a header of two rows, years merged sideways over their amounts, the rest merged down")
def two_rows(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    first = column(rows, "2018年完成投资")
    upper = [*rows[0][:first], "完成投资(万元)", ""]
    rows[:1] = [upper, [*[""] * first, "2018年", "2019年"]]

    def merge(book: Workbook) -> None:
        sheet = book["项目"]
        sheet.merge_cells(start_row=1, end_row=1, start_column=first + 1, end_column=first + 2)
        for at in range(1, first + 1):
            sheet.merge_cells(start_row=1, end_row=2, start_column=at, end_column=at)

    save(path, sheets, merge)


@case("04_合并企业.xlsx", "the enterprise of several projects merged down", notes=("L045",))
def merged_down(path: Path) -> None:
    def merge(book: Workbook) -> None:
        for letter in "CD":
            book["项目"].merge_cells(f"{letter}2:{letter}3")

    save(path, clean(), merge)


@case("05_小计合计.xlsx", "subtotals, a total, a share of it and footers below")
def totals(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    rows.insert(3, ["小计", "", "", "", "", "", "", 1800, 750.5, 600, 1200])
    rows += [
        ["合  计", "", "", "", "", "", "", 1920.25, 810.5, 600, 1220.25],
        ["其中：设备更新", *[""] * 6, 1000, 500],
        [],
        ["填表人：王某", "", "审核人：李某"],
    ]
    save(path, sheets)


@case("06_重复表头空列.xlsx", "the header again where the second page begins, blank columns between")
def repeated(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    rows.insert(3, list(rows[0]))
    for row in rows:
        row.insert(5, "")
    save(path, sheets)


@case("07_元.xlsx", "amounts in yuan, said in the header; revenue in thousands, said above it")
def yuan(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    for header in ("计划总投资", "设备购置额", "2018年完成投资", "2019年完成投资"):
        at = column(rows, header)
        put(rows, header, [row[at] * 10_000 for row in rows[1:]], rows[0][at].replace("万元", "元"))
    rows = sheets["年度指标"]
    put(rows, "主营业务收入", [row[3] * 10 for row in rows[1:]], "主营业务收入")
    rows.insert(0, ["（单位：千元）"])
    save(path, sheets)


@case("08_别名.xlsx", "headers by other names, with marks, spaces and line breaks")
def aliases(path: Path) -> None:
    sheets = clean()
    names = {"企业名称": "项目 单位", "统一社会信用代码": "★信用代码", "设备购置额(万元)": "设备\n投资额（万元）", "完工日期": "竣工时间"}
    sheets["项目"][0] = [names.get(str(text), text) for text in sheets["项目"][0]]
    sheets = {"附表1-企业名录": sheets["企业"], "2.技改项目台账": sheets["项目"], "三、企业年度指标": sheets["年度指标"]}
    save(path, sheets)


@case("09_多余的列.xlsx", "columns of the clerk's own on either side, in another order")
def own_columns(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    for number, row in enumerate(rows):
        row.reverse()
        row.insert(0, number or "序号")
        row.append("已核" if number else "备注")
    save(path, sheets)


@case("10_栏次.xlsx", "a row below the header that numbers the columns")
def numbered(path: Path) -> None:
    sheets = clean()
    sheets["项目"].insert(1, ["甲", "乙", "丙", "丁", *range(1, 8)])
    save(path, sheets)


@case(
    "11_每年一张表.xlsx",
    "a sheet of figures for each year, the year only in its name",
    notes=("L100",),
    says=(("L039", "2018年"), ("L039", "2019年")),
)
def sheet_per_year(path: Path) -> None:
    sheets = clean()
    rows = sheets.pop("年度指标")
    for year in (2018, 2019):
        own = [rows[0], *(row for row in rows[1:] if row[2] == year)]
        sheets[f"{year}年"] = [[*row[:2], *row[3:], *(["规上", "工业增加值(万元)"] if row is rows[0] else ["", ""])] for row in own]
    save(path, sheets)


@case("12_每镇一张表.xlsx", "a sheet of projects for each town", says=(("L039", "仙塘镇"), ("L039", "黄村镇")))
def sheet_per_town(path: Path) -> None:
    sheets = clean()
    rows = sheets.pop("项目")
    more = ["备案日期", "开工日期", "重大平台", "符合产业政策", "符合指导目录", "异地技改"]
    for row in rows:
        row += more if row is rows[0] else [""] * len(more)
    sheets |= {"仙塘镇": rows[:3], "黄村镇": [rows[0], rows[3]]}
    save(path, sheets)


@case("13_年份分列.xlsx", "the figures of two years side by side", notes=("L110",))
def wide(path: Path) -> None:
    sheets = clean()
    sheets["年度指标"] = [
        [
            "企业名称",
            "统一社会信用代码",
            "2018年主营业务收入(万元)",
            "2019年主营业务收入(万元)",
            "2018年平均从业人数",
            "2019年平均从业人数",
        ],
        ["甲公司", sheets["年度指标"][1][1], 12000, 13500.5, 80, 85],
        ["乙（东源）公司", sheets["年度指标"][3][1], None, 1900, None, 20],
    ]
    save(path, sheets)


@case("14_年份分行.xlsx", "a row for each year of a project", notes=("L111",))
def long(path: Path) -> None:
    sheets = clean()
    rows = sheets["项目"]
    heads = [*rows[0][:9], "年度", "完成投资(万元)"]
    p1, p2, p3 = rows[1:]
    sheets["项目"] = [heads, [*p1[:9], 2018, 600], [*p1[:7], None, None, 2019, 400], [*p2[:9], 2019, 800], [*p3[:9], 2019, 20.25]]
    save(path, sheets)


@case(
    "15_起止时间.xlsx",
    "planned periods instead of a date of completion: it stays unknown, and that is said",
    says=(("L034", "项目"), ("L104", "项目!G1")),
    other={"projects.completion_date": []},
)
def periods(path: Path) -> None:
    sheets = clean()
    put(sheets["项目"], "完工日期", ["2018.03-2018.09", "2018.05-2019.06", "2019.01-2020.12"], "建设起止时间")
    save(path, sheets)


@case("16_隐藏.xlsx", "hidden rows are part of the ledger, and said", notes=("L040",))
def hidden(path: Path) -> None:
    def hide(book: Workbook) -> None:
        book["项目"].row_dimensions[3].hidden = True

    save(path, clean(), hide)


@case("17_摘抄.xlsx", "an extract of the projects on another sheet does not count twice", says=(("L101", "上报"),))
def extract(path: Path) -> None:
    sheets = clean()
    more = ["备案日期", "开工日期", "重大平台", "符合产业政策", "符合指导目录", "异地技改"]
    sheets["上报"] = [[*row, *(more if i == 0 else [""] * 6)] for i, row in enumerate(sheets["项目"][:3])]
    save(path, sheets)


@case(
    "18_没有年度.xlsx",
    "yearly investment without its year is left out, and said",
    says=(("L034", "项目"), ("L105", "项目!J1")),
    other={"projects.completed_investment@2018": [], "projects.completed_investment@2019": []},
)
def yearless(path: Path) -> None:
    sheets = clean()
    sheets["项目"][0][9:] = ["完成投资(万元)", "其中技改(万元)"]
    save(path, sheets)


@case("19_表头在第九行.xlsx", "the header far down, below notes")
def deep_header(path: Path) -> None:
    sheets = clean()
    sheets["项目"][:0] = [["填报说明"], ["一、本表由各镇填报。"], ["二、金额以万元为单位。"], [], ["东源县"], [], [], []]
    save(path, sheets)


@case(
    "20_少一列.xlsx",
    "a missing column is unknown, never blank or zero",
    says=(("L034", "项目"),),
    other={"projects.equipment_purchase": []},
)
def missing_column(path: Path) -> None:
    sheets = clean()
    drop(sheets["项目"], "设备购置额")
    save(path, sheets)
