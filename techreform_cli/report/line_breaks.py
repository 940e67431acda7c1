"""Where a line of Chinese text may end: not within a number or word, not before a closing mark, not after an opening one."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_PIECE = re.compile(r"[0-9][0-9,.]*(?:-[0-9]+)*%?|[A-Za-z]+[0-9]*[._=]?|[_.]|\s+|.", re.DOTALL)
_CLOSING, _OPENING = "，。；：、）》”％！？］)」", "（《“［(「"


def broken(text: str, width: int) -> str:
    """`text` with line breaks so that no line is wider than `width` columns (a Chinese character takes two)."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, width))


def _lines(text: str, width: int) -> list[str]:
    found = [""]
    for piece in _pieces(text, width):
        if cell_len(found[-1] + piece.rstrip()) > width and found[-1]:
            found[-1] = found[-1].rstrip()
            found.append(piece.lstrip())
        else:
            found[-1] += piece
    return [*found[:-1], found[-1].rstrip()]


def _pieces(text: str, width: int) -> list[str]:
    """The smallest parts that stay on one line."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if found and (piece in _CLOSING or found[-1][-1] in _OPENING):
            found[-1] += piece
        else:
            found.append(piece)
    return [part for piece in found for part in (chop_cells(piece, width) if cell_len(piece) > width else [piece])]
