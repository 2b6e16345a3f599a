"""Records that fill items: every name of a standard is connected or says what it waits for; each counts in SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as company_services
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.leadership.party.rules.words import Coverage
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.rules.scoring import Share
from hemei.oversight.assessment.rules.standards import EVALUATIONS
from hemei.oversight.assessment.tests.conftest import LATER, SINCE, STREET, UNTIL, Bench
from hemei.oversight.assessment.tests.test_rules_evaluation import standard

if TYPE_CHECKING:
    from hemei.leadership.party.tests.conftest import Side

PERIOD = queries.Period(SINCE, UNTIL)
# Which issue lays the records that a name still waits for; whoever lays them moves the name to `SOURCES`.
WAIT_FOR: dict[str, str] = {}
# Names that no shipped item bears and a city may give one of its own (decision 0033).
FOR_A_CITY = {"cases.lasting", "cases.street_lasting"}


def test_every_name_is_connected_or_waits_for_an_issue() -> None:
    named = {item.filled_by for name in EVALUATIONS for item in standard(name).item if item.filled_by}
    assert named | FOR_A_CITY == set(queries.SOURCES) | set(queries.WAITING) | queries.OWN
    assert not named & FOR_A_CITY
    assert set(queries.WAITING) == set(WAIT_FOR)
    assert not set(queries.SOURCES) & set(queries.WAITING)


@pytest.mark.django_db
def test_every_source_counts_and_opens_down_to_the_rows_it_counted(bench: Bench, side: Side) -> None:
    """Count and list come from one relation: they agree for every source, whatever stands there."""
    side.cover("东风社区党委", "绿地小区", Coverage.ORGANISATION)
    estate = side.estates["绿地小区"]
    subjects = (
        queries.Whose(
            1, bench.town.place(STREET), bench.town.path(STREET), bench.town.bodies["明光路街道办"], None
        ),
        queries.Whose(2, estate.id, estate.scope, bench.town.bodies["大地物业公司"], estate.id),
    )
    found = {}
    with records.acting(SYSTEM):
        for name in queries.SOURCES:
            counted = queries.shares(name, subjects, PERIOD)
            for one in subjects:
                rows = queries.record_rows(name, one, PERIOD, limit=1_000)
                provable = any(row.verdict != "not_provable" for row in rows)
                share = Share(sum(row.verdict == "yes" for row in rows), len(rows)) if provable else None
                assert counted.get(one.key) == share, name
            found[name] = counted
    assert found["F7"][1] == Share(0, 1)
    assert found["F8"][1] == Share(0, 1)
    assert found["party.organisation"][2] == Share(1, 1)
    assert found["F13b"][2] == Share(0, 1)


# One subject of each kind, and what its standard fills from records of this town, where so little is recorded.
SUBJECTS = {
    "street-evaluation": ("三里庵街道", "明光路街道", "逍遥津街道"),
    "three-in-one-standard": ("三里庵社区", "东风社区", "四古巷社区"),
    "company-service": ("大地物业公司",),
    "red-property-standard": ("绿地小区 · 大地物业公司",),
    "service-quality": ("绿地小区 · 大地物业公司",),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SUBJECTS)
def test_every_standard_runs_from_its_subjects_to_a_published_score(
    bench: Bench, side: Side, name: str
) -> None:
    if standard(name).subjects == "project":
        company = companies.company_of_body(bench.town.bodies["大地物业公司"])
        assert company is not None
        draft = company_services.ProjectDraft(
            company_id=company.id, estate_id=side.estates["绿地小区"].id, contract=companies.Contract.OWNERS,
            valid_from=SINCE, term_until=date(2028, 1, 1),
        )  # fmt: skip
        with records.acting(SYSTEM):
            company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
    number = bench.entered(name)
    bench.judge(number)
    bench.mark_all(number, bench.office)
    bench.published(number)
    found = queries.ranking(number)
    assert tuple(sorted(one.name for one in found)) == tuple(sorted(SUBJECTS[name]))
    assert all(one.points <= one.of <= 200 and one.grade for one in found)
    assert {one.subject_id for one in found} == set(queries.results(name, LATER.date()))


@pytest.mark.django_db
def test_what_nobody_connected_leaves_the_denominator_and_says_so(bench: Bench) -> None:
    number = bench.entered("street-evaluation")
    bench.published(number)
    one = queries.ranking(number)[0]
    why = {item.item.code: item.why for item in one.evaluated.items}
    assert {why["disputes_ended"], why["disclosure_time"], why["satisfaction_owners"]} == {"not_provable"}
    assert one.of < 100
