"""techreform check: everything wrong or doubtful in a ledger at once, with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from techreform_cli.cli.chinese import ChineseCommand
from techreform_cli.cli.in_force import in_force, say_origins
from techreform_cli.cli.options import JsonOption, PolicyOption, SetOption, settings_of, show_json, usage
from techreform_cli.domain.county import InForce
from techreform_cli.domain.problem import LedgerUnreadable, Severity
from techreform_cli.pipeline import Request

if TYPE_CHECKING:
    from techreform_cli.domain.checkup import Checkup

HELP = "检查台账：怎么读的，猜了什么，哪些单元格要改、怎么改。有错误时退出码为 1。"
EVERYTHING = "全部"
CODE = re.compile(r"[A-Za-z]\d{3}")

LedgerArgument = Annotated[Path | None, typer.Argument(metavar="台账", help="台账文件，如 台账.xlsx", show_default=False)]
CopyArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="标注副本",
        help="与 --annotate 同用：写成哪个 .xlsx 文件或放在哪个文件夹，不写则放在台账旁边，名为 台账.问题标注.xlsx",
        show_default=False,
    ),
]
ExplainOption = Annotated[
    list[str] | None,
    typer.Option("--explain", metavar="编号", help="解释编号，如 L012，可写多个；写“全部”列出所有编号", show_default=False),
]


class CheckCommand(ChineseCommand):
    """--annotate may be followed by the file to write: it is read as the last argument."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse with what stands behind --annotate moved to the end."""
        valued = {name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts}
        return super().parse_args(ctx, copy_last(args, valued))


def copy_last(args: list[str], valued: set[str]) -> list[str]:
    """The arguments with the file named behind --annotate last; `valued` are the options that take a value. A single file is the ledger."""
    words = [i for i, arg in enumerate(args) if not arg.startswith("-") and (i == 0 or args[i - 1] not in valued)]
    for i, arg in enumerate(args):
        if arg.startswith("--annotate="):
            return [*args[:i], "--annotate", *args[i + 1 :], arg.partition("=")[2]]
        if arg == "--annotate" and i + 1 in words and len(words) > 1:
            return [*args[: i + 1], *args[i + 2 :], args[i + 1]]
    return args


def check(
    ledger: LedgerArgument = None,
    copy: CopyArgument = None,
    policy: PolicyOption = None,
    changes: SetOption = None,
    annotate: bool = typer.Option(False, "--annotate", help="另写一份台账副本，给有问题的单元格上色、加批注，并列出问题清单"),
    everything: bool = typer.Option(False, "--all", help="逐处列出，不合并"),
    explain: ExplainOption = None,
    json: JsonOption = False,
    strict: bool | None = typer.Option(None, "--strict/--no-strict", help="有提醒时，也以退出码 1 结束"),
) -> int:
    """Look through the ledger and say what was found, or explain codes; the exit code is returned."""
    if explain and (json or annotate or everything):
        raise usage("--explain 不和 --json、--annotate、--all 同用", "分两次运行")
    if explain:
        return _explained(explain, [word for word in (ledger, copy) if word], Request(Path(), policy, settings_of(changes)), strict)
    if ledger is None:
        raise usage("缺少“台账”", "写上台账文件，如 techreform check 台账.xlsx")
    if copy and not annotate:
        raise usage(f"多写了“{copy}”", "一次只检查一个台账；要写标注副本请加 --annotate")
    changed = settings_of(changes)
    found = in_force(ledger, policy=policy, strict=strict)
    request = Request(ledger, found.policy, changed)
    if json:
        return _as_json(request, annotate, copy, found.strict)
    return _as_text(request, annotate, copy, everything, found)


def _as_text(request: Request, annotate: bool, copy: Path | None, everything: bool, settled: InForce) -> int:
    from techreform_cli.pipeline import check as look_through
    from techreform_cli.report.check_terminal import show

    checkup = look_through(request)
    written = _annotated(request, checkup, copy) if annotate else None
    say_origins(settled, "policy", "strict")
    show(checkup, [request.ledger, *settled.flags("policy")], everything, written)
    return _exit_code(checkup, settled.strict)


def _as_json(request: Request, annotate: bool, copy: Path | None, strict: bool) -> int:
    """The report as JSON; also of a ledger that cannot be read at all."""
    from techreform_cli.pipeline import check as look_through
    from techreform_cli.report.check_document import document, refusal

    try:
        checkup = look_through(request)
    except LedgerUnreadable as error:
        show_json(refusal(error.problems, request.ledger.name))
        return error.exit_code
    written = _annotated(request, checkup, copy) if annotate else []
    show_json(document(checkup, written))
    return _exit_code(checkup, strict)


def _annotated(request: Request, checkup: Checkup, copy: Path | None) -> list[Path]:
    from techreform_cli.pipeline import originals
    from techreform_cli.report.check_copy import write_copies

    return write_copies(checkup, originals(request.ledger, checkup.ledger), copy)


def _exit_code(checkup: Checkup, strict: bool) -> int:
    needs = checkup.count(Severity.ERROR) + (checkup.count(Severity.WARNING) if strict else 0)
    return LedgerUnreadable.exit_code if not checkup.calculable else 1 if needs else 0


def _explained(texts: list[str], words: list[Path], request: Request, strict: bool | None) -> int:
    """Explain the codes; with a ledger, also say where they stand in it. Further codes may be written without the option."""
    from techreform_cli.pipeline import check as look_through
    from techreform_cli.pipeline import explanations
    from techreform_cli.report.check_terminal import show_codes, show_explanations, show_places

    texts += [word.name for word in words if CODE.fullmatch(str(word))]
    ledgers = [word for word in words if not CODE.fullmatch(str(word))]
    if len(ledgers) > 1:
        raise usage(f"多写了“{ledgers[1]}”", "一次只检查一个台账")
    known = explanations()
    codes = [code for text in texts for code in _codes(text, known)]
    if EVERYTHING in codes:
        show_codes(list(known.values()))
        codes = list(known)
    else:
        show_explanations([known[code] for code in dict.fromkeys(codes)])
    if not ledgers:
        return 0
    settled = in_force(ledgers[0], policy=request.policy, strict=strict)
    checkup = look_through(replace(request, ledger=ledgers[0], policy=settled.policy))
    found = replace(checkup, problems=tuple(problem for problem in checkup.problems if problem.code in codes))
    show_places(found)
    return _exit_code(found, settled.strict)


def _codes(text: str, known: Mapping[str, object]) -> list[str]:
    """The codes named in one value of --explain. Raises UsageError for one that does not exist, with those most like it."""
    found = [code for code in re.split(r"[\s,，、;；]+", text.upper()) if code]
    for code in found:
        if code not in known and code != EVERYTHING:
            from difflib import get_close_matches

            padded = [f"{code[0]}{code[1:]:0>3}"]  # L12 means L012
            near = [one for one in padded if one in known] or get_close_matches(code, list(known), 3, 0.5)
            advice = f"是否为 {'、'.join(near)}？" if near else ""
            raise usage(f"没有“{code}”这个编号", f"{advice}全部编号：techreform check --explain {EVERYTHING}")
    return found
