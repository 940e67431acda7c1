"""A ledger small enough to work out by hand, and the Result of the packaged policy on it.

2019, 万元: 甲 (仙塘镇, 规上, 主营收入 6000) invests 2000.5 + 3000; 乙 (灯塔镇, 规上, 3000) invests 500.25; 丙 (no town,
规上 not filled in) invests 100. Together 5600.75. In 2018 only 甲, 1000; in 2017 only 甲, 4000.
"""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute
from tests.workbooks import Sheets, save, texts_only

CODES = ("91441625MA4UTC0X27", "91441625MA4W0YU74B", "91441625338254621B")


def sheets(names: tuple[str, str, str] = ("甲公司", "乙公司", "丙公司")) -> Sheets:
    """The sheets, each a list of rows, header first."""
    a, b, c = CODES
    return {
        "企业": [
            ["企业名称", "统一社会信用代码", "乡镇", "行业代码", "规上"],
            [names[0], a, "仙塘镇", "3911", "是"],
            [names[1], b, "灯塔镇", "3912", "是"],
            [names[2], c, None, "3913", None],
        ],
        "年度指标": [
            ["统一社会信用代码", "企业名称", "年度", "规上", "主营业务收入(万元)", "工业增加值(万元)", "平均从业人数"],
            [a, names[0], 2017, "是", 5500, 1500, 100],
            [a, names[0], 2018, "是", 5800, 1800, 100],
            [a, names[0], 2019, "是", 6000, 2000, 100],
            [b, names[1], 2019, "是", 3000, 900, 60],
        ],
        "项目": [
            ["项目编号", "项目名称", "统一社会信用代码", "企业名称", "改造类别", "完工日期", "设备购置额(万元)",
             "2017年完成投资(万元)", "2018年完成投资(万元)", "2019年完成投资(万元)"],
            ["P1", "一期", a, names[0], "智能化改造", "2019-06-30", 800, 4000, 1000, 2000.5],
            ["P2", "二期", a, names[0], "设备更新", None, 900, None, None, 3000],
            ["P3", "扩产", b, names[1], "提质增效", None, 200, None, None, 500.25],
            ["P4", "升级", c, names[2], "提质增效", "2019-08-01", 300, None, None, 100],
        ],
        "已拨付": [
            ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"],
            [a, names[0], "P1", "设备购置事后奖补", 2019, 160, "2019-12-01"],
        ],
        "全县指标": [["年度", "技改投资(亿元)", "全员劳动生产率(万元/人)"], [2017, 0.41, 14.8], [2019, 0.57, 18]],
    }


def result_of(folder: Path, year: int = 2019, content: Sheets | None = None, **settings: str) -> Result:
    """The Result of the ledger written to `folder`."""
    path = save(folder / "台账.xlsx", content or sheets(), texts_only)
    return compute(Request(path, year=year, settings=settings))
