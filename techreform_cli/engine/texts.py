"""Texts of the ledger held against names, places and codes, one at a time: what passes, and what is written so that nobody can tell. No
frame is needed for it, so that checking a ledger needs no pandas."""

from __future__ import annotations

from collections.abc import Iterable

from techreform_cli.domain.expression import Among, CodeBetween, CodeStarts, Contains, Expression, Located
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.text import mistakable, plain

KINDS_OF_PLACE = ("新区", "区", "县", "市")
"""What a clerk leaves out of a place's name; the longer before the shorter."""


def unclear_texts(ledger: Ledger, tests: Iterable[Expression]) -> list[Problem]:
    """An error for each cell whose code or place leaves one of the `tests` open: what it decides is unknown. Names that may be one of
    the policy's misspelt are reported where they are read."""
    found: dict[tuple[str, str, int], Problem] = {}
    for node in tests:
        if not isinstance(node, CodeBetween | CodeStarts | Located):
            continue
        spec, table = node.field.spec, ledger.tables[node.field.spec.sheet]
        for row, text in enumerate(table.values[spec.key] if table.has(spec.key) else ()):
            if isinstance(text, str) and (spec.sheet, spec.key, row) not in found and doubtful(node, text):
                message, remedy = _doubt(node, text)
                problem = Problem("E014", Severity.ERROR, f"{spec.name}{message}", remedy, table.cell(spec.key, row), spec.name)
                found[spec.sheet, spec.key, row] = problem
    return list(found.values())


def _doubt(node: CodeBetween | CodeStarts | Located, text: str) -> tuple[str, str]:
    """What is unclear about a text, and what to do."""
    if isinstance(node, Located):
        name = named_further_on(plain(text), node.places, node.prefixes)
        return f"“{text}”提到{name}，看不出是不是它，按不明处理", f"是的，改为以“{name}”开头；不是的，写清楚是哪里"
    length = len(node.first) if isinstance(node, CodeBetween) else 1
    return f"“{text}”开头没有 {length} 位数字，看不出是哪一类，按不明处理", "改成数字代码，如 C3922（字母可不写）"


def doubtful(node: Expression, text: str) -> bool:
    """Whether a text that is not blank leaves the test open."""
    if not plain(text):
        return False
    match node:
        case Located(places=places, prefixes=prefixes):
            return perhaps_located(plain(text), places, prefixes)
        case Among(items=items, known=names) if names:
            return mistakable(text, items, names)
        case CodeBetween(first=first):
            code = digits(text)[: len(first)]
            return len(code) < len(first) or not code.isdigit()
        case CodeStarts():
            return not digits(text)[:1].isdigit()
    return False


def text_holds(node: Among | Contains | Located, text: str) -> bool:
    """Whether a text, as `plain` gives it, passes the test."""
    if isinstance(node, Among):
        return (text in {plain(item) for item in node.items}) == node.expected
    if isinstance(node, Contains):
        return plain(node.text) in text
    return located(text, node.places, node.prefixes) == node.expected


def located(text: str, places: tuple[tuple[str, ...], ...], prefixes: tuple[str, ...]) -> bool:
    """Whether an address such as 广东省佛山市顺德区 lies in one of `places` (city, then districts): it begins with the city's name,
    or, where only the district is written, with a district's, 顺德区 or 顺德."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        if text.startswith(prefix) and len(text) > len(prefix):
            text = text.removeprefix(prefix)
            break
    return any(text.startswith(_short(plain(name))) for place in places for name in place)


def perhaps_located(text: str, places: tuple[tuple[str, ...], ...], prefixes: tuple[str, ...]) -> bool:
    """Whether a text that begins with none of the places names one further on, as 由深圳转入 does; not as a street of another town bears
    the name, 钟祥市中山路."""
    return bool(named_further_on(text, places, prefixes))


def named_further_on(text: str, places: tuple[tuple[str, ...], ...], prefixes: tuple[str, ...]) -> str:
    """The name that `perhaps_located` finds; "" if none."""
    if located(text, places, prefixes):
        return ""
    found = (text.partition(_short(plain(name))) for place in places for name in place)
    return next((name for before, name, _ in found if name and not any(kind in before for kind in KINDS_OF_PLACE)), "")


def _short(name: str) -> str:
    """A place's name without the word for what it is, if two characters or more remain."""
    for kind in KINDS_OF_PLACE:
        if name.endswith(kind) and len(name) >= len(kind) + 2:
            return name.removesuffix(kind)
    return name


def digits(code: str) -> str:
    """A code without the leading letters that name the section of GB/T 4754."""
    return plain(code).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
