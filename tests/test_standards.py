"""The shipped standards: every document reads, every item has an example, every example holds."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from hemei.coordination.cases.rules.standards import (
    CaseActs,
    CaseLadders,
    CaseLimits,
    Problem,
    ResponsibilityList,
    ladders_before,
    terms_of,
)
from hemei.ground.companies.rules.mixed import MixedDuties
from hemei.ground.records.standards import shapes
from hemei.kernel.standards import Document, Standards, document_markdown, load_standards
from hemei.kernel.standards.examples import Example, read_examples, without_example
from hemei.kernel.standards.working_time import working_time
from hemei.kernel.workdays import WorkingTime
from hemei.project.commands.standards import STALE
from tests.asked import Asked
from tests.standard_answers import ANSWERS

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "standards"
EXAMPLES = sorted(FOLDER.glob("*/*/examples.toml"))
FIRST_FACT = date(2022, 1, 1)
LAST_DAY = date(2026, 12, 31)


@cache
def standards() -> Standards:
    return load_standards(FOLDER, city=settings.STANDARDS_CITY, shapes=shapes())


@cache
def calendar() -> WorkingTime:
    return working_time(standards(), on=date(2026, 11, 23))


@cache
def listed() -> ResponsibilityList:
    return standards().find("responsibility-list", ResponsibilityList, on=LAST_DAY)


def documents() -> list[Document]:
    return [found for found in standards().documents if not found.head.name.startswith("calendar-")]


def examples_of(document: Document) -> tuple[Example, ...]:
    file = FOLDER / document.head.jurisdiction / document.head.name / "examples.toml"
    return read_examples(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parent.parent.name}/{file.parent.name}")
def test_every_example_comes_out_as_expected(file: Path) -> None:
    jurisdiction, name = file.parent.parent.name, file.parent.name
    for example in read_examples(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")):
        content = standards().find(name, shapes()[name], on=example.on)
        assert content.head.jurisdiction == jurisdiction
        answer = ANSWERS[name](Asked(content, example, calendar()))
        expected = {key: answer.get(key) for key in example.expect}
        assert expected == dict(example.expect), f"{name}: {example.item} {dict(example.facts)}"


@pytest.mark.parametrize("document", documents(), ids=lambda found: f"{found.head.name}-{found.head.day}")
def test_every_item_has_an_example(document: Document) -> None:
    assert without_example(document.content, examples_of(document)) == ()


@pytest.mark.parametrize("document", documents(), ids=lambda found: f"{found.head.name}-{found.head.day}")
def test_every_example_is_of_an_item_and_names_a_clause(document: Document) -> None:
    for example in examples_of(document):
        assert example.clause, example.item
    latest = standards().find(document.head.name, type(document.content), on=LAST_DAY)
    items = {example.item for example in examples_of(document)}
    unknown = {item for item in items if without_example(latest, ()).count(item) == 0}
    assert unknown == set()


def test_the_page_of_all_standards_is_current() -> None:
    page = ROOT / "docs" / "standards.md"
    assert page.is_file(), STALE
    assert page.read_text(encoding="utf-8") == document_markdown(standards()), STALE


def test_no_source_is_listed_in_vain() -> None:
    texts = [file.read_text(encoding="utf-8") for file in FOLDER.glob("*/**/*.toml")]
    unused = [code for code in standards().sources if not any(f'"{code}"' in text for text in texts)]
    assert unused == []


def test_no_city_is_named_in_the_code() -> None:
    for file in (ROOT / "hemei" / "kernel" / "standards").glob("*.py"):
        assert "hefei" not in file.read_text(encoding="utf-8").casefold(), file


# The responsibility list


def test_the_list_has_all_rows_in_order() -> None:
    assert [row.number for row in listed().problem] == list(range(1, 52))


@pytest.mark.parametrize("row", listed().problem, ids=lambda row: row.code)
def test_a_row_rests_on_a_law_of_the_day_on_every_day_facts_can_have(row: Problem) -> None:
    day = FIRST_FACT
    while day <= LAST_DAY:
        assert row.legal_on(day), f"{row.code} has no citation in force on {day}"
        day += timedelta(days=1)


@pytest.mark.parametrize("row", listed().problem, ids=lambda row: row.code)
def test_a_row_says_all_a_clerk_needs(row: Problem) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", row.code)
    assert 4 <= len(row.words) <= 14
    assert row.lead not in row.joint
    assert len(row.evidence) == len(set(row.evidence)) >= 1
    assert row.name
    assert row.name_en


def test_what_the_mixed_mode_divides_are_rows_of_the_list() -> None:
    divided = standards().find("mixed-mode-duties", MixedDuties, on=LAST_DAY)
    assert set(divided.by_matter()) <= {row.code for row in listed().problem}


def test_no_two_rows_claim_the_same_words() -> None:
    words = Counter(word for row in listed().problem for word in row.words)
    assert [word for word, count in words.items() if count > 1] == []


def test_where_the_row_named_two_leads_the_choice_is_design_with_owner_and_reason() -> None:
    chosen = {row.code: row.lead_choice for row in listed().problem if row.lead_choice}
    assert len(chosen) == 12
    assert {choice.warrant.basis for choice in chosen.values()} == {"design"}


@pytest.mark.parametrize("column", ["words", "evidence", "service_class"])
def test_what_no_rule_fixes_is_design(column: str) -> None:
    (found,) = (entry for entry in listed().column if entry.code == column)
    assert found.warrant.basis == "design"
    assert found.warrant.owner
    assert found.warrant.reason


def limits() -> CaseLimits:
    return standards().find("case-limits", CaseLimits, on=LAST_DAY)


@pytest.mark.parametrize(
    ("code", "variant", "accept", "arrival", "handling", "extension"),
    [
        ("gas_leak", "", "5 minutes", "30 minutes", "24 hours", None),
        ("lift_fault", "", "30 minutes", "2 hours", "24 hours", "24 hours"),
        ("small_ads", "", "4 working_hours", "1 working_days", "5 working_days", "5 working_days"),
        ("group_rental", "", "1 working_days", "3 working_days", "15 working_days", "10 working_days"),
        (
            "illegal_construction",
            "",
            "1 working_days",
            "3 working_days",
            "20 working_days",
            "15 working_days",
        ),
        ("load_bearing_wall", "", "30 minutes", "2 hours", "90 days", "15 working_days"),
        ("outer_wall_falling", "", "5 minutes", "30 minutes", "24 hours", None),
        ("outer_wall_falling", "loose", "30 minutes", "2 hours", "24 hours", "24 hours"),
        ("sewer", "manhole_cover", "5 minutes", "30 minutes", "24 hours", None),
        ("littering", "", "30 minutes", "2 hours", "4 working_hours", "24 hours"),
        ("building_waste", "heap", "4 working_hours", "1 working_days", "2 working_days", "5 working_days"),
    ],
)
def test_the_times_of_a_case_come_from_its_row_and_its_class(
    code: str, variant: str, accept: str, arrival: str, handling: str, extension: str | None
) -> None:
    terms = terms_of(listed().of(code), limits(), variant)
    assert (str(terms.accept.limit), str(terms.arrival.limit)) == (accept, arrival)
    assert str(terms.handling.limit) == handling
    rung = ladders().extension_of(terms.handling_class, 1)
    assert (str(rung.limit) if rung else None) == extension


def ladders() -> CaseLadders:
    return standards().find("case-ladders", CaseLadders, on=LAST_DAY)


def test_the_extension_of_key_work_is_the_streets() -> None:
    approvers = {rung.classes: rung.approver for rung in ladders().extension}
    assert approvers == {("S1",): "community", ("S2",): "community", ("S3",): "street", ("S4",): "street"}


def test_a_refusal_to_come_goes_to_the_county_at_once() -> None:
    (step,) = (step for step in ladders().escalation if step.when == "refused")
    assert (step.to, step.after) == ("county", None)


def test_the_ladders_say_what_limits_and_acts_said_before_them() -> None:
    """A case of yesterday and one of today go alike; new are recalling and what the county owes itself."""
    acts = standards().find("case-acts", CaseActs, on=LAST_DAY)
    before, after = ladders_before(limits(), acts), ladders()

    def rungs(found: CaseLadders) -> set[object]:
        return {
            *((row.classes, row.times, row.limit, row.approver, row.answer) for row in found.extension),
            *(
                (row.code, row.when, row.classes, row.to, row.after)
                for row in found.escalation
                if not row.own
            ),
            *((row.code, row.when, row.classes, row.after, row.times) for row in found.refusing),
            *((row.when, row.classes, row.answer, row.ends) for row in found.supervision),
        }

    assert rungs(before) == rungs(after)
    assert [str(rung.remind or "") for rung in (*before.supervision, *after.supervision)] == [
        "",
        "1 working_days",
    ]
    acts = standards().find("case-acts", CaseActs, on=LAST_DAY)
    assert {duty.level: duty.name for duty in acts.duty} == {"community": "主体责任", "street": "兜底责任"}


# The holiday notices


@pytest.mark.parametrize(
    ("year", "weekdays_off", "weekend_days_worked", "working_days"),
    [
        (2019, 17, 6, 250),
        (2020, 19, 6, 249),
        (2021, 18, 7, 250),
        (2022, 18, 7, 249),
        (2023, 18, 7, 249),
        (2024, 19, 8, 251),
        (2025, 18, 5, 248),
        (2026, 19, 6, 248),
    ],
)
def test_a_year_has_the_known_number_of_working_days(
    year: int, weekdays_off: int, weekend_days_worked: int, working_days: int
) -> None:
    friday = 4
    (notice,) = (found for found in standards().calendars() if found.year == year)
    assert sum(day.weekday() <= friday for day in notice.holidays if day.year == year) == weekdays_off
    assert (
        sum(day.weekday() > friday for day in notice.makeup_days if day.year == year) == weekend_days_worked
    )
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    assert sum(calendar().is_working_day(day) for day in days if day.year == year) == working_days


def test_a_notice_moves_only_weekdays_off_and_weekend_days_in() -> None:
    friday = 4
    for notice in standards().calendars():
        assert all(day.weekday() > friday for day in notice.makeup_days), notice.year


@pytest.mark.parametrize("day", ["2020-01-31", "2019-05-02", "2019-05-03", "2018-12-31", "2025-10-06"])
def test_days_off_of_the_amending_notices(day: str) -> None:
    assert not calendar().is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2019-04-28", "2019-05-05", "2020-01-19", "2026-02-28", "2018-12-29"])
def test_weekend_days_worked(day: str) -> None:
    assert calendar().is_working_day(date.fromisoformat(day))
