"""The techreform command: its subcommands, and the one place where errors become a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from pathlib import Path

import typer

from techreform_cli import __version__
from techreform_cli.cli import batch, calc, check, config, diff, explain, forecast, inspect, policy, summary, template, whatif
from techreform_cli.cli.chinese import ChineseCommand, ChineseGroup, usage_sentence
from techreform_cli.cli.log import LOGGED, log
from techreform_cli.domain.problem import Problem, TechreformError

USAGE, FAULT, INTERRUPTED = 2, 70, 130

COLLECT_AFTER = 200_000
"""Allocations before a garbage collection: a run lasts a second or two, and collecting while importing costs a tenth of it."""

HELP = "技改台账 → 目标进度和奖补测算两个工作簿。"

app = typer.Typer(
    cls=ChineseGroup,
    name="techreform",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    rich_markup_mode=None,
)
app.command("calc", cls=ChineseCommand, options_metavar="[选项]", help=calc.HELP)(calc.calc)
app.command("batch", cls=ChineseCommand, options_metavar="[选项]", help=batch.HELP)(batch.batch)
app.command("check", cls=check.CheckCommand, options_metavar="[选项]", help=check.HELP)(check.check)
app.command("explain", cls=ChineseCommand, options_metavar="[选项]", help=explain.HELP)(explain.explain)
app.command("inspect", cls=ChineseCommand, options_metavar="[选项]", help=inspect.HELP)(inspect.inspect)
app.command("template", cls=ChineseCommand, options_metavar="[选项]", help=template.HELP)(template.template)
app.command("diff", cls=ChineseCommand, options_metavar="[选项]", help=diff.HELP)(diff.diff)
app.command("whatif", cls=ChineseCommand, options_metavar="[选项]", help=whatif.HELP)(whatif.whatif)
app.command("forecast", cls=ChineseCommand, options_metavar="[选项]", help=forecast.HELP)(forecast.forecast)
app.command("summary", cls=ChineseCommand, options_metavar="[选项]", help=summary.HELP)(summary.summary)
app.command("config", cls=ChineseCommand, options_metavar="[选项]", help=config.HELP)(config.config)
app.add_typer(policy.app, name="policy", cls=ChineseGroup, help=policy.HELP)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"techreform {__version__}")
        raise typer.Exit


@app.callback(help=HELP)
def techreform(
    version: bool = typer.Option(False, "--version", help="显示版本", callback=_show_version, is_eager=True),
) -> None:
    """What stands before any command."""
    del version


def run() -> None:
    """Entry point of the console script; ends the process with the exit code of DESIGN §5."""
    gc.set_threshold(COLLECT_AFTER)
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader of our output has gone, as in `| head`
        pass
    os._exit(code)  # everything is written: taking pandas apart again would cost another twentieth of a second


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code; errors are told on stderr in one sentence each."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a GBK console must not crash on a rare character, one that knows no Chinese at all is better off with UTF-8
            stream.reconfigure(encoding=stream.encoding if _has_chinese(stream.encoding) else "utf-8", errors="replace")
    try:
        code = int(app(arguments, prog_name="techreform", standalone_mode=False) or 0)
    except TechreformError as error:
        for problem in error.problems:
            (log if arguments[0] in LOGGED else _tell)(_placed(problem))
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as error:
        return _told(error)
    if code == INTERRUPTED:  # which is also how typer ends a command that was interrupted
        _tell("已中断，没有写出任何结果。")
    return code


def _has_chinese(encoding: str) -> bool:
    try:
        return bool("技改".encode(encoding))
    except (UnicodeError, LookupError):
        return False


def _told(error: Exception) -> int:
    """Tell an error that is none of ours: the command line library's own, or a fault of the program."""
    if type(error).__name__ == "NoArgsIsHelpError":
        _tell(error.format_message())  # type: ignore[attr-defined]
    elif hasattr(error, "format_message"):
        _tell(usage_sentence(error))
    else:
        if os.environ.get("TECHREFORM_TRACEBACK"):
            raise error
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} {Path(place.filename).name}:{place.lineno}"
        _tell(f"程序出错（{fault}），没有写出结果 → 请把台账和这句话交给维护人员")
        return FAULT
    return USAGE


def _placed(problem: Problem) -> str:
    """A problem in one line, with its place: 政策.yaml:41:5 P012 …, or 台账.xlsx《项目》F12 …"""
    if problem.source is None:
        return problem.sentence
    if problem.source.sheet:
        return f"{problem.source} {problem.sentence}"
    return f"{problem.source.file}:{problem.source.cell} {problem.code} {problem.sentence}"


def _tell(text: str) -> None:
    typer.echo(text, err=True)
