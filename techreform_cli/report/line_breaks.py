"""Where a line of Chinese text may end: after a comma, else between characters; not within a number or word, not before a closing mark,
not after an opening one."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_PIECE = re.compile(r"[+-]?[0-9][0-9,.]*(?:-[0-9]+)*%?|[A-Za-z][A-Za-z0-9._=%-]*|\s+|.", re.DOTALL)
_PART = re.compile(r"[A-Za-z0-9%-]+[._=]*|.", re.DOTALL)
"""What a name longer than a line is broken into: equipment_, cap_, scope."""
_CLOSING, _OPENING = "，。；：、）》”％！？］)」〕", "（《“［(「〔"
_PAUSES = "，。；：、！？"
_FULL = 0.6
"""The share of the width from which on a line is full enough to end at a pause."""


def broken(text: str, width: int) -> str:
    """`text` with line breaks so that no line is wider than `width` columns (a Chinese character takes two)."""
    return "\n".join(line for part in text.split("\n") for line in ([part.rstrip()] if 2 * len(part) <= width else _lines(part, width)))


def _lines(text: str, width: int) -> list[str]:
    found: list[str] = []
    line: list[str] = []
    taken = 0
    for piece in _pieces(text, width):
        if line and taken + cell_len(piece.rstrip()) > width:
            end = _end(line, width)
            found.append("".join(line[:end]).rstrip())
            line = line[end:]
            taken = sum(map(cell_len, line))
        line.append(piece if line or not found else piece.lstrip())
        taken += cell_len(line[-1])
    return [*found, "".join(line).rstrip()]


def _end(line: list[str], width: int) -> int:
    """How many pieces of a full line to keep: up to its last pause, where that leaves enough of it."""
    taken = sum(map(cell_len, line))
    for end in range(len(line), 0, -1):
        if taken < width * _FULL:
            break
        if line[end - 1][-1:] in _PAUSES:
            return end
        taken -= cell_len(line[end - 1])
    return len(line)


def _pieces(text: str, width: int) -> list[str]:
    """The smallest parts that stay on one line."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if found and (piece in _CLOSING or found[-1][-1] in _OPENING):
            found[-1] += piece
        else:
            found.append(piece)
    return [part for piece in found for part in ([piece] if cell_len(piece) <= width else _parts(piece, width))]


def _parts(piece: str, width: int) -> list[str]:
    """A piece that is wider than a line, in parts that are not."""
    return [part for whole in _PART.findall(piece) for part in (chop_cells(whole, width) if cell_len(whole) > width else [whole])]
