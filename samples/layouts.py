"""How the clerk lays the sheets out: their order, names, titles, units, headers and footers."""

from __future__ import annotations

import re
from typing import NamedTuple

from spelling import UNITS


class Heading(NamedTuple):
    """A column of the clerk's: its header, and the canonical column it is (empty: the clerk's own)."""

    header: str
    name: str


class Layout(NamedTuple):
    """One of the clerk's sheets."""

    sheet: str
    tab: str
    title: str
    unit_line: str
    headings: tuple[Heading, ...]
    footers: tuple[str, ...]
    left: int = 0
    group_by: str = ""
    label_at: str = ""
    shares: tuple[tuple[str, str, str | bool], ...] = ()
    header_rows: int = 1
    narrow_brackets: bool = False

    def unit(self, heading: Heading) -> str:
        """Return the unit of a money column: its header's, else the sheet's."""
        for place in (heading.header, self.unit_line):
            if found := re.search("千元|万元|亿元|元", place):
                return found.group()
        return next(iter(UNITS))


def _headings(line: str) -> tuple[Heading, ...]:
    """Read headings written as header=name; `+` marks a header of the clerk's own, `_` a blank column."""
    pairs = (part.strip() for part in line.split(","))
    return tuple(_heading(*part.split("=")) for part in pairs)


def _heading(header: str, name: str | None = None) -> Heading:
    """Read one heading."""
    if header == "_":
        return Heading("", "")
    if header.startswith("+"):
        return Heading(header[1:], "")
    return Heading(header, name or header)


SIGNED = "填表人：示例甲    审核人：示例乙    填表日期：2021年1月15日"
GROUP_HEADER = "分年度完成投资"

PROJECTS = Layout(
    "项目", "2.技改项目台账", "东源县工业企业技术改造项目台账（示例）", "单位：万元",
    _headings(
        "+序号, 项目编号, 项目名称, 项目单位=企业名称, 纳税人识别号=统一社会信用代码, 技改类型=改造类别,"
        "是否重大平台=重大平台, 备案项目编号=备案证号, 备案时间=备案日期, 开工时间=开工日期, 竣工时间=完工日期, 完工评价日期,"
        "项目总投资=计划总投资, 设备投资额=设备购置额, 设备购置额（不含税）=设备购置额(不含税), 2017年完成投资,"
        "2018年完成投资, 2019年完成投资, 2020年完成投资, 是否符合产业政策=符合产业政策, 是否符合指导目录=符合指导目录,"
        "是否异地技改=异地技改, 淘汰老旧设备（台）=淘汰老旧设备, 其中：1990年前（台）=其中1990年前,"
        "新增机器人（台）=新增机器人, 首台（套）=首台套, 保费补偿, 国家工业强基, 牵头单位, 任务标签, +联系人, +联系电话, +备注"
    ),
    (SIGNED, "注：1.设备投资额以发票为准。2.投资额按年度填报，当年没有投资的不填。"),
    group_by="企业名称", label_at="项目名称", header_rows=2, narrow_brackets=True,
    shares=(("其中：设备更新", "改造类别", "设备更新"), ("其中：智能化改造", "改造类别", "智能化改造")),
)  # fmt: skip

ENTERPRISES = Layout(
    "企业", "1.企业名录", "东源县工业企业名录（示例）", "",
    _headings(
        "+序号, 单位名称=企业名称, 信用代码=统一社会信用代码, 所属乡镇=乡镇, 所在园区=园区, 国民经济行业=行业代码, 企业规模,"
        "是否规上=规上, 是否高成长性=高成长性, 是否拟培育上规模=拟培育上规模, 是否省内注册=省内注册, 转出地,"
        "是否省级产业园=省级产业园, 迁入年份, +联系人, +联系电话, +备注"
    ),
    (SIGNED, "注：规上以统计部门名录库为准。"),
    left=1,
)  # fmt: skip

ANNUAL = Layout(
    "年度指标", "3.年度指标", "东源县工业企业年度指标（示例）", "（单位：千元）",
    _headings(
        "+序号, 年份=年度, 企业名称, 社会信用代码=统一社会信用代码, 规上企业=规上, 主营收入=主营业务收入, 增加值=工业增加值, _,"
        "从业人员平均人数（人）=平均从业人数, 增值税县级分成, 企业所得税县级分成, +备注"
    ),
    (SIGNED, "备注：县级分成由财政部门提供。"),
    group_by="年度", label_at="企业名称", shares=(("其中：规上企业", "规上", True),),
)  # fmt: skip

COUNTY = Layout(
    "全县指标", "8.全县指标", "全县工业技术改造指标（示例）", "",
    _headings("年份=年度, 技改投资（万元）=技改投资, 全员劳动生产率（万元/人）=全员劳动生产率"),
    ("数据来源：统计部门公布数（虚构）",),
    left=1,
)  # fmt: skip

PAID = Layout(
    "已拨付", "4.奖补资金已拨付", "技术改造奖补资金拨付情况表（示例）", "单位:元",
    _headings(
        "+序号, 申报单位=企业名称, 统一社会信用代码, 项目编号, 奖补类别, 奖补年度=年度, 拨付金额=金额, 拨付时间=拨付日期, +备注"
    ),
    (SIGNED,),
    group_by="奖补类别", label_at="申报单位",
)  # fmt: skip

ARRANGED = Layout(
    "资金安排", "5.财政资金安排", "县财政技术改造专项资金安排表（示例）", "金额单位：亿元",
    _headings("年度, 安排金额, 文号, +备注"),
    ("填表人：示例丙",),
    label_at="年度",
)  # fmt: skip

LAND = Layout(
    "用地", "6.用地情况", "工业用地供应情况表（示例）", "",
    _headings(
        "+序号, 年度, 地块, 单位名称=企业名称, 面积（亩）=面积, 是否技改=技改, 出让年期（年）=出让年期, 最高年期（年）=最高年期,"
        "新增建筑面积（㎡）=新增建筑面积, 是否符合规划=符合规划, 不改变用途, +备注"
    ),
    (SIGNED, "注：技改用地指用于工业企业技术改造的用地。"),
    group_by="年度", label_at="地块", shares=(("其中：技改用地", "技改", True),),
)  # fmt: skip

FINANCING = Layout(
    "融资需求", "7.融资需求清单", "重点企业融资需求清单（示例）", "",
    _headings(
        "+序号, 单位名称=企业名称, 信用代码=统一社会信用代码, 项目编号, 融资需求（万元）=融资需求, 已落实（万元）=已落实,"
        "金融机构, 资金用途=用途, +联系人"
    ),
    ("填表人：示例丁",),
    label_at="单位名称",
)  # fmt: skip

LAYOUTS = (PROJECTS, ENTERPRISES, ANNUAL, COUNTY, PAID, ARRANGED, LAND, FINANCING)
