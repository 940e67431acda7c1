"""The file as a whole: all of these end the reading."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import ERROR, NOTE, WARNING, Code

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"

FILE: dict[str, Code] = {
    "L001": Code("找不到文件", ERROR, "找不到文件 {file}", "请核对文件名和所在文件夹", "没有台账就无从计算。"),
    "L002": Code(
        "文件夹里没有台账",
        ERROR,
        "文件夹 {file} 里没有台账文件{skipped}",
        "请核对文件夹；台账要直接放在这个文件夹里，不能在它的子文件夹里",
        "文件夹可以当作一份台账：里面的工作簿和 CSV 一起读。",
    ),
    "L003": Code("空文件", ERROR, "{file} 是空文件（0 字节）", "请重新保存或重新复制一份台账", "多半是复制或下载中断。"),
    "L004": Code("不是工作簿", ERROR, "{file} 不是 Excel 工作簿，{found}", SAVE_AS, "只看内容，不看扩展名。"),
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
    "L010": Code(
        "读不了的格式", ERROR, "{file} 是{found}，这种格式不能读", SAVE_AS, "能读的格式：.xlsx、.xlsm、.xls、.et、.ods、.csv、.tsv。"
    ),
    "L080": Code("不是普通文件", ERROR, "{file} 不是普通文件（是管道或设备）", "请指定台账文件", "管道和设备没有完整的内容可读。"),
    "L081": Code("没有读的文件", NOTE, "文件夹里的 {file} 没有读：{reason}", "", "每个没有读的文件都列出来，以免漏掉台账。"),
    "L082": Code(
        "内容相同的文件",
        WARNING,
        "{file} 与 {other} 内容完全相同，只读了后者",
        "如果本应是两份不同的台账，请换上正确的那一份；不是就删去一份",
        "同一份台账读两遍，金额会算两次。",
    ),
    "L083": Code(
        "台账正开着",
        NOTE,
        "台账 {file} 正在 Excel 或 WPS 中打开（旁边有 {lock}），未保存的修改没有算进来",
        "如有修改，请先保存，再算一遍",
        "程序读的是磁盘上最后一次保存的内容。",
    ),
    "L084": Code("含有宏", NOTE, "{file} 含有宏，宏没有运行，读的是保存时的内容", "", "程序从不运行宏。"),
    "L085": Code(
        "引用其他文件",
        NOTE,
        "{file} 引用了其他工作簿，引用来的数是上次更新时的，可能已经过时",
        "请打开台账，更新链接后保存，再算一遍",
        "程序读的是保存在台账里的数，不去读别的工作簿。",
    ),
    "L086": Code(
        "文本文件的读法", NOTE, "{file} 是文本文件，按 {encoding} 编码、用{delimiter}分列读入", "", "编码或分列猜错时，列名和文字会不对。"
    ),
    "L087": Code(
        "文字读不出",
        ERROR,
        "{file} 第 {line} 行起有读不出的内容（不是 UTF-8，也不是 GB18030 编码的文字）",
        SAVE_AS,
        "编码混杂或文件损坏。猜着读会读错，所以不读。",
    ),
    "L088": Code(
        "分列有误", ERROR, "{file} 第 {line} 行{found}", "请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再试", "分列错了，后面的各行都会读错。"
    ),
    "L089": Code(
        "表名取自文件名", NOTE, "工作表「{found}」没有取名，按文件名当作「{name}」", "", "文件夹里一个文件一张表时，文件名就是表名。"
    ),
}
