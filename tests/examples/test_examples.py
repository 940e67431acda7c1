"""The example counties: nothing wrong with their policies, every case as worked out by hand, and workbooks that Excel agrees with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from report.recalculation import differences, needs_office, stored
from slots.county import Rows, firm, project, who, write

from techreform_cli.casebook.run import run_cases
from techreform_cli.domain.problem import Severity
from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.lint import check
from techreform_cli.policy.packaged import is_example, packaged
from techreform_cli.report.award_workbook import write_awards

EXAMPLES = [policy for policy in packaged() if is_example(policy)]
WITH_CASES = [policy for policy in EXAMPLES if packaged()[policy].with_name(f"{policy}.cases.yaml").is_file()]
"""The others are tried out in a test file of their own."""


@pytest.mark.parametrize("policy", EXAMPLES)
def test_nothing_is_wrong_with_the_policy(policy: str) -> None:
    checked = check(policy)
    assert checked.count(Severity.ERROR) == 0
    assert checked.policy.id == policy


@pytest.mark.parametrize("policy", EXAMPLES)
def test_the_notice_lies_beside_the_policy_and_says_it_is_made_up(policy: str) -> None:
    notice = packaged()[policy].with_name(f"{policy}.notice.txt")
    assert notice.read_text("utf-8").startswith("示例（虚构）")


@pytest.mark.parametrize("policy", WITH_CASES)
def test_every_case_comes_out_as_worked_out_by_hand(policy: str) -> None:
    (found,) = run_cases([policy])
    assert len(found.cases) >= 12
    assert [(case.name, case.differences) for case in found.cases if case.differences] == []


def park(random: Random) -> Rows:
    """A ledger of the industrial park: more is earned than a year's fund pays, some cells are missing, one firm is outside."""
    parks = ["岚溪高新区", "东港工业园", "白沙轻工园"]
    projects = []
    for number in range(60):
        year = random.choice([2025, 2025, 2026, 2027])
        # in a year whose fund is not enough, one unknown leaves everyone's share open: none of them in 2025
        other_aid = [0, 30.5, 30.5, None] if year > 2025 else [0, 30.5]
        projects.append(
            project(
                f"P{number}",
                random.randint(1, 12),
                备案证号="备1",
                备案日期=random.choice(["2023-12-31", "2024-01-01"]),
                完工日期=f"{year}-{random.randint(1, 12):02}-15",
                验收日期=random.choice(["2026-05-01", "2027-05-01", None]),
                计划总投资=random.choice([499.99, 500, 3000]),
                设备购置额=random.randint(0, 200_000_000) / 10_000,
                已获上级补助=random.choice(other_aid),
                厂房改造投入=random.randint(0, 50_000_000) / 10_000,
                软件投入=random.randint(0, 10_000_000) / 10_000,
            )
        )
    return {"企业": [firm(n, 园区="西山工业园" if n == 12 else parks[n % 3]) for n in range(1, 13)], "项目": projects}


def growing(random: Random) -> Rows:
    """A ledger of the county that pays for increase: four years of twelve firms, robots, some cells missing."""
    years = [
        who(n)
        | {
            "年度": year,
            "规上": "是",
            "主营业务收入": random.choice([9_999.999999, 10_000, 52_000.5, 100_000]),
            "县级税收贡献": None if random.random() < 0.03 else random.randint(500_000, 60_000_000) / 100_000,
        }
        for n in range(1, 13)
        for year in range(2021, 2025)
    ]
    projects = [
        project(f"P{n}", random.randint(1, 12), 完工日期=f"{random.randint(2022, 2024)}-06-30", 新增机器人=random.randint(0, 12))
        for n in range(30)
    ]
    firms = [firm(n, **{"2021年主营业务收入": random.choice([5_000, 10_000])}) for n in range(1, 13)]
    return {"企业": firms, "年度指标": years, "项目": projects}


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("policy", "rows", "years"), [("lanxi-2025", park, (2025, 2027)), ("wujiang-2022", growing, (2022, 2024))])
def test_the_award_workbook_recalculates(
    tmp_path: Path, policy: str, rows: Callable[[Random], Rows], years: tuple[int, ...], seed: int
) -> None:
    ledger = write(tmp_path / "台账.xlsx", rows(Random(seed)))
    awarded = 0
    for year in years:
        book, folder = tmp_path / f"{year}.xlsx", tmp_path / str(year)
        folder.mkdir()
        result = compute(Request(ledger, policy, {}, year))
        awarded += sum(int(program.awards["amount"].fillna(0).sum()) for program in result.programs)
        write_awards(result, book)
        assert differences(book, folder) == []
        assert len(stored(book)) > 200
    assert awarded
