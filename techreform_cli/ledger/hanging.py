"""What hangs on a column or a sheet that is not there, in words."""

from __future__ import annotations

from collections.abc import Iterable

from techreform_cli.domain.field import Use

MOST = 4
"""How many names are given of what reads it."""


def hanging(uses: Iterable[Use], what: str) -> dict[str, str]:
    """What is unknown without it (`hang`), what to do (`advice`), and the names told (`named`, "" if nothing is known to read it); `what`
    is 列 or 表."""
    awards = list(dict.fromkeys(name for use in uses for name in use.awards))
    programs = [name for use in uses for name in use.programs if name not in awards]
    others = [name for use in uses for name in use.others]
    if awards:
        hang = f"{_listed(awards)}都待补正" + (f"，要靠它判断的{_listed([*programs, *others])}按不明处理" if programs or others else "")
        return {"hang": hang, "advice": f"请补上这{_measure(what)}，没有它算不出奖补", "named": hang}
    names = _listed([*programs, *others])
    advice = f"请补上这{_measure(what)}，否则奖补会待补正" if programs else f"有这项数据请补上这{_measure(what)}，没有可不管"
    return {"hang": f"要靠它判断的{names or '内容'}按不明处理", "advice": advice, "named": names}


def _measure(what: str) -> str:
    return {"列": "一列", "表": "张表"}[what]


def _listed(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return "、".join(distinct[:MOST]) + (f"等 {len(distinct)} 项" if len(distinct) > MOST else "")
