"""The ways in which clerks write yes and no, after `folded`."""

from __future__ import annotations

AS_YES = "1 t true y yes √ ☑ ✓ ✔ 入统 对 属于 已入统 是 有 符合 规上 规上企业 规模以上"
AS_NO = "0 f false n no × ╳ ✖ ✗ ✘ 不属于 不是 不符合 否 无 未入统 没有 规下 规下企业 规模以下 错 非"

YES, NO = frozenset(AS_YES.split()), frozenset(AS_NO.split())
