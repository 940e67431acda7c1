"""techreform diff: what changed between two results of the same year, and because of what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.options import JsonOption, show_json

HELP = "比较同一年度的两次结果：谁变了、变多少、因为哪个数据、参数或口径。"

Old = Annotated[Path, typer.Argument(metavar="原结果", help="calc --json 存下的文件，或《奖补测算》工作簿", show_default=False)]
New = Annotated[Path, typer.Argument(metavar="现结果", help="同上，后来的一次", show_default=False)]


def diff(old: Old, new: New, json: JsonOption = False) -> int:
    """Show what differs; nothing is written to disk."""
    from techreform_cli.pipeline import compare_recorded
    from techreform_cli.report.recorded_diff import document, show
    from techreform_cli.report.recorded_file import read_recorded

    found = compare_recorded(read_recorded(old), read_recorded(new))
    if json:
        show_json(document(found))
    else:
        show(found)
    return 0
