"""Figures of deliberation: what they say equals what plain SQL of its own says, day by day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from hemei.community.deliberation import services
from hemei.community.deliberation.facts import three_in_one
from hemei.community.deliberation.queries.figures import VERDICT, values_of
from hemei.community.deliberation.rules.works import Record, verdict_of
from hemei.community.deliberation.tests.conftest import NOW, Table
from hemei.community.deliberation.tests.conftest import table as table  # noqa: PLC0414 - the fixture
from hemei.faces.cockpit.tests.test_leadership import total
from hemei.ground.people.tests.factories import SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.kernel.figures import Tally
from hemei.leadership.duties.tests.conftest import quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import side as side  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.django_db

# Written apart from the figure: the periods alone, by ranges instead of comparisons.
PLAIN = """
select count(*) filter (where has), count(*) filter (where not has)
from (select exists (select 1 from deliberation_mechanism m join party_organisation o on o.id = m.chair_id
                     where m.community_id = p.id and m.voided_at is null
                       and daterange(m.valid_from, m.valid_until) @> %(day)s::date
                       and daterange(o.valid_from, o.valid_until) @> %(day)s::date) as has
      from places_place p where p.level = 'community' and p.kind = 'residents_committee'
        and daterange(p.valid_from, p.valid_until) @> %(day)s::date) c
"""


def plain(day: date) -> Tally:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(PLAIN, {"day": day})
        return Tally(*map(int, cursor.fetchone()))


@pytest.mark.parametrize("seed", [1, 2])
def test_f3_equals_a_count_in_plain_sql_on_random_days(table: Table, seed: int) -> None:
    throw = Random(seed)  # noqa: S311 - made-up data, no secret
    begun = []
    for community in (table.community, table.far):
        since = date(2022, 2, 1) + timedelta(days=throw.randrange(900))
        begun.append(since)
        number = table.establish(SYSTEM, community=community, established_on=since)
        with records.acting(SYSTEM):
            if throw.random() < 0.6:
                until = since + timedelta(days=throw.randrange(1, 500))
                services.end_mechanism(actor=SYSTEM, now=NOW, mechanism_id=number, valid_until=until)
            elif throw.random() < 0.5:
                services.void_mechanism(actor=SYSTEM, now=NOW, mechanism_id=number, reason="登记错了社区")
    days = [
        date(2022, 1, 2) + timedelta(days=throw.randrange((TODAY - date(2022, 1, 2)).days)) for _ in range(6)
    ]
    for day in (*days, *begun, TODAY):
        assert total("F3", day) == plain(day)


def test_where_nothing_is_recorded_nothing_is_proven(table: Table) -> None:
    assert total("F3a", TODAY) == Tally()  # no mechanism, no subject
    table.establish()
    assert total("F3a", TODAY) == Tally(not_provable=1)


def test_the_answer_in_sql_is_that_of_the_rules(table: Table) -> None:
    """Thousands of records, each judged by the rule in Python and by the figure's own words in SQL."""
    del table
    throw = Random(5)  # noqa: S311 - made-up data, no secret
    works = three_in_one(TODAY).works
    drawn = [tuple(throw.randrange(most) for most in (14, 13, 5, 25, 9)) for _ in range(3_000)]
    drawn += [(0, 0, 0, 0, 0), (10, 9, 1, 17, 3), (10, 0, 0, 17, 3), (9, 9, 1, 17, 3), (10, 9, 2, 17, 3)]
    found = [Record(held, done, done + more, good, good + bad) for held, done, more, good, bad in drawn]
    rows = [[one.meetings, one.done, one.due, one.satisfied, one.rated] for one in found]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {VERDICT} from jsonb_to_recordset(%(rows)s::jsonb) as w(n int, meetings int, done int, due int,"
            " satisfied int, rated int) order by n",
            {
                **values_of(works),
                "rows": json.dumps(
                    [
                        dict(
                            zip(
                                ("n", "meetings", "done", "due", "satisfied", "rated"), (n, *row), strict=True
                            )
                        )
                        for n, row in enumerate(rows)
                    ]
                ),
            },
        )
        said = [verdict for (verdict,) in cursor.fetchall()]
    assert said == [verdict_of(one, works).value for one in found]
    assert len(set(said)) == 3
