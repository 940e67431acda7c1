"""What stands in the ledgers of two groups. Each group is computed by itself, so nothing of it is counted once: all of it is for a person
to settle before anybody is paid."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from techreform_cli.domain.batch import Finding, GroupRun, LedgerRun, ListedEnterprise, ListedProject
from techreform_cli.domain.problem import Severity
from techreform_cli.ledger.doubles import CERTIFICATE_NUMBER
from techreform_cli.ledger.wording import folded, same_name

ONE_CAP, SAME_FILE, NUMBER, CERTIFICATE, FACTS, LISTED, NAMESAKE = "B001", "B002", "B003", "B004", "B005", "B006", "B007"
SERIAL = re.compile(r"\d{0,3}")
"""A number that every ledger counts from 1 says nothing about which project it is."""

REGROUP = "请核对：是登记重了就只在一本里留下；都要算的，请在 techreform.yaml 的 groups 里把有关台账放进一组后重新运行"
ONE_FIRM = "请对照营业执照核对信用代码：是同一家企业就改正填错的一处，再重新运行，上限才会合并"
KEEP_ONE = "请核对：是同一个项目就只在一本里留下；确是两个项目的，改正填错的一处"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A project with the group that it is in and the enterprise it is of, as the run knows it."""

    group: GroupRun
    owner: str
    project: ListedProject

    def at(self, cell: str) -> str:
        return f"{self.group.name}/{cell}"


@dataclass
class _Seen:
    """Who is who, and which ledgers are copies of one of an earlier group."""

    groups: tuple[GroupRun, ...]
    code_of: dict[str, set[str]] = field(default_factory=dict)
    copies: dict[tuple[str, str], tuple[GroupRun, LedgerRun]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        originals: dict[tuple[str, ...], tuple[GroupRun, LedgerRun]] = {}
        for group in self.groups:
            for ledger in group.ledgers:
                content = tuple(sorted(file.sha256 for file in ledger.inputs))
                first = originals.setdefault(content, (group, ledger)) if ledger.status.good else (group, ledger)
                if first[0] is not group:
                    self.copies[group.name, ledger.name] = first
            for one in group.enterprises:
                if one.credit_code:
                    self.code_of.setdefault(same_name(one.name), set()).add(one.credit_code)

    def who(self, name: str, code: str) -> str:
        """An enterprise by its credit code; where it has none, by that of the only one of its name, else by name."""
        codes = self.code_of.get(same_name(name), set())
        return code or (next(iter(codes)) if len(codes) == 1 else same_name(name))

    def is_copy(self, group: GroupRun, ledger: str) -> bool:
        """Whether the ledger has been told of as a copy: then nothing in it is told again."""
        return (group.name, ledger) in self.copies


def across(groups: tuple[GroupRun, ...]) -> tuple[Finding, ...]:
    """A finding for each enterprise, project number, filing certificate and equipment that stands in two groups, with both places. One
    root cause is said once: of a ledger that lies in two groups nothing but that, of two rows that are one project only the first sign."""
    if len(groups) < 2:
        return ()
    seen = _Seen(groups)
    return (*_copies(seen), *_enterprises(seen), *_namesakes(seen), *_projects(seen))


def _copies(seen: _Seen) -> Iterator[Finding]:
    by_name = {group.name: group for group in seen.groups}
    for (name, ledger), (group, original) in seen.copies.items():
        here, there = f"{name}/{ledger}", f"{group.name}/{original.name}"
        message = f"{here} 与 {there} 内容完全相同，却在两组里各算了一次"
        remedy = "请只留一本：把备份或旧的一本移到别处后重新运行"
        yield _finding(SAME_FILE, _severity(by_name[name], group), here, message, remedy)


@dataclass(frozen=True, slots=True)
class _Firm:
    """An enterprise as one group has it; `programs` are those that give it something, or may."""

    group: GroupRun
    listed: ListedEnterprise
    programs: frozenset[str]

    @property
    def place(self) -> str:
        return f"{self.group.name}/{self.listed.place}"

    def one_cap_with(self, other: _Firm) -> bool:
        """Whether one policy looks at its projects, or gives it the same award, in both groups."""
        projects = self.listed.has_projects and other.listed.has_projects
        return self.group.policy == other.group.policy and (projects or bool(self.programs & other.programs))


def _enterprises(seen: _Seen) -> Iterator[Finding]:
    """Enterprises of two groups: an error where a cap should hold over both, a warning where they merely stand in both."""
    met: dict[str, list[_Firm]] = {}
    for group in seen.groups:
        for who, firm in _firms(group, seen).items():
            met.setdefault(who, []).append(firm)
    for firms in met.values():
        if len(firms) < 2:
            continue
        listed, groups = firms[-1].listed, "”和“".join(firm.group.name for firm in firms)
        called = f"「{listed.name}」（{listed.credit_code or '没有信用代码'}）"
        cells = "、".join(firm.place for firm in firms)
        if any(one.one_cap_with(other) for one, other in combinations(firms, 2)):
            message = f"{called}在“{groups}”几组里都有项目或奖补（{cells}），各组分开计算，上限没有合并"
            yield _finding(ONE_CAP, Severity.ERROR, firms[-1].place, message, REGROUP)
        else:
            yield _finding(LISTED, Severity.WARNING, firms[-1].place, f"{called}在“{groups}”几组里都有登记（{cells}）", REGROUP)


def _namesakes(seen: _Seen) -> Iterator[Finding]:
    """Enterprises of two groups that bear one name and differ in their codes, once for each name and later group: likely one, and a code
    that is mistyped. An enterprise that both groups know by the same code is told of elsewhere."""
    met: dict[str, list[_Firm]] = {}
    for group in seen.groups:
        for firm in _firms(group, seen).values():
            if firm.listed.name and firm.listed.credit_code:
                met.setdefault(same_name(firm.listed.name), []).append(firm)
    for firms in met.values():
        by_group: dict[str, dict[str, _Firm]] = {}
        for firm in firms:
            by_group.setdefault(firm.group.name, {})[firm.listed.credit_code] = firm
        first, *later = by_group.values()
        for codes in later:
            if first.keys() & codes.keys():
                continue
            one, other = next(iter(first.values())), next(iter(codes.values()))
            told = "、".join(f"{firm.place} 是 {firm.listed.credit_code}" for firm in (one, other))
            message = (
                f"「{other.listed.name}」在“{one.group.name}”和“{other.group.name}”两组里都有，信用代码却不同（{told}），按两家企业计算"
            )
            yield _finding(NAMESAKE, Severity.WARNING, other.place, message, ONE_FIRM)


def _firms(group: GroupRun, seen: _Seen) -> dict[str, _Firm]:
    """The enterprises of a group that are not told of with the whole ledger."""
    programs: dict[str, set[str]] = {}
    for line in group.awards:
        if line.amount != 0:
            programs.setdefault(seen.who(line.enterprise, line.credit_code), set()).add(line.program)
    found: dict[str, _Firm] = {}
    for one in group.enterprises:
        who = seen.who(one.name, one.credit_code)
        if who and not seen.is_copy(group, one.ledger):
            found.setdefault(who, _Firm(group, one, frozenset(programs.get(who, ()))))
    return found


def _projects(seen: _Seen) -> Iterator[Finding]:
    """Projects of two groups that bear one number or one certificate, or are alike in name and amounts."""
    placed = [
        _Placed(group, seen.who(project.enterprise, project.credit_code), project)
        for group in seen.groups
        for project in group.projects
        if not seen.is_copy(group, project.ledger)
    ]
    told: set[tuple[int, int]] = set()
    for key_of, sentence in SIGNS:
        for first, later in _pairs(placed, key_of):
            found = sentence(placed[first], placed[later]) if (first, later) not in told else None
            if found:
                told.add((first, later))
                yield found


def _pairs(placed: list[_Placed], key_of: Callable[[_Placed], Hashable | None]) -> Iterator[tuple[int, int]]:
    """The first project of each key and, of every later group, the first that has the key too."""
    first: dict[Hashable, int] = {}
    met: set[tuple[Hashable, str]] = set()
    for at, one in enumerate(placed):
        key = key_of(one)
        if key is None or (key, one.group.name) in met:
            continue
        met.add((key, one.group.name))
        if first.setdefault(key, at) != at:
            yield first[key], at


def _number(one: _Placed) -> Hashable | None:
    number = folded(one.project.number)
    return None if SERIAL.fullmatch(number) else number


def _certificate(one: _Placed) -> Hashable | None:
    number = folded(one.project.certificate)
    return number if CERTIFICATE_NUMBER.fullmatch(number) else None


def _amounts(one: _Placed) -> Hashable | None:
    """Two purchases of one enterprise that come to the same are likely one."""
    amounts = (one.project.planned, one.project.equipment)
    return (one.owner, *amounts) if one.owner and all(amounts) else None


def _named_amounts(one: _Placed) -> Hashable | None:
    """So are two of different enterprises that are called the same besides."""
    amounts, name = (one.project.planned, one.project.equipment), same_name(one.project.name)
    return (name, *amounts) if name and all(amounts) else None


def _name(one: _Placed) -> Hashable | None:
    return (one.owner, same_name(one.project.name)) if one.owner and one.project.name else None


def _same_number(first: _Placed, later: _Placed) -> Finding:
    here, there = later.at(later.project.number_at), first.at(first.project.number_at)
    if first.owner == later.owner:
        differ = _compared(first, later)[1]
        differing = f"，而且{'、'.join(differ)}不一致" if differ else ""
        message = f"{here} 与 {there} 是同一家企业的同一个项目编号「{later.project.number}」，两组各算了一次{differing}"
        return _finding(NUMBER, _severity(first.group, later.group), here, message, REGROUP)
    alike = any(key_of(first) == key_of(later) is not None for key_of in (_certificate, _named_amounts))
    severity = _severity(first.group, later.group) if alike else Severity.WARNING
    message = f"{here} 与 {there} 是两家企业，项目编号却都是「{later.project.number}」，两组各算了一次"
    return _finding(NUMBER, severity, here, message, KEEP_ONE)


def _same_certificate(first: _Placed, later: _Placed) -> Finding:
    here, there = later.at(later.project.certificate_at), first.at(first.project.certificate_at)
    whose = "同一家企业的两个项目" if first.owner == later.owner else "两家企业的项目"
    severity = Severity.WARNING if first.owner == later.owner else _severity(first.group, later.group)
    message = f"{here} 与 {there} 是{whose}，备案证号却都是「{later.project.certificate}」，两组各算了一次"
    return _finding(CERTIFICATE, severity, here, message, KEEP_ONE)


def _same_equipment(first: _Placed, later: _Placed) -> Finding | None:
    """None where the next phase of a project has its name and nothing else."""
    same = _compared(first, later)[0]
    if not {"设备购置额", "计划总投资"} & set(same):
        return None
    here, there = later.at(later.project.equipment_at), first.at(first.project.equipment_at)
    whose = "同一家企业" if first.owner == later.owner else "两家企业"
    message = f"{here} 与 {there} 是{whose}的项目，{'、'.join(same)}相同，可能是同一批设备，两组各算了一次"
    return _finding(FACTS, Severity.WARNING, here, message, KEEP_ONE)


def _compared(first: _Placed, later: _Placed) -> tuple[list[str], list[str]]:
    """The facts that both projects have and agree in, and those in which they do not agree."""
    one, other = first.project, later.project
    pairs: list[tuple[str, object, object]] = [
        ("项目名称", same_name(one.name), same_name(other.name)),
        ("备案证号", folded(one.certificate), folded(other.certificate)),
        ("计划总投资", one.planned, other.planned),
        ("设备购置额", one.equipment, other.equipment),
        ("完工日期", one.completed, other.completed),
    ]
    return [label for label, a, b in pairs if a and a == b], [label for label, a, b in pairs if a != b]


SIGNS: tuple[tuple[Callable[[_Placed], Hashable | None], Callable[[_Placed, _Placed], Finding | None]], ...] = (
    (_number, _same_number),
    (_certificate, _same_certificate),
    (_amounts, _same_equipment),
    (_named_amounts, _same_equipment),
    (_name, _same_equipment),
)
"""What makes two projects of two groups likely one, the surest first, and how it is told."""


def _severity(one: GroupRun, other: GroupRun) -> Severity:
    """Two policies may each pay for one thing; one policy pays for it once."""
    return Severity.ERROR if one.policy == other.policy else Severity.WARNING


def _finding(code: str, severity: Severity, place: str, message: str, remedy: str) -> Finding:
    return Finding(code, severity, place, f"{message} → {remedy}", True)
