"""techreform batch: many ledgers in, the results of each and one roll-up out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.options import AsOfOption, JsonOption, PolicyOption, SetOption, day_of, settings_of, show_json, year_of
from techreform_cli.domain.problem import Problem, Severity, UsageError

HELP = "年终批量：一次算完许多台账，同一家企业在几本台账里只按一家计算，写出各台账的结果和一本《汇总》。"

Paths = Annotated[
    list[str], typer.Argument(metavar="台账…", help="台账文件、文件夹或通配符；同一文件夹的台账合在一起计算", show_default=False)
]
Year = Annotated[str | None, typer.Option("--year", metavar="年度", help="计算哪一年（必写）", show_default=False)]
Folder = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件夹", help="结果放在哪个文件夹（必写）", show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="个数", help="同时用几个进程，不写则每个处理器一个", show_default=False)]
Retry = Annotated[bool, typer.Option("--retry", help="只重做没做成或有变化的，其余的不动")]


def batch(
    paths: Paths,
    year: Year = None,
    out: Folder = None,
    jobs: Jobs = None,
    retry: Retry = False,
    policy: PolicyOption = None,
    changes: SetOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> int:
    """Do the run and say what came out; the exit code is returned."""
    wanted, folder = year_of(year), out
    if wanted is None or folder is None:
        missing = "--year 年度" if wanted is None else "-o 文件夹"
        raise UsageError(Problem("U001", Severity.ERROR, f"没有写 {missing}", "如 techreform batch 台账/ --year 2024 -o 结果"))
    if jobs is not None and jobs < 1:
        raise UsageError(Problem("U001", Severity.ERROR, f"--jobs {jobs} 不对", "写 1 或更大的数"))

    from techreform_cli.batch.records import document
    from techreform_cli.batch.run import BatchRequest, run_batch
    from techreform_cli.report.batch_terminal import show, telling

    request = BatchRequest(tuple(paths), folder, wanted, policy, tuple(settings_of(changes).items()), day_of(as_of), jobs, retry)
    with telling() as tell:
        run = run_batch(request, lambda step: tell(step.done, step.total, step.what, step.loud))
    if json:
        show_json(document(run))
    else:
        show(run, folder)
    return 1 if run.needs_a_person else 0
