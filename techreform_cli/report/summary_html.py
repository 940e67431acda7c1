"""A summary as one HTML file: nothing is fetched from elsewhere, charts are drawn inline, and it prints on A4."""

from __future__ import annotations

from html import escape

from techreform_cli.report.summary_page import Block, Chart, Grid, Heading, Line, Listing, Page, numbered
from techreform_cli.report.summary_svg import svg

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 28px 48px; max-width: 900px; color: #1f2328; background: #fff; line-height: 1.65;
  font: 15px/1.65 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h1 { font-size: 24px; line-height: 1.4; margin: 0 0 6px; }
.head { color: #57606a; margin: 0; }
h2 { font-size: 18px; margin: 32px 0 10px; padding-bottom: 4px; border-bottom: 2px solid #1f4e79; color: #1f4e79; }
h3 { font-size: 16px; margin: 20px 0 8px; } h4 { font-size: 15px; margin: 16px 0 6px; }
p { margin: 8px 0; } .note { color: #57606a; font-size: 13px; }
ol, ul { margin: 8px 0; padding-left: 1.6em; } li { margin: 4px 0; } li ul { color: #57606a; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; background: #eef3f8; font-weight: 600; } th, td { padding: 6px 9px; border: 1px solid #d0d7de; vertical-align: top; }
.r { text-align: right; white-space: nowrap; } td:last-child { white-space: nowrap; }
.good { color: #116329; font-weight: 600; } .bad { color: #b42318; font-weight: 600; } .watch { color: #8a5a00; font-weight: 600; }
figure { margin: 14px 0; } figcaption { font-weight: 600; margin-bottom: 2px; } svg { width: 100%; height: auto; display: block; }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 17pt; } h2 { font-size: 13pt; } table { font-size: 9pt; } .note { font-size: 8.5pt; }
  h2, h3, h4 { break-after: avoid; } tr, li, figure { break-inside: avoid; } thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
""".strip()
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load: nothing but the styles within."""


def html(page: Page) -> str:
    """The page as a whole document."""
    head = "".join(f'<p class="head">{escape(line)}</p>\n' for line in page.head)
    body = "\n".join(_block(block, number) for block, number in numbered(page.blocks))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}（{page.day}）</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{escape(page.title)}</h1>\n{head}</header>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block, number: str) -> str:
    match block:
        case Heading(depth, text):
            return f"<h{depth + 1}>{number}{escape(text)}</h{depth + 1}>"
        case Line(text, note):
            return f'<p class="note">{escape(text)}</p>' if note else f"<p>{escape(text)}</p>"
        case Listing(items, ordered, _):
            tag = "ol" if ordered else "ul"
            points = "\n".join(f"<li>{escape(item.text)}{_details(item.details)}</li>" for item in items)
            return f"<{tag}>\n{points}\n</{tag}>"
        case Grid():
            return _table(block)
        case Chart():
            return _figure(block)


def _details(details: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(detail)}</li>" for detail in details) + "</ul>" if details else ""


def _table(grid: Grid) -> str:
    sides = [' class="r"' if column.figures else "" for column in grid.columns]
    head = "".join(f'<th scope="col"{side}>{escape(column.name)}</th>' for column, side in zip(grid.columns, sides, strict=True))
    lines = []
    for row, tone in zip(grid.rows, grid.tones, strict=True):
        classes = [*sides[:-1], f' class="{tone}"' if tone else sides[-1]]
        lines.append("<tr>" + "".join(f"<td{side}>{escape(cell)}</td>" for cell, side in zip(row, classes, strict=True)) + "</tr>")
    body = "\n".join(lines)
    return f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _figure(chart: Chart) -> str:
    if not chart.bars:
        return ""
    return f"<figure>\n<figcaption>{escape(chart.title)}</figcaption>\n{svg(chart)}\n</figure>"
