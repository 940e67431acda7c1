"""The derivation that explain shows, for every enterprise of the samples, of the example counties' cases and of a policy with every slot:
the same figures as calc's, with words that do not contradict them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from slots.county import write
from slots.every_slot import random_rows

from techreform_cli.casebook import run as casebook
from techreform_cli.casebook.run import run_cases
from techreform_cli.domain.inquiry import Inquiry, NoClaim
from techreform_cli.domain.result import Result
from techreform_cli.engine.unclaimed import unclaimed
from techreform_cli.pipeline import Request, compute, inquire
from techreform_cli.policy.packaged import packaged
from techreform_cli.report.explain_document import document as explained
from techreform_cli.report.explain_text import markdown
from techreform_cli.report.json_document import document

ROOT = Path(__file__).parents[2]
SAMPLES = [ROOT / "samples" / name for name in ("示例台账.xlsx", "示例台账_日常.xlsx")]
EVERY_SLOT = str(ROOT / "tests" / "slots" / "every_slot.yaml")
TIMES = re.compile(r"(?:^| )(-?[\d,.]+)万元×(?:[^ ＋－（]+ )?([\d.]+)%$")


def inquiries(result: Result) -> Iterator[Inquiry]:
    """One for every enterprise of the ledger."""
    for enterprise in range(len(result.ledger.tables["enterprises"])):
        rows = {of.program.id: unclaimed(result.ledger, of, result.year, enterprise) for of in result.programs}
        yield Inquiry(result, enterprise, "", rows)


def check(result: Result) -> int:
    """Hold every enterprise's derivation against the result's own JSON; how many award rows were met."""
    awards = document(result, [])["awards"]
    met = []
    for inquiry in inquiries(result):
        found, page = explained(inquiry), markdown(inquiry)
        for program in found["programs"]:
            check_program(program, result, inquiry)
            if program["award"]:
                met.append(program["award"])
            assert program["text"] in page.replace("\\", "")
    assert sorted(map(str, met)) == sorted(map(str, awards))
    return len(met)


def check_program(program: dict[str, Any], result: Result, inquiry: Inquiry) -> None:
    """Steps end in the award, shares add up to it, and products come to what is said. Every row of the claim sheet is there once."""
    award, steps = program["award"], {step["id"]: step for step in program["steps"]}
    for step in [*program["steps"], *(step for claim in program["claims"] for step in claim["steps"])]:
        product = TIMES.search(step["text"])
        if product and step["value"] and not re.search("[＋，－]", step["text"]):
            base, rate = Fraction(product[1].replace(",", "")), Fraction(product[2]) / 100
            assert abs(base * 10_000 * rate - Fraction(step["value"])) <= result.policy.program(program["program"]).rounding / Fraction(200)
    if award is None:
        assert not program["claims"] and not steps
    elif award["amount"] is not None:
        assert steps["amount"]["value"] == award["amount"]
        shares = [s["value"] for claim in program["claims"] for s in claim["steps"] if s["id"] == "allocated"]
        if award["projects"]:
            assert sum(Fraction(share or 0) for share in shares) == Fraction(award["amount"])
    else:
        assert program["to_fill"]
    of = result.policy.program(program["program"])
    table = result.ledger.tables[of.claims.key]
    owners = table.frame["enterprise"].tolist() if "enterprise" in table.frame else list(range(len(table)))
    claimed = next(p for p in result.programs if p.program.id == of.id).claims
    rows = set(claimed["project"][claimed["enterprise"] == inquiry.enterprise])
    assert len(program["unclaimed"]) + len(rows) == owners.count(inquiry.enterprise)


@pytest.mark.parametrize(
    ("ledger", "year"),
    [(SAMPLES[0], 2019), *(pytest.param(ledger, year, marks=pytest.mark.slow) for ledger in SAMPLES for year in (2018, 2019, 2020, 2022))],
)
def test_the_samples_say_what_calc_says(ledger: Path, year: int) -> None:
    assert check(compute(Request(ledger, year=year))) > 15


@pytest.mark.slow
@pytest.mark.parametrize("policy", [name for name, path in packaged().items() if path.with_name(f"{name}.cases.yaml").is_file()])
def test_the_cases_of_every_policy_say_what_calc_says(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []

    def checked(result: Result, outputs: list[str]) -> dict[str, Any]:
        rows.append(check(result))
        return document(result, outputs)

    monkeypatch.setattr(casebook, "document", checked)
    run_cases([policy])
    assert len(rows) >= 10 and sum(rows) >= 10


@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_a_policy_with_every_slot_can_be_explained(tmp_path: Path, gaps: float) -> None:
    ledger = write(tmp_path / "台账.xlsx", random_rows(7, gaps))
    assert check(compute(Request(ledger, EVERY_SLOT, {}, 2025))) > 10


@pytest.mark.slow
@pytest.mark.parametrize(("interpretation", "option"), [("equipment_cap_scope", "year"), ("completion_date", "evaluation")])
def test_another_reading_is_what_calc_gives_with_set(interpretation: str, option: str) -> None:
    """For every enterprise of the sample: 0 in 设备购置 where calc has no row of it under the other reading."""
    plain, changed = (
        compute(Request(SAMPLES[0], settings=settings, year=2019), readings=not settings)
        for settings in ({}, {interpretation: option})
    )
    other = {(a["program"], a["credit_code"]): a["amount"] for a in document(changed, [])["awards"]}
    changes = 0
    for inquiry in inquiries(plain):
        found = explained(inquiry)
        for program in found["programs"]:
            key = (program["program"], found["enterprise"]["credit_code"])
            told = {i["id"]: i["options"] for i in program["interpretations"]}.get(interpretation)
            now = program["award"]["amount"] if program["award"] else "0.00"
            amounts = [o["amount"] for o in told if o["option"] == option] if told else [now]
            assert amounts == [other.get(key, "0.00")], key
            changes += bool(told) and told[0]["difference"] != "0.00"
    assert changes >= 6


def test_each_reason_for_no_row_is_true() -> None:
    """Every project of the sample is a claim of the year, or its date says why not."""
    result = compute(Request(SAMPLES[0], year=2019))
    equipment = result.programs[0]
    frame = result.ledger.tables["projects"].frame
    dates = dict(zip(frame["project_number"].tolist(), frame["completion_date"].fillna(0).tolist(), strict=True))
    seen = set()
    for inquiry in inquiries(result):
        for item in inquiry.unclaimed[equipment.program.id]:
            seen.add(item.why)
            year = dates[item.number] // 10_000
            assert (item.why is NoClaim.NO_DATE) == (year == 0) and year != 2019
            assert item.years in (None, (year, year))
    assert {NoClaim.NO_DATE, NoClaim.OTHER_YEARS} <= seen


def test_asking_costs_a_run_and_nothing_else() -> None:
    """The pipeline's answer is that of its parts."""
    found = inquire(Request(SAMPLES[0], year=2019), "JG2018018")
    assert found.number == "JG2018018" and found.result.readings
    (same,) = [one for one in inquiries(found.result) if one.enterprise == found.enterprise]
    assert same.unclaimed == found.unclaimed
