"""A summary as plain text that fits a mail, and as Markdown."""

from __future__ import annotations

from rich.cells import cell_len

from techreform_cli.report.line_breaks import broken
from techreform_cli.report.summary_page import Block, Grid, Heading, Item, Line, Listing, Page, numbered

WIDTH = 78
"""Columns of a line; a Chinese character takes two."""
GAP = "  "
NARROWEST = 16


def text(page: Page) -> str:
    """The page as lines of at most WIDTH columns."""
    lines = [line for part in (page.title, *page.head) for line in broken(part, WIDTH).split("\n")]
    for block, number in numbered(page.blocks):
        lines += _lines(block, number)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(block: Block, number: str) -> list[str]:
    match block:
        case Heading(depth, words):
            return [""] * (2 if depth == 1 else 1) + broken(number + words, WIDTH).split("\n")
        case Line(words):
            return broken(words, WIDTH).split("\n")
        case Listing(items, ordered, _):
            found = []
            for at, item in enumerate(items, 1):
                found += _hanging(f"{at}. " if ordered else "· ", item.text)
                found += [line for detail in item.details for line in _hanging("    ", detail)]
            return found
        case Grid():
            return _grid(block)
        case _:
            return []


def _hanging(mark: str, words: str) -> list[str]:
    first, *rest = broken(words, WIDTH - len(mark) - (mark == "· ")).split("\n")
    return [mark + first, *(" " * cell_len(mark) + line for line in rest)]


def _grid(grid: Grid) -> list[str]:
    """The table without its wide columns; the first takes what the others leave and is folded. Where they leave too little, a list."""
    kept = [at for at, column in enumerate(grid.columns) if not column.wide]
    header = [grid.columns[at].name for at in kept]
    rows = [header, *([row[at] for at in kept] for row in grid.rows)]
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(kept))]
    widths[0] = max(min(widths[0], WIDTH - sum(widths[1:]) - len(GAP) * (len(kept) - 1)), NARROWEST)
    if sum(widths) + len(GAP) * (len(kept) - 1) > WIDTH:
        points = (Item(row[0], ("，".join(f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True)),)) for row in rows[1:])
        return _lines(Listing(tuple(points)), "")
    figures = [grid.columns[at].figures for at in kept]
    lines = [line for row in rows for line in _row(row, widths, figures)]
    rule = "─" * (sum(widths) + len(GAP) * (len(kept) - 1))
    folded = len(_row(header, widths, figures))
    return ["", *lines[:folded], rule, *lines[folded:], ""]


def _row(row: list[str], widths: list[int], figures: list[bool]) -> list[str]:
    first, *more = broken(row[0], widths[0]).split("\n")
    cells = [_padded(cell, width, right) for cell, width, right in zip([first, *row[1:]], widths, figures, strict=True)]
    return [GAP.join(cells), *more]


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


def markdown(page: Page) -> str:
    """The page as a Markdown document."""
    parts = [f"# {escaped(page.title)}", "\n".join(f"{escaped(line)}  " for line in page.head)]
    for block, number in numbered(page.blocks):
        match block:
            case Heading(depth, words):
                parts.append(f"{'#' * (depth + 1)} {escaped(number + words)}")
            case Line(words, note):
                parts.append(f"> {escaped(words)}" if note else escaped(words))
            case Listing(items, ordered, _):
                parts.append("\n".join(line for at, item in enumerate(items, 1) for line in _points(item.text, item.details, at, ordered)))
            case Grid(columns, rows):
                sides = "|".join("---:" if column.figures else "---" for column in columns)
                lines = [tuple(column.name for column in columns), *rows]
                first, *rest = ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in lines]
                parts.append("\n".join([first, f"|{sides}|", *rest]))
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def _points(words: str, details: tuple[str, ...], at: int, ordered: bool) -> list[str]:
    mark = f"{at}. " if ordered else "- "
    return [mark + escaped(words), *(f"{' ' * len(mark)}- {escaped(detail)}" for detail in details)]


def escaped(words: str) -> str:
    """A text as Markdown takes it literally."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in words)
