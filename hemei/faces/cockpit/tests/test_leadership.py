"""Figures of leadership: what they say equals what the rules say, document by document."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from hemei.faces.cockpit import queries as cockpit
from hemei.faces.cockpit.queries import AsOf
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY, made_town
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Tally, Verdict
from hemei.leadership.duties.tests.conftest import quarter  # noqa: F401 - the fixture
from hemei.leadership.party import queries as party
from hemei.leadership.party import services as party_services
from hemei.leadership.party.queries import Coverage, Form, Level
from hemei.leadership.party.tests.conftest import Side
from hemei.leadership.party.tests.conftest import side as side  # noqa: PLC0414 - the fixture
from hemei.leadership.policy import queries as documents
from hemei.leadership.policy import services as policy


@pytest.mark.parametrize(
    ("day", "tally"),
    [
        (date(2018, 6, 1), Tally(not_counted=8)),
        (date(2019, 6, 1), Tally(not_provable=8)),
        (date(2020, 1, 1), Tally(counted=8)),
        (TODAY, Tally(counted=8)),
    ],
)
def test_f1_is_a_list_of_documents_each_with_its_reason(db: None, day: date, tally: Tally) -> None:
    made_town()
    with records.acting(SYSTEM):
        policy.adopt_documents(actor=SYSTEM, now=NOW)
    entry = cockpit.entry_of("F1", TODAY)
    assert entry is not None
    asked = AsOf.of(day, NOW)
    actor = SYSTEM
    with records.acting(actor):
        found = cockpit.cells(
            entry, actor=actor, ranges=places.ranges_for(places.city().id, day), asked=asked
        )
    assert cockpit.total(entry, found, asked) == tally
    with records.acting(actor):
        ranges = places.ranges_for(places.city().id, day)
        rows = cockpit.rows(entry, actor=actor, ranges=ranges, asked=asked, wanted=cockpit.Wanted())
        told = {_said(row.subject.label, row.subject.counted, row.subject.reason) for row in rows}
    listed = documents.documents(kind="supporting")
    assert told == {_said(row.title or documents.NOT_GIVEN, *row.force(day)) for row in listed}


def _said(label: str, verdict: Verdict, reason: Reason) -> tuple[str, Verdict, str]:
    return label, verdict, reason.text.format(**reason.values)


# Written apart from the figure: the periods alone, by ranges instead of comparisons.
ESTATES = """
select count(*) filter (where covered), count(*) filter (where not covered)
from (select id in (select t.estate_id from party_tie t join party_organisation o on o.id = t.organisation_id
                    where t.kind = 'organisation' and t.building_id is null
                      and daterange(t.valid_from, t.valid_until) @> %(day)s::date
                      and daterange(o.valid_from, o.valid_until) @> %(day)s::date) as covered
      from places_estate where daterange(valid_from, valid_until) @> %(day)s::date) e
"""
COMPANIES = """
select count(*) filter (where covered), count(*) filter (where not covered)
from (select body_id in (select host_body_id from party_organisation
                         where level = 'company' and daterange(valid_from, valid_until) @> %(day)s::date) as covered
      from companies_company where daterange(valid_from, valid_until) @> %(day)s::date) c
"""


def total(code: str, day: date) -> Tally:
    entry = cockpit.entry_of(code, TODAY)
    assert entry is not None
    asked = AsOf.of(day, NOW)
    with records.acting(SYSTEM):
        ranges = places.ranges_for(places.city().id, day)
        rows = cockpit.rows(entry, actor=SYSTEM, ranges=ranges, asked=asked, wanted=cockpit.Wanted())
        assert all(row.subject.reason.text for row in rows)
        return cockpit.total(entry, cockpit.cells(entry, actor=SYSTEM, ranges=ranges, asked=asked), asked)


def plain(query: str, day: date) -> Tally:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(query, {"day": day})
        return Tally(*map(int, cursor.fetchone()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_coverage_equals_a_count_in_plain_sql_on_random_days(side: Side, seed: int) -> None:
    throw = Random(seed)  # noqa: S311 - made-up data, no secret
    side.found("绿地小区党支部", Form.BRANCH, Level.ESTATE, "340102001001", "东风社区居委会")
    for estate in side.estates:
        since = SINCE + timedelta(days=throw.randrange(1_500))
        kind = throw.choice(list(Coverage))
        side.cover("绿地小区党支部", estate, kind, since)
        if throw.random() < 0.5:
            with records.acting(SYSTEM):
                (tie,) = party.ties_of_estate(estate_id=side.estates[estate].id, on=since)
                until = since + timedelta(days=throw.randrange(1, 600))
                party_services.end_cover(actor=SYSTEM, now=NOW, tie_id=tie.id, until=until)
    if seed > 1:
        side.found("大地党支部", Form.BRANCH, Level.COMPANY, "340100", "大地物业公司")
    for _ in range(6):
        day = SINCE + timedelta(days=throw.randrange((TODAY - SINCE).days))
        assert total("F13", day) == plain(ESTATES, day)
        assert total("F13b", day) == plain(COMPANIES, day)
    assert total("F2", TODAY) == Tally(counted=8)
    assert total("F2", date(2019, 12, 30)) == Tally()


def test_work_alone_is_no_coverage_of_organisation_and_says_so(side: Side) -> None:
    side.cover("东风社区党委", "绿地小区", Coverage.WORK)
    entry = cockpit.entry_of("F13", TODAY)
    assert entry is not None
    with records.acting(SYSTEM):
        ranges = places.ranges_for(places.city().id, TODAY)
        rows = cockpit.rows(
            entry, actor=SYSTEM, ranges=ranges, asked=AsOf.of(TODAY, NOW), wanted=cockpit.Wanted()
        )
    said = {row.subject.label: row.subject.reason.text.format(**row.subject.reason.values) for row in rows}
    assert said["绿地小区"] == "没有党组织；由东风社区党委派人联系，只算工作覆盖。"
    assert {row.subject.counted for row in rows} == {Verdict.NO}
