"""Rows of several files that are read together."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import NOTE, WARNING, Code

GROUP: dict[str, Code] = {
    "L120": Code(
        "两个文件都有",
        NOTE,
        "{here} 与 {there} 是两个文件里的同一行，内容一致，只计一次",
        "",
        "合并计算时，一家企业、一年的数据只能有一行。",
    ),
    "L121": Code(
        "两个文件里的同一笔",
        WARNING,
        "{here} 与 {there} 在两个文件里内容完全相同，只计一次",
        "请核对：是同一笔就只在一个文件里留下；确是两笔，请用编号、日期或文号分清",
        "同一个项目、同一笔钱登记在两个文件里，分开计算就会重复奖补、重复累计。",
    ),
}
