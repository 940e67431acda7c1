"""The file as a whole: those before L080 end the reading."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import ERROR, NOTE, WARNING, Code

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"

FILE: dict[str, Code] = {
    "L001": Code("找不到文件", ERROR, "找不到文件 {file}", "请核对文件名和所在文件夹", "没有台账就无从计算。"),
    "L002": Code("不是文件", ERROR, "文件夹 {file} 里没有台账文件", "请把台账放进去，或指定台账文件", "文件夹里的文件合起来是一份台账。"),
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
    "L010": Code("暂不支持的格式", ERROR, "{file} 是{found}，目前读 .xlsx、.xlsm、.xls、.ods 和 .csv", SAVE_AS, "这种格式读不准。"),
    "L080": Code(
        "没有读的文件", NOTE, "文件夹里的 {file} {reason}，没有读入", "是台账的一部分，请核对文件", "锁定文件、结果文件和文档都不是台账。"
    ),
    "L081": Code(
        "文本文件", NOTE, "{file} 是文本文件，按 {found} 编码读入", "有乱码时请另存为 .xlsx", "文本文件里没有格式，日期和代码要照原样写全。"
    ),
    "L082": Code("带宏的文件", NOTE, "{file} 带有宏，只读数据，不运行宏", "", "宏可能改动数据，本程序从不运行它。"),
    "L083": Code(
        "台账正打开着",
        WARNING,
        "{file} 正在 Excel 或 WPS 中打开，没有保存的修改没有算进来",
        "请先保存并关闭，再运行一次",
        "读到的是上一次保存的内容。",
    ),
    "L084": Code(
        "引用了其他文件", NOTE, "{file} 里有公式引用其他工作簿，用的是保存时的数", "请核对这些数是否最新", "其他文件改了，这里不会跟着变。"
    ),
}
