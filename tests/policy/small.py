"""A small policy file, and how tests change it: by replacing a piece of its text, as a clerk would."""

from __future__ import annotations

SMALL = """\
schema: techreform/policy/1
policy: {id: small, title: 小县技改奖补, document: 小府办〔2021〕1号, issuer: 小县,
  issued: 2021-01-01, plan: {first_year: 2021, last_year: 2023}}
clauses:
  一: {summary: 设备奖补, status: encoded}
  二: {summary: 目标, status: encoded}
parameters:
  rate: {label: 比例, clause: 一, value: 20%}
  cap: {label: 上限, clause: 一, value: 300万元}
  cities: {label: 名单, clause: 一, value: [广州, 深圳]}
definitions:
  moved: {field: 转出地, located_in: $cities}
programs:
  equipment:
    label: 设备奖补
    clause: 一
    window: {date: 完工日期, first: 2021-01-01, last: 2023-12-31}
    award_years: {first: 0, last: 0}
    conditions:
      kind: {label: 规上企业, clause: 一, field: 规上, is: true}
    base: {label: 设备购置额, sum: [{field: 设备购置额}]}
    rate: $rate
    rate_stage: enterprise
    floor: {amount: 10万元, mode: lift}
    cap: $cap
targets:
  investment:
    label: 技改投资
    clause: 二
    unit: 亿元
    comparison: at_least
    measure: {sum: 完成投资}
    goals:
      2021: {value: 12亿元, clause: 二}
interpretations:
  floor_mode:
    question: 不足下限的怎么办？
    clause: 一
    options:
      lift: {label: 补足, set: {programs.equipment.floor.mode: lift}}
      threshold: {label: 不补, set: {programs.equipment.floor.mode: threshold}}
"""


def changed(*changes: tuple[str, str], text: str = SMALL) -> str:
    """The small policy with each (old, new) replaced; `old` must stand there exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def place(text: str, piece: str) -> str:
    """line:column of the first `piece` in `text`, as the loader writes positions."""
    before = text[: text.index(piece)]
    return f"{before.count(chr(10)) + 1}:{len(before) - (before.rfind(chr(10)) + 1) + 1}"
