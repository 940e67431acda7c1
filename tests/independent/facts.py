"""The facts a ledger holds, in plain Python values, and the columns each sheet may have.

Keys of the row dicts are the canonical headers without the unit suffix. Amounts are Decimals in the header's
unit; a blank cell is None; a column is absent when no row of its sheet has the key; an absent sheet is None.
"""

from dataclasses import dataclass, fields

YEARS = range(2017, 2024)

#: sheet name -> attribute of Facts, in the order the workbook shows them
SHEETS = {
    "企业": "enterprises",
    "年度指标": "annual",
    "项目": "projects",
    "已拨付": "paid",
    "资金安排": "appropriations",
    "用地": "land",
    "全县指标": "county",
}

#: sheet name -> {header without unit: unit or None}, in the order of the canonical workbook
COLUMNS = {
    "企业": dict.fromkeys(
        [
            "企业名称",
            "统一社会信用代码",
            "乡镇",
            "园区",
            "行业代码",
            "规上",
            "高成长性",
            "拟培育上规模",
            "省内注册",
            "转出地",
            "省级产业园",
            "企业规模",
            "迁入年份",
        ]
    ),
    "年度指标": {
        "统一社会信用代码": None,
        "企业名称": None,
        "年度": None,
        "规上": None,
        "主营业务收入": "万元",
        "工业增加值": "万元",
        "平均从业人数": None,
        "增值税县级分成": "万元",
        "企业所得税县级分成": "万元",
        "增值税": "万元",
        "企业所得税": "万元",
    },
    "项目": {
        "项目编号": None,
        "项目名称": None,
        "统一社会信用代码": None,
        "企业名称": None,
        "改造类别": None,
        "重大平台": None,
        "备案证号": None,
        "备案日期": None,
        "开工日期": None,
        "完工日期": None,
        "完工评价日期": None,
        "计划总投资": "万元",
        "设备购置额": "万元",
        "设备购置额(不含税)": "万元",
        "符合产业政策": None,
        "符合指导目录": None,
        "异地技改": None,
        **{f"{year}年完成投资": "万元" for year in YEARS},
        "淘汰老旧设备": "台",
        "其中1990年前": "台",
        "新增机器人": "台",
        "首台套": None,
        "保费补偿": None,
        "国家工业强基": None,
        "牵头单位": None,
        "任务标签": None,
    },
    "已拨付": {
        "统一社会信用代码": None,
        "企业名称": None,
        "项目编号": None,
        "奖补类别": None,
        "年度": None,
        "金额": "万元",
        "拨付日期": None,
    },
    "资金安排": {"年度": None, "安排金额": "万元", "文号": None},
    "用地": {
        "年度": None,
        "工业用地面积": "亩",
        "技改用地面积": "亩",
        "地块": None,
        "企业名称": None,
        "面积": "亩",
        "技改": None,
        "出让年期": None,
        "最高年期": None,
        "新增建筑面积": "平方米",
        "符合规划": None,
        "不改变用途": None,
    },
    "全县指标": {"年度": None, "技改投资": "亿元", "全员劳动生产率": "万元/人"},
}

#: program id -> the label 已拨付 may carry instead
PROGRAM_LABELS = {"equipment_purchase": "设备购置事后奖补", "fiscal_contribution": "财政贡献以奖代补"}

#: headers an empty sheet still shows
CORE_HEADERS = {
    "用地": ["年度", "工业用地面积", "技改用地面积"],
}


@dataclass(frozen=True)
class Facts:
    """One ledger: a list of row dicts per sheet, or None where the sheet is absent."""

    enterprises: list
    projects: list
    annual: list | None = None
    paid: list | None = None
    appropriations: list | None = None
    land: list | None = None
    county: list | None = None

    def sheet(self, name):
        """Rows of a sheet by its Chinese name."""
        return getattr(self, SHEETS[name])

    def rows(self, name):
        """Rows of a sheet, an absent sheet having none."""
        return self.sheet(name) or []

    def has_column(self, name, header):
        """True where the sheet is there and some row has the header, or it has no rows at all."""
        rows = self.sheet(name)
        return rows is not None and (not rows or any(header in row for row in rows))

    def __post_init__(self):
        """Refuse misspelt headers: a typo would silently be an absent column."""
        assert {f.name for f in fields(self)} == set(SHEETS.values())
        for name in SHEETS:
            for row in self.rows(name):
                unknown = set(row) - set(COLUMNS[name])
                if unknown:
                    raise KeyError(f"{name}: {sorted(unknown)}")


def random_facts(seed, enterprises=60, **settings):
    """A seeded ledger, realistic but nasty; see `generator.Maker` for the settings."""
    from .generator import Maker

    return Maker(seed, enterprises, **settings).make()
