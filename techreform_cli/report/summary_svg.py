"""A chart of bars as inline SVG."""

from __future__ import annotations

from html import escape

from rich.cells import cell_len, set_cell_size

from techreform_cli.report.summary_page import Bar, Chart

WIDTH, ROW, BAR, TOP, LEGEND = 860, 30, 16, 24, 24
LABEL, RIGHT = 262, 118
"""Where the bars begin, and what is left for the figures behind them."""
LONGEST = 34
"""Columns of a label."""
COLOURS = {"good": "#2e7d4f", "bad": "#c0392b", "watch": "#b7791f", "plain": "#4a7fb5"}
GREY, INK, TRACK, DUE, BEFORE = "#57606a", "#1f2328", "#eef1f4", "#1f2328", "#8250df"
WHOLE = 1000


def svg(chart: Chart) -> str:
    """The chart: a bar per line, a line at the whole, marks for what is due and for the previous summary."""
    most = max([WHOLE, *(bar.share for bar in chart.bars)])
    height = TOP + ROW * len(chart.bars) + (LEGEND if chart.due else 6)
    end = TOP + ROW * len(chart.bars)
    whole = _x(WHOLE, most)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(chart.title)}" font-size="13">',
        _text(whole, TOP - 8, "目标 100%", "middle", GREY, 11),
        *(piece for at, bar in enumerate(chart.bars) for piece in _bar(bar, TOP + ROW * at, most)),
        f'<line x1="{whole}" y1="{TOP - 3}" x2="{whole}" y2="{end}" stroke="{GREY}" stroke-dasharray="3 3"/>',
        *_legend(chart, end + 17),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(share: int, most: int) -> int:
    return LABEL + (WIDTH - LABEL - RIGHT) * share // most


def _bar(bar: Bar, top: int, most: int) -> list[str]:
    middle, upper = top + ROW // 2, top + (ROW - BAR) // 2
    label = bar.label if cell_len(bar.label) <= LONGEST else set_cell_size(bar.label, LONGEST - 2).rstrip() + "…"
    right = _x(most, most)
    parts = [
        _text(LABEL - 10, middle + 5, label, "end", INK),
        f'<rect x="{LABEL}" y="{upper}" width="{right - LABEL}" height="{BAR}" fill="{TRACK}"/>',
        f'<rect x="{LABEL}" y="{upper}" width="{_x(bar.share, most) - LABEL}" height="{BAR}" fill="{COLOURS.get(bar.tone, GREY)}"/>',
        _text(right + 8, middle + 5, bar.shown, "start", INK),
    ]
    if bar.before is not None:
        at = _x(min(bar.before, most), most)
        parts.append(f'<path d="M{at} {middle - 5} l5 5 l-5 5 l-5 -5 z" fill="#fff" stroke="{BEFORE}" stroke-width="1.5"/>')
    if bar.due is not None:
        at = _x(bar.due, most)
        parts.append(f'<line x1="{at}" y1="{upper - 4}" x2="{at}" y2="{upper + BAR + 4}" stroke="{DUE}" stroke-width="2.5"/>')
    return parts


def _legend(chart: Chart, y: int) -> list[str]:
    parts = []
    if chart.due:
        parts += [f'<line x1="{LABEL}" y1="{y - 10}" x2="{LABEL}" y2="{y + 2}" stroke="{DUE}" stroke-width="2.5"/>']
        parts += [_text(LABEL + 8, y, chart.due, "start", GREY, 12)]
    if chart.before:
        at = LABEL + 100
        parts += [f'<path d="M{at} {y - 9} l5 5 l-5 5 l-5 -5 z" fill="#fff" stroke="{BEFORE}" stroke-width="1.5"/>']
        parts += [_text(at + 10, y, chart.before, "start", GREY, 12)]
    return parts


def _text(x: int, y: int, words: str, anchor: str, colour: str, size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{escape(words)}</text>'
