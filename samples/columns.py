"""The sheets and headers of the canonical ledger."""

from __future__ import annotations

from typing import NamedTuple

YEARS = (2017, 2018, 2019, 2020)


class Column(NamedTuple):
    """One column: its name, the kind of its cells, and the unit its header carries."""

    name: str
    kind: str
    unit: str = ""

    @property
    def header(self) -> str:
        """Return the header as the canonical ledger writes it."""
        return f"{self.name}({self.unit})" if self.unit else self.name


def _columns(line: str) -> tuple[Column, ...]:
    """Read columns written as `name kind unit`, parted by commas."""
    return tuple(Column(*part.split()) for part in line.split(","))


INVESTMENTS = ", ".join(f"{year}年完成投资 money 万元" for year in YEARS)

SHEETS: dict[str, tuple[Column, ...]] = {
    "企业": _columns(
        "企业名称 name, 统一社会信用代码 code, 乡镇 text, 园区 text, 行业代码 text, 规上 yesno, 高成长性 yesno,"
        "拟培育上规模 yesno, 省内注册 yesno, 转出地 text, 省级产业园 yesno, 企业规模 text, 迁入年份 year"
    ),
    "年度指标": _columns(
        "统一社会信用代码 code, 企业名称 name, 年度 year, 规上 yesno, 主营业务收入 money 万元, 工业增加值 money 万元,"
        "平均从业人数 count, 增值税县级分成 money 万元, 企业所得税县级分成 money 万元"
    ),
    "项目": _columns(
        "项目编号 id, 项目名称 text, 统一社会信用代码 code, 企业名称 name, 改造类别 text, 重大平台 yesno, 备案证号 text,"
        "备案日期 date, 开工日期 date, 完工日期 date, 计划总投资 money 万元, 设备购置额 money 万元, 符合产业政策 yesno,"
        f"符合指导目录 yesno, 异地技改 yesno, {INVESTMENTS}, 完工评价日期 date, 设备购置额(不含税) money 万元,"
        "淘汰老旧设备 count 台, 其中1990年前 count 台, 新增机器人 count 台, 首台套 yesno, 保费补偿 yesno,"
        "国家工业强基 yesno, 牵头单位 text, 任务标签 tags"
    ),
    "已拨付": _columns("统一社会信用代码 code, 企业名称 name, 项目编号 id, 奖补类别 text, 年度 year, 金额 money 万元, 拨付日期 date"),
    "资金安排": _columns("年度 year, 安排金额 money 万元, 文号 text"),
    "用地": _columns(
        "年度 year, 地块 text, 企业名称 name, 面积 area 亩, 技改 yesno, 出让年期 count, 最高年期 count,"
        "新增建筑面积 area 平方米, 符合规划 yesno, 不改变用途 yesno"
    ),
    "全县指标": _columns("年度 year, 技改投资 money 亿元, 全员劳动生产率 ratio 万元/人"),
    "融资需求": _columns(
        "统一社会信用代码 code, 企业名称 name, 项目编号 id, 融资需求 money 万元, 已落实 money 万元, 金融机构 text, 用途 text"
    ),
}
