"""Every problem the reader can find: its code, how much it weighs, what is said, why it matters and what to do.

Nearly pure data. `what` is filled in with the details of the case; `why` is for `check --explain`.
"""

from __future__ import annotations

from typing import NamedTuple

from techreform_cli.domain.problem import LedgerUnreadable, Problem, Severity
from techreform_cli.domain.source import SourceRef


class Code(NamedTuple):
    """One kind of problem."""

    title: str
    severity: Severity
    what: str
    remedy: str
    why: str


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"

CODES: dict[str, Code] = {
    # The file as a whole: L001–L010, all end the reading.
    "L001": Code("找不到文件", ERROR, "找不到文件 {file}", "请核对文件名和所在文件夹", "没有台账就无从计算。"),
    "L002": Code("不是文件", ERROR, "{file} 是文件夹，不是台账文件", "请指定文件夹里的某一个台账文件", "一次只读一个台账文件。"),
    "L003": Code("空文件", ERROR, "{file} 是空文件（0 字节）", "请重新保存或重新复制一份台账", "多半是复制或下载中断。"),
    "L004": Code("不是工作簿", ERROR, "{file} 不是 Excel 工作簿，{found}", SAVE_AS, "只看内容，不看扩展名：改了扩展名的文件仍读不了。"),
    "L005": Code("有打开密码", ERROR, "{file} 设了打开密码", "请在 Excel 或 WPS 中取消打开密码并保存后再试", "加密的内容读不出来。"),
    "L006": Code(
        "文件损坏", ERROR, "{file} 损坏或不完整（{found}）", "请用 Excel 或 WPS 打开并重新保存；打不开就重新复制一份", "文件可能没有传完。"
    ),
    "L007": Code("文件过大", ERROR, "{file} 过大（{found}）", "请只留下台账各表，删去图片和无关工作表后再试", "防止异常文件耗尽内存。"),
    "L008": Code(
        "内容不安全", ERROR, "{file} 含有 Excel 不会写出的内容（DTD）", SAVE_AS, "正常的工作簿没有 DTD，它可以被用来攻击读取程序。"
    ),
    "L009": Code(
        "表格范围异常",
        ERROR,
        "{file}《{sheet}》在很远的地方（{found}）还有内容",
        "请删去那里的内容，保存后再试",
        "表格的范围大到读不下，多半是误按了 Ctrl+方向键后输入了内容。",
    ),
    "L010": Code("暂不支持的格式", ERROR, "{file} 是{found}，目前只读 .xlsx 和 .xlsm", SAVE_AS, "这种格式读不准。"),
    # A cell: L011–L029.
    "L011": Code(
        "错误值",
        ERROR,
        "「{field}」是错误值 {found}",
        "请在 Excel 或 WPS 中改好公式或直接填数，然后保存",
        "错误值不是零，也不是空白，按不明处理。",
    ),
    "L012": Code(
        "不是数字",
        ERROR,
        "「{field}」填的是「{found}」，不是一个确切的数字",
        "请改成数字，如 500 或 500万元",
        "约数和文字不能参加计算，按不明处理，不会当成零。",
    ),
    "L013": Code(
        "公式没有保存结果",
        ERROR,
        "「{field}」是公式，但文件里没有保存它的结果",
        "请用 Excel 或 WPS 打开台账，保存一次",
        "由程序生成的文件里，公式要打开并保存一次才有结果。按不明处理。",
    ),
    "L014": Code(
        "日期看不懂", ERROR, "「{field}」填的是「{found}」，看不出是哪一天", "请改成 2024-06-05 这样的日期；还没有的请留空", "按不明处理。"
    ),
    "L015": Code("没有这一天", ERROR, "「{field}」填的是「{found}」，没有这一天", "请核对后改正", "按不明处理。"),
    "L016": Code(
        "日期缺日",
        ERROR,
        "「{field}」填的是「{found}」，没有写到日",
        "请补上日，如 2024-06-05",
        "是否在规定期限内要看到日，程序不替您猜，按不明处理。",
    ),
    "L017": Code("年份超出范围", ERROR, "「{field}」填的是「{found}」，不在 1990 到 2100 年之间", "请核对后改正", "按不明处理。"),
    "L018": Code("年度看不懂", ERROR, "「{field}」填的是「{found}」，看不出是哪一年", "请改成四位年份，如 2024", "按不明处理。"),
    "L019": Code("不是是/否", ERROR, "「{field}」填的是「{found}」，看不出是还是否", "请填 是 或 否", "按不明处理。"),
    "L020": Code("不是整数", ERROR, "「{field}」填的是「{found}」，应为整数", "请改成整数", "人数、台数没有小数，按不明处理。"),
    "L021": Code(
        "长代码被 Excel 截断",
        ERROR,
        "「{field}」是数字 {found}，Excel 已把末几位改成了 0",
        "请把单元格设为文本格式，重新填写完整代码",
        "Excel 的数字只保留 15 位，丢掉的几位找不回来，按不明处理。",
    ),
    "L022": Code("数字过大", ERROR, "「{field}」填的是「{found}」，大得不合理", "请核对数字和单位", "按不明处理。"),
    "L023": Code(
        "日期是序列号",
        NOTE,
        "「{field}」是数字 {found}，按 Excel 日期序列号读作 {taken}{more}",
        "请核对；可把单元格设为日期格式",
        "单元格没有设成日期格式。",
    ),
    "L024": Code(
        "已四舍五入", NOTE, "「{field}」填的是 {found}，不足{least}的部分已四舍五入{more}", "", "金额算到分，其他数量算到万分之一。"
    ),
    "L025": Code(
        "未收录的分类",
        WARNING,
        "「{field}」填的是「{found}」，不在已知的分类里",
        "请核对；已知的有：{known}",
        "照原文保留，但规则可能认不出它。",
    ),
    "L026": Code(
        "代码可能少了首位 0",
        ERROR,
        "「{field}」是数字 {found}，看不出是 {found} 还是 0{found}",
        "请把单元格设为文本格式，再填上完整的代码",
        "Excel 会去掉数字前面的 0。按不明处理。",
    ),
    "L027": Code("单位不符", ERROR, "「{field}」填的是「{found}」，单位与这一列不符", "请换算成 {unit} 后填写", "按不明处理。"),
    "L028": Code(
        "信用代码不合校验规则",
        WARNING,
        "统一社会信用代码「{found}」{fault}",
        "请对照营业执照核对；无误可不改",
        "实际登记中也有不合规则的代码，因此只提醒，不影响计算。",
    ),
    # Sheets and headers: L030–L049.
    "L030": Code(
        "缺少必需的表", ERROR, "台账里没有《{sheet}》表", "请补上这张表，或把它的工作表改名为「{sheet}」", "没有它就算不出奖补和目标。"
    ),
    "L043": Code(
        "表里没有数据",
        ERROR,
        "《{sheet}》只有表头，一行数据也没有",
        "请核对是否选对了文件；数据在别的工作表时，把那张表改名为「{sheet}」",
        "没有行就没有奖补，也没有目标完成数。",
    ),
    "L046": Code("不是台账", ERROR, "「{file}」是本程序写出的工作簿，不是台账", "请改用当初填报的那份台账", "结果不能当台账再算一遍。"),
    "L031": Code(
        "缺少表",
        WARNING,
        "台账里没有《{sheet}》表，要靠它判断的内容按不明处理",
        "有这项数据请补上这张表，没有可不管",
        "缺少的数据不会当成零。",
    ),
    "L032": Code(
        "找不到表头",
        ERROR,
        "在《{sheet}》前 30 行里找不到表头",
        "请在数据上面一行写列名，如：{known}",
        "不知道哪一列是什么，整张表没有读入。",
    ),
    "L033": Code(
        "缺少必需的列",
        ERROR,
        "《{sheet}》没有「{field}」这一列{found}",
        "请补上这一列，或把它的列名改为「{field}」",
        "没有它，这张表的行认不全。",
    ),
    "L034": Code(
        "缺少列",
        WARNING,
        "《{sheet}》没有「{field}」这一列{found}，要靠它判断的内容按不明处理",
        "有这项数据请补上这一列，没有可不管",
        "缺少的数据不会当成零。",
    ),
    "L035": Code(
        "两列是同一项", WARNING, "「{found}」与「{taken}」都是「{field}」，只用了「{taken}」", "请删去多余的一列或改列名", "避免重复计算。"
    ),
    "L036": Code(
        "相近的列名",
        WARNING,
        "「{found}」被当作「{field}」使用，两者口径可能不同",
        "请核对；确是同一指标就把列名改为「{field}」",
        "相近的指标数值往往不同。",
    ),
    "L037": Code(
        "单位不认识",
        ERROR,
        "「{found}」的单位与「{field}」不符，整列按不明处理",
        "请换算成 {unit}，并把列名改为「{field}({unit})」",
        "单位弄错会差一万倍。",
    ),
    "L038": Code("没有写单位", WARNING, "{found}没有写单位，按{unit}读", "请在列名后写上单位，如：{field}({unit})", "单位弄错会差一万倍。"),
    "L039": Code(
        "按表头认出的表",
        WARNING,
        "工作表「{found}」被当作《{sheet}》读入{reason}",
        "请核对；确是这张表就把工作表改名为「{sheet}」",
        "工作表名与通常的不同。",
    ),
    "L040": Code(
        "有隐藏行", NOTE, "有 {count} 行数据是隐藏的，已一并读入", "不该算的行请删去，隐藏不等于删除", "隐藏的行仍是台账的一部分。"
    ),
    "L041": Code("隐藏的工作表", NOTE, "工作表「{found}」是隐藏的，已作为《{sheet}》读入", "不该算请删去", "隐藏不等于删除。"),
    "L042": Code(
        "没有使用的工作表",
        NOTE,
        "工作表「{found}」没有使用{reason}",
        "如果是台账的一部分，请把它改名为：{known} 之一，并核对列名",
        "不认识的表不读。",
    ),
    "L044": Code(
        "行数对不上",
        ERROR,
        "按文件内容数有 {found} 行数据，读到 {taken} 行",
        "请用 Excel 或 WPS 打开并重新保存后再试",
        "两种数法应当一致。",
    ),
    "L045": Code(
        "合并单元格",
        NOTE,
        "有 {count} 个竖向合并的单元格，其下各行按同一内容读",
        "请核对；各行分别填写更稳妥",
        "只补文字和代码，不补金额。",
    ),
    # Rows, and how they belong together: L050–L069.
    "L050": Code("重复的行", ERROR, "{found}与{taken}重复，这一行没有计入{differ}", "请合并成一行", "同一行算两次会重复奖补。"),
    "L051": Code("没有编号", WARNING, "这一行没有「{field}」", "请补上", "没有编号就查不出重复的行。"),
    "L052": Code("没有年度", ERROR, "这一行没有「{field}」，没有计入", "请补上", "不知道是哪一年的数据。"),
    "L053": Code(
        "没有企业", ERROR, "这一行没有企业名称，也没有统一社会信用代码{found}", "请补上企业名称和代码，或删去这一行", "不知道是哪家企业。"
    ),
    "L054": Code("没有信用代码", WARNING, "「{found}」没有统一社会信用代码，只能按名称对应", "请补上", "名称写法不同就对不上。"),
    "L055": Code(
        "企业表中没有",
        ERROR,
        "「{found}」在《企业》表中没有，它的企业信息按不明处理",
        "请在《企业》表补一行，或核对名称和代码",
        "不知道是否规上、是否省内注册等，奖补定不下来。",
    ),
    "L056": Code(
        "代码与名称不一致",
        WARNING,
        "代码 {found} 在《企业》表中是「{taken}」（{cell}），这里写的是「{name}」，按代码归到前者",
        "请核对名称和代码",
        "名称和代码指向两家不同的企业。",
    ),
    "L057": Code(
        "同名不同代码", WARNING, "「{found}」与 {cell} 同名，但代码不同", "请核对是否为同一家企业", "只写名称的行分不清是哪一家。"
    ),
    "L058": Code(
        "名称分不清",
        ERROR,
        "《企业》表中有几家都叫「{found}」，分不清这里指哪一家，按另一家企业处理",
        "请在这里补上统一社会信用代码",
        "程序不替您猜。",
    ),
    "L059": Code(
        "代码对不上",
        WARNING,
        "代码 {found} 在《企业》表中没有，按名称归到「{name}」（{cell}，代码 {taken}）",
        "请核对代码",
        "名称相同而代码不同。",
    ),
    "L060": Code(
        "没有填",
        ERROR,
        "这一行没有填「{field}」，要用到它的地方按不明处理",
        "请补上；整行不要的请删去",
        "不知道算在哪一年、是多少，不能当作没有这一行。",
    ),
    "L061": Code(
        "项目编号重号",
        ERROR,
        "{here} 与 {there} 是两家企业，「{field}」却都是「{found}」，两行都已计入",
        "请核对：是两个项目就改用不同的编号，是同一个项目就只留一行",
        "编号相同而企业不同，看不出是两个项目还是登记重了；登记重了会重复奖补。",
    ),
}


def problem(code: str, source: SourceRef | None = None, field: str = "", **details: object) -> Problem:
    """A Problem of that code at `source`, its sentences filled in with `field` and `details`."""
    entry = CODES[code]
    details["field"] = field
    return Problem(code, entry.severity, entry.what.format(**details), entry.remedy.format(**details), source, field)


def unreadable(code: str, **details: object) -> LedgerUnreadable:
    """The exception for a file that cannot be read at all."""
    return LedgerUnreadable(problem(code, None, "", **details))
