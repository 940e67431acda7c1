"""How a sheet is laid out: years and towns that its name or headers say, periods, years in rows or in columns."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import ERROR, NOTE, WARNING, Code

LAYOUT: dict[str, Code] = {
    "L100": Code(
        "年度取自表名",
        NOTE,
        "《{sheet}》没有「{field}」列，按{whence}「{found}」读作 {year} 年",
        "不对时请加一列「{field}」",
        "整张表是同一年的数据时，年度常常只写在表名或标题里。",
    ),
    "L101": Code(
        "同类的表没有读入",
        WARNING,
        "工作表「{found}」的列名与《{sheet}》相符，但台账另有《{sheet}》表，这一张没有读入",
        "是台账的一部分，请把它改名为「{sheet}({found})」；只是摘抄或汇总，可不管",
        "摘抄的表再读一遍，同一项目就算了两次。",
    ),
    "L102": Code(
        "日期填成了一段时间",
        WARNING,
        "「{field}」填的是一段时间「{found}」，取{end}读作 {taken}",
        "请改填一个日期",
        "开工看起点，完工看终点；起止时间若是计划，完工日期应改填实际的。",
    ),
    "L103": Code(
        "年度取自表名，要核对",
        WARNING,
        "《{sheet}》没有「{field}」列，按{whence}「{found}」把每一行读作 {year} 年的",
        "请核对：表名里的年份可能是填表或付款的年份；不是这一年的，请加一列「{field}」，逐行写明",
        "年度弄错会把一年的数算到另一年。",
    ),
    "L104": Code(
        "起止时间合在一列",
        WARNING,
        "「{found}」取作「{field}」{rest}",
        "请把开工、完工日期分成两列，各填实际的日期",
        "起止时间多半是计划的，计划完工不等于已经完工，因此不用来判断完工。",
    ),
    "L105": Code(
        "列名缺年度",
        ERROR,
        "「{found}」没有写是哪一年，没有采用",
        "请把列名改为 {example}",
        "不同年份的数不能混在一起，程序不替您猜。",
    ),
    "L106": Code(
        "年度互相矛盾",
        ERROR,
        "《{sheet}》的年度说法不一：{found}，年度按不明处理",
        "请加一列「{field}」，逐行写明年度",
        "年度弄错会把一年的数算到另一年。",
    ),
    "L107": Code(
        "分类可能写错",
        ERROR,
        "「{field}」填的是「{found}」，与「{near}」相近而不同",
        "请改为「{near}」；确实不是它就换一个不相近的写法",
        "差一个字就可能改变能不能奖补，按不明处理。",
    ),
    "L108": Code(
        "写了几个分类",
        ERROR,
        "「{field}」填的是「{found}」，含有几个分类：{near}",
        "请只留下主要的一个",
        "一个项目只按一个分类判断，按不明处理。",
    ),
    "L109": Code(
        "乡镇或园区取自表名",
        NOTE,
        "《{sheet}》没有「{field}」列，按工作表名读作「{taken}」",
        "不对时请加一列「{field}」",
        "一个乡镇一张表时，乡镇常常只写在表名里。",
    ),
    "L110": Code(
        "年度分在各列",
        NOTE,
        "各年的数分列在右边（{found}），已读成每家企业每年一行",
        "",
        "一行多年与一年一行是同一回事。",
    ),
    "L111": Code(
        "同一项目分年各占一行",
        NOTE,
        "有 {count} 行是同一项目的其他年度，已并入该项目的第一行",
        "请核对；各年完成投资也可以分列填在同一行",
        "一个项目只算一次，各年的投资分别计入。",
    ),
    "L112": Code(
        "百分数",
        ERROR,
        "「{field}」填的是百分数 {found}",
        "请把单元格改为数字格式，填写数额",
        "百分数不是金额，也不是数量，按不明处理。",
    ),
    "L113": Code(
        "同一项目两行不一致",
        ERROR,
        "第 {here} 行与第 {there} 行是同一项目，「{field}」却不一致",
        "请核对后改成一致",
        "不知道以哪一行为准，按不明处理。",
    ),
}
