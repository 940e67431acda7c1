"""What is doubtful though it can be read. The checks of rules/ledger.yaml and of a policy say how much each weighs."""

from __future__ import annotations

from techreform_cli.ledger.codes.entry import ERROR, NOTE, WARNING, Code

ASKS = "只提示，不改数：照填的数计算。"

PLAUSIBILITY: dict[str, Code] = {
    "L070": Code(
        "日期先后不合理",
        WARNING,
        "「{field}」是 {found}，{word}「{other}」（{cell}）的 {taken}{note}",
        "请核对这两个日期，改正填错的一个",
        f"日期决定算在哪一年、是否在期限内。{ASKS}",
    ),
    "L071": Code(
        "两个数不合理",
        WARNING,
        "「{field}」{sum}是 {found}，{word}「{other}」（{cell}）的 {taken}{note}",
        "请核对这两个数和它们的单位；属实可不改",
        f"多半是填错了列、单位不同，或者多填少填了一位。{ASKS}",
    ),
    "L072": Code(
        "数不合常理", WARNING, "「{field}」是 {found}，应{word} {taken}{note}", "请核对后改正；属实可不改", f"多半是填错了。{ASKS}"
    ),
    "L073": Code(
        "可能填错了单位",
        WARNING,
        "「{field}」是 {found}，是{among} {taken} 的{times}",
        "请核对单位，是否把元填在了万元的列里，或者反过来；属实可不改",
        f"同一列里只有它相差上万倍，而换一个单位就与其他的数相当。{ASKS}",
    ),
    "L074": Code(
        "整列可能填错了单位",
        WARNING,
        "「{field}」这一列按{unit}读，中位数是 {found}，通常应{word} {taken}{note}",
        "请核对这一列的单位，在列名后写明实际填的单位",
        f"整列都大得或小得不合理，多半是表头的单位与填的数不一致。{ASKS}",
    ),
    "L075": Code(
        "两项对不上",
        NOTE,
        "「{asked}」（{cell}）是「{answer}」，「{field}」却是 {found}，通常{word} {taken}{note}",
        "请核对这两项；属实可不改",
        f"两项之中可能有一项填错或没有更新。{ASKS}",
    ),
    "L076": Code(
        "年份离计划期太远",
        NOTE,
        "「{field}」是 {found}，离政策的计划期 {first}–{last} 年太远{note}",
        "请核对年份；不属于这份政策的行可以不管",
        f"年份填错一位，这一行就算到了别的年度。{ASKS}",
    ),
    "L077": Code(
        "投资年度在工期之外",
        NOTE,
        "「{field}」是 {found}，而「{day}」（{cell}）是 {taken}{note}",
        "请核对投资的年度和这两个日期；属实可不改",
        f"开工以前、完工以后很久还有投资，多半是填错了列或日期。{ASKS}",
    ),
    "L078": Code(
        "两列多半填反或单位不同",
        ERROR,
        "「{field}」有 {count} 行{word}「{other}」，占两项都填了的行的一半以上，如 {found} 与 {cell} 的 {taken}{note}",
        "请核对这两列的列名和单位，改正后这些行一并解决",
        f"一半以上的行都不合理，是整列的问题，不逐行列出。{ASKS}",
    ),
}
