"""techreform batch: many ledgers in, the results of each and one roll-up out."""

from __future__ import annotations

import os
from glob import glob
from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.in_force import in_force, say_origins, told_of_out
from techreform_cli.cli.options import AsOfOption, JsonOption, PolicyOption, SetOption, settings_of, show_json, usage
from techreform_cli.domain.county import FILE, InForce
from techreform_cli.policies import settings_folder

HELP = "年终批量：一次算完许多台账，同一家企业在几本台账里只按一家计算，写出各台账的结果和一本《汇总》。"

Paths = Annotated[
    list[str], typer.Argument(metavar="台账…", help="台账文件、文件夹或通配符；同一文件夹的台账合在一起计算", show_default=False)
]
Year = Annotated[str | None, typer.Option("--year", metavar="年度", help="计算哪一年", show_default=False)]
Folder = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件夹", help="结果放在哪个文件夹", show_default=False)]
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
    changed = settings_of(changes)
    found = in_force(_home(paths), policy=policy, year=year, as_of=as_of, out=out)
    year_wanted, folder = _settled(found, jobs)

    from techreform_cli.batch.workers import get_ready

    get_ready(jobs)
    from techreform_cli.batch.records import document
    from techreform_cli.batch.run import BatchRequest, run_batch
    from techreform_cli.report.batch_terminal import show, telling

    for_all = found.policy if found.origins["policy"].kind in ("flag", "environment") else None
    settled = (tuple(changed.items()), found.as_of, jobs, retry, found.county.groups, found.county.folder, found.policy)
    request = BatchRequest(tuple(paths), folder, year_wanted, for_all, *settled)
    with told_of_out(found), telling() as tell:
        run = run_batch(request, lambda step: tell(step.done, step.total, step.what, step.loud))
    if json:
        show_json(document(run))
    else:
        say_origins(found, "policy", "year", "as_of", "out")
        show(run, folder)
    return 1 if run.needs_a_person else 0


def _settled(found: InForce, jobs: int | None) -> tuple[int, Path]:
    """The year and the folder of results. Raises UsageError where nothing settles one, or --jobs is no number of processes."""
    if found.year is None or found.out is None:
        missing = "--year 年度" if found.year is None else "-o 文件夹"
        raise usage(f"没有写 {missing}", "如 techreform batch 台账 --year 2024 -o 结果")
    if jobs is not None and jobs < 1:
        raise usage(f"--jobs {jobs} 不对", "写 1 或更大的数")
    return found.year, found.out


def _home(paths: list[str]) -> Path:
    """The ledger, or folder, beside which techreform.yaml settles the run: that of the first path; of several paths, where that has none,
    the folder in which they all lie."""
    meant = [_meant(text) for text in paths]
    if len(paths) == 1 or (settings_folder(meant[0]) / FILE).is_file():
        return meant[0]
    try:
        common = Path(os.path.relpath(os.path.commonpath([path.absolute().parent for path in meant])))
    except ValueError:  # several drives
        return meant[0]
    return common if (common / FILE).is_file() else meant[0]


def _meant(text: str) -> Path:
    """The path, or the first that a glob matches."""
    found = sorted(glob(text, recursive=True)) if not os.path.exists(text) else []  # noqa: PTH110, PTH207
    return Path(found[0] if found else text)
