"""techreform summary: how a ledger stands on a day, for cron and the task scheduler."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from techreform_cli.cli.in_force import in_force
from techreform_cli.cli.log import log
from techreform_cli.cli.options import PolicyOption, SetOption, settings_of, show_json, usage
from techreform_cli.domain.problem import LedgerUnreadable, ResultUnreadable
from techreform_cli.pipeline import Request

if TYPE_CHECKING:
    from techreform_cli.domain.county import CountySettings
    from techreform_cli.domain.summary import EarlierSummary, Finding, Summary

HELP = "摘要：到某一天目标和序时进度差多少、和上次比变了什么、哪些要人处理，可定时运行。"
SUFFIXES = {"text": ".txt", "md": ".md", "html": ".html", "json": ".json", "docx": ".docx"}
"""The formats and how their files' names end."""
OTHERS = (".pdf", ".doc", ".wps", ".xls", ".xlsx", ".et", ".ppt", ".pptx")
"""Endings of files of other programs, which no --format makes true."""

Ledgers = Annotated[
    list[Path],
    typer.Argument(metavar="台账…", help="一个或几个台账，各写一部分；一个文件夹是一个台账", show_default=False),
]
DayOption = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="看到哪一天，不写则为今天", show_default=False)]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="格式",
        help="写 --format=md、=html（网页）、=json 或 =docx（公文）；不写则看 -o 的扩展名，都没有则为文字",
        show_default=False,
    ),
]
FileOption = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到这个文件，不写则显示出来", show_default=False)]
FailOption = Annotated[
    str | None,
    typer.Option(
        "--fail-if",
        metavar="情况",
        help="有这些情况时退出码为 1，可写几个，用逗号隔开：落后、错误、待补正、待确认（口径）",
        show_default=False,
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option("--year", metavar="年度", help="看哪一年，不写则为日期所在的年，计划期以外的取第一年或最后一年", show_default=False),
]
SinceOption = Annotated[
    Path | None,
    typer.Option("--since", metavar="上次", help="和上次的摘要比较，写 --format=json 存下的文件", show_default=False),
]


def summary(
    ledgers: Ledgers,
    as_of: DayOption = None,
    form: FormatOption = None,
    out: FileOption = None,
    fail_if: FailOption = None,
    since: SinceOption = None,
    quiet: bool = typer.Option(False, "--quiet", help="没有要人处理的事项、也没有 --fail-if 的情况时什么都不显示"),
    year: YearOption = None,
    policy: PolicyOption = None,
    changes: SetOption = None,
) -> int:
    """Summarize, write or print it, and return the exit code."""
    kinds, changed = kinds_of(fail_if), settings_of(changes)
    settled = [in_force(ledger, policy=policy, year=year, as_of=as_of) for ledger in ledgers]
    chosen, day = form_of(form, out, settled[0].county), settled[0].as_of or dt.date.today()
    if chosen == "docx" and out is None and sys.stdout.isatty():
        raise usage("docx 不能显示在窗口里", "加 -o，如 -o 周报.docx")
    with _alone(out):
        from techreform_cli.pipeline import summarize

        earlier = _earlier(since, out)
        asked = [Request(ledger, one.policy, changed, one.year) for ledger, one in zip(ledgers, settled, strict=True)]
        found = summarize(asked, day, earlier)
        _deliver(found, chosen, out, silent=quiet and not found.wanted(kinds))
    for one in found.unreadable:
        for problem in one.problems:
            log(f"{one.file}：{problem.sentence}")
    if found.unreadable:
        return LedgerUnreadable.exit_code
    return 1 if found.findings & kinds else 0


def kinds_of(text: str | None) -> frozenset[Finding]:
    """--fail-if as findings. Raises UsageError for one that does not exist, with the one most like it."""
    from techreform_cli.domain.summary import Finding

    names = [name for name in re.split(r"[\s,，、;；]+", text or "") if name]
    known = {**{kind.label: kind for kind in Finding}, **{kind.value: kind for kind in Finding}}
    advice = "可写 " + "、".join(f"{kind.label}（{kind.value}）" for kind in Finding)
    for name in names:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            raise usage(f"--fail-if 没有“{name}”这种情况", (f"是否为 {near[0]}？" if near else "") + advice)
    if text is not None and not names:
        raise usage("--fail-if 后面没有写情况", advice)
    return frozenset(known[name] for name in names)


def form_of(flag: str | None, out: Path | None, county: CountySettings) -> str:
    """--format, or what the file's name ends with, or what techreform.yaml says, or text. Raises UsageError for one that does not exist
    or does not fit the file."""
    meant = next((name for name, end in SUFFIXES.items() if out is not None and out.suffix.lower() == end), None)
    if meant is None and out is not None and (out.suffix.lower() in OTHERS if flag else out.suffix):
        known = "、".join(SUFFIXES.values())
        raise usage(f"“{out.name}”的扩展名不对，写不出 {out.suffix} 文件", f"文件名用 {known} 结尾；PDF 可用 Word 或 WPS 打开 .docx 后另存")
    if flag is None:
        return meant or county.formats.get("summary", "text")
    if flag not in SUFFIXES:
        from difflib import get_close_matches

        near = get_close_matches(flag, list(SUFFIXES), 1)
        raise usage(f"没有“{flag}”这种格式", (f"是否为 {near[0]}？" if near else "") + "--format 可写 " + "、".join(SUFFIXES))
    if meant and meant != flag and out is not None:
        raise usage(f"--format {flag} 和文件名 {out.name} 不一致", f"文件名用 {SUFFIXES[flag]} 结尾，或写 --format {meant}")
    return flag


def _alone(out: Path | None) -> contextlib.AbstractContextManager[None]:
    """The lock of the output file; nothing where there is none."""
    if out is None:
        return contextlib.nullcontext()
    from techreform_cli.report.output_lock import held

    return held(out)


def _earlier(since: Path | None, out: Path | None) -> EarlierSummary | None:
    """The previous summary. One that is written to as well need not be there the first time."""
    if since is None:
        return None
    from techreform_cli.report.summary_file import read_summary

    try:
        return read_summary(since)
    except ResultUnreadable:
        if out is not None and since.resolve() == out.resolve() and not since.exists():
            log(f"还没有上次的摘要 {since.name}，这一次不比较")
            return None
        raise


def _deliver(found: Summary, form: str, out: Path | None, silent: bool) -> None:
    """Write the file, or print the result unless `silent`."""
    from techreform_cli.report.summary import rendered

    if out is None and silent:
        return
    if out is None and form == "json":
        from techreform_cli.report.summary_document import summary_document

        show_json(summary_document(found))
    elif out is None:
        _print(rendered(found, form), form)
    else:
        from techreform_cli.report.save import save_bytes

        save_bytes(out, rendered(found, form))
        if not silent:
            log(f"已写出 {out}")


def _print(content: bytes, form: str) -> None:
    """Files that say their own encoding (html, docx) go out as they are; text in the encoding of the console where that has Chinese, else
    in UTF-8."""
    if form in ("text", "md") and _speaks_chinese(sys.stdout.encoding):
        typer.echo(content.decode(), nl=False)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _speaks_chinese(encoding: str | None) -> bool:
    try:
        return bool("技改进度".encode(encoding or "ascii"))
    except (UnicodeEncodeError, LookupError):
        return False
