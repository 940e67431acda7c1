"""What a county settles once in techreform.yaml beside its ledgers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from techreform_cli.domain.source import SourceRef

FILE = "techreform.yaml"
FORMATS: Mapping[str, tuple[str, ...]] = {"explain": ("text", "md", "json"), "summary": ("text", "md", "html", "json", "docx")}
"""The commands with a --format, and its values, the default one first."""
EARLIEST, LATEST = 1990, 2100
"""The years that a calculation may be asked for."""


@dataclass(frozen=True, slots=True)
class Group:
    """Ledgers that are read together and computed once. `ledgers` are names or globs relative to the folder of techreform.yaml;
    `policy` is an id or a path (None: the folder's or the default one)."""

    name: str
    ledgers: tuple[str, ...]
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting in force comes from: `kind` is flag, environment, file or default, `name` the flag or the variable, and `place`
    where it stands in the file."""

    kind: str = "default"
    name: str = ""
    place: SourceRef | None = None

    @property
    def words(self) -> str:
        """As the clerk is told: 命令行 --year, 环境变量 TECHREFORM_YEAR, techreform.yaml 第 3 行, 默认."""
        if self.place:
            return f"{self.place.file} 第 {self.place.cell.partition(':')[0]} 行"
        return {"flag": f"命令行 {self.name}", "environment": f"环境变量 {self.name}"}.get(self.kind, "默认")


@dataclass(frozen=True, slots=True)
class CountySettings:
    """What techreform.yaml in `folder` settles: None, or empty, where it says nothing; all of it where there is no file (`exists`).

    `policy` (also a group's) is an id or a path that can be opened from the current folder, `out` a folder, `formats` the --format of
    each command, `readings` the interpretations that it chooses or confirms. `places` says where each stands in the file
    (file, line:column), by its key: year, formats.explain, groups.全县, interpretations.rounding.
    """

    folder: Path
    exists: bool = False
    policy: str | None = None
    year: int | None = None
    as_of: dt.date | None = None
    out: Path | None = None
    strict: bool | None = None
    formats: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    readings: tuple[str, ...] = ()
    places: Mapping[str, SourceRef] = field(default_factory=dict)

    def origin(self, key: str) -> Origin:
        """Where in the file a setting stands, by its key."""
        return Origin("file", FILE, self.places[key])


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that a command goes by, None where nothing settles one, and where each comes from by its name. `left_out` says
    in a sentence what was settled and does not apply, "" if nothing."""

    county: CountySettings
    policy: str | None
    year: int | None
    as_of: dt.date | None
    out: Path | None
    strict: bool
    origins: Mapping[str, Origin]
    left_out: str = ""

    def flags(self, *names: str) -> tuple[str, ...]:
        """Those of the settings `names` that stand on the command line, as words of another command that is to go by them too: what
        the environment or techreform.yaml says, it finds by itself."""
        given = [(self.origins[name].name, getattr(self, name)) for name in names if self.origins[name].kind == "flag"]
        return tuple(word for flag, value in given for word in (flag, str(value)))


def written_year(text: str) -> int | None:
    """The year that four digits, with 年 or without, say; None for any other text."""
    digits = text.strip().removesuffix("年")
    return int(digits) if digits.isdigit() and digits.isascii() and len(digits) == 4 else None


def written_day(text: str) -> dt.date | None:
    """The day of 2019-06-30, 2019/6/30, 2019.6.30 or 2019年6月30日; None for any other text."""
    parts = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", text.strip())
    try:
        return dt.date(*map(int, parts.groups())) if parts else dt.date.fromisoformat(text)
    except ValueError:
        return None
