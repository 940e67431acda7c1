"""The file as a whole: all of these end the reading."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import ERROR, Code

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"

FILE: dict[str, Code] = {
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
}
