"""The settings a command goes by: the command line over the environment over techreform.yaml, decided here alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import typer

from techreform_cli.cli.options import day_of, usage, year_of
from techreform_cli.domain.county import FILE, FORMATS, CountySettings, InForce, Origin
from techreform_cli.domain.problem import OutputFailed, Problem, UsageError
from techreform_cli.policies import county_settings, find_policy, settings_folder

FLAGS = {"policy": "--policy", "year": "--year", "as_of": "--as-of", "out": "-o", "strict": "--strict"}
PREFIX = "TECHREFORM_"
VARIABLES = {"policy": f"{PREFIX}POLICY", "year": f"{PREFIX}YEAR", "as_of": f"{PREFIX}AS_OF", "out": f"{PREFIX}OUT"}
LABELS = {"policy": "政策", "year": "年度", "as_of": "截至日期", "out": "输出文件夹", "strict": "从严"}
RANK = ("flag", "environment", "file", "default")
"""The kinds of origins, the one that wins first."""
T = TypeVar("T")


def in_force(
    ledger: Path,
    *,
    policy: str | None = None,
    year: str | None = None,
    as_of: str | None = None,
    out: Path | None = None,
    strict: bool | None = None,
) -> InForce:
    """What is in force for a ledger (a file, or a folder), given what stands on the command line.

    A day settled further down than the year belongs to the year settled there: it is left out where it lies in another. Raises
    UsageError for what stands on the command line or in the environment, PolicyInvalid for techreform.yaml.
    """
    given_year, given_day = year_of(year), day_of(as_of)
    folder = settings_folder(ledger)
    named = _variable("policy", lambda text, where: _known_policy(text, where, folder))
    county = county_settings(folder, policy or named)
    origins: dict[str, Origin] = {}

    def settle(name: str, flag: T | None, variable: T | None, in_file: T | None) -> T | None:
        value, origins[name] = _first(name, flag, variable, in_file, county)
        return value

    at = settle("year", given_year, _variable("year", year_of), county.year)
    day = settle("as_of", given_day, _variable("as_of", day_of), county.as_of)
    left_out = ""
    if day and at and day.year != at and _lower(origins["as_of"], origins["year"]):
        left_out = f"{origins['as_of'].words}的截至日期 {day.isoformat()} 不在 {at} 年，没有用"
        day, origins["as_of"] = None, Origin()
    return InForce(
        county,
        policy=settle("policy", policy, named, county.policy),
        year=at,
        as_of=day,
        out=settle("out", out, _variable("out", lambda text, _: Path(text)), county.out),
        strict=bool(settle("strict", strict, None, county.strict)),
        origins=origins,
        left_out=left_out,
    )


def format_of(command: str, flag: str | None, county: CountySettings) -> str:
    """The --format of a command: as given, else techreform.yaml's, else its default. Raises UsageError for one that it does not have."""
    known = FORMATS[command]
    if flag is None:
        return county.formats.get(command, known[0])
    if flag not in known:
        raise usage(f"没有“{flag}”这种格式", "--format 可写 " + "、".join(known))
    return flag


def say_origins(found: InForce, *names: str) -> None:
    """One line about which of the settings `names` do not come from the command line, and from where instead; none if all do."""
    by_source: dict[str, list[str]] = {}
    for name in names:
        origin = found.origins[name]
        source = FILE if origin.place else origin.words
        if origin.kind in ("environment", "file"):
            by_source.setdefault(source, []).append(LABELS[name])
    said = [f"{'、'.join(labels)}来自{' ' if source == FILE else ''}{source}" for source, labels in by_source.items()]
    said += [found.left_out] if found.left_out and "as_of" in names else []
    if said:
        typer.echo("；".join(said))


@contextmanager
def told_of_out(found: InForce) -> Iterator[None]:
    """Where the folder of results comes from, said with what cannot be written there, for it does not stand on the command line."""
    try:
        yield
    except OutputFailed as error:
        origin = found.origins["out"]
        if origin.kind not in ("environment", "file"):
            raise
        raise OutputFailed(
            [replace(p, remedy=f"{p.remedy}（输出文件夹来自{' ' if origin.place else ''}{origin.words}）") for p in error.problems]
        ) from None


def _first(name: str, flag: T | None, variable: T | None, in_file: T | None, county: CountySettings) -> tuple[T | None, Origin]:
    """The value that wins, and where it comes from."""
    if flag is not None:
        return flag, Origin("flag", FLAGS[name])
    if variable is not None:
        return variable, Origin("environment", VARIABLES[name])
    return in_file, Origin() if in_file is None else county.origin(name)


def _variable(name: str, parse: Callable[[str, str], T]) -> T | None:
    """What the environment says, an empty variable nothing. Raises UsageError, which names the variable."""
    text = os.environ.get(VARIABLES[name], "").strip()
    return parse(text, f"环境变量 {VARIABLES[name]}：") if text else None


def _lower(one: Origin, other: Origin) -> bool:
    return RANK.index(one.kind) > RANK.index(other.kind)


def _known_policy(text: str, where: str, folder: Path) -> str:
    try:
        find_policy(text, folder)
    except UsageError as error:
        problem = error.problems[0]
        raise UsageError(Problem(problem.code, problem.severity, where + problem.message, problem.remedy)) from None
    return text
