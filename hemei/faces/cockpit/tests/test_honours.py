"""F6a to F6d equal a count in plain SQL for random honours on random days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from django.db import connection

from hemei.community.deliberation import services as deliberation
from hemei.faces.cockpit.tests.test_leadership import total
from hemei.ground.companies import services as companies
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.figures import Tally
from hemei.kernel.workdays import SHANGHAI
from hemei.leadership.duties.tests.conftest import NOW, quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import side  # noqa: F401 - the fixture
from hemei.oversight.honours import services
from hemei.oversight.honours.queries import Ground, Kind
from hemei.oversight.honours.tests.conftest import Honour
from hemei.oversight.honours.tests.conftest import honour as honour  # noqa: PLC0414 - the fixture

pytestmark = pytest.mark.django_db

# Written apart from the figures: ranges instead of comparisons, one standing row an estate and kind.
STANDING = """
select n.* from honours_nomination n
where daterange(n.valid_from, n.valid_until) @> %(day)s::date and n.valid_from is not null and case n.kind
  when 'mechanism' then exists (select 1 from deliberation_mechanism m where m.community_id = n.community_id
    and m.voided_at is null and daterange(m.valid_from, m.valid_until) @> %(day)s::date)
  when 'committee' then true
  else exists (select 1 from companies_project j where j.company_id = n.company_id and j.estate_id = n.estate_id
    and daterange(j.valid_from, j.valid_until) @> %(day)s::date) end
"""
EVER = "select * from honours_nomination where valid_from <= %(day)s"
PLAIN = {
    "F6a": ("count(distinct community_id)", "mechanism"),
    "F6b": ("count(distinct committee_id)", "committee"),
    "F6c": ("count(distinct company_id)", "company_service"),
}
TOGETHER = f"""
select count(*) filter (where kinds = 3), count(*) from (
  select estate_id, count(distinct kind) as kinds from ({STANDING}) s where kind <> 'demonstration' group by 1) e
"""


def plain(code: str, day: date) -> tuple[int, int]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        if code == "F6d":
            cursor.execute(TOGETHER, {"day": day})
            counted, of = cursor.fetchone()
            return int(counted), int(of)
        what, kind = PLAIN[code]
        found = []
        for rows in (STANDING, EVER):
            cursor.execute(f"select {what} from ({rows}) s where kind = %(kind)s", {"day": day, "kind": kind})
            found.append(int(cursor.fetchone()[0]))
        return found[0], found[1]


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)


def made_honours(honour: Honour, throw: Random) -> dict[int, date]:
    """Let the wheel decide what is honoured and since when."""
    honour.establish()
    published = {}
    for name in ("绿地小区", "蓝天小区"):
        honour.elect(name)
        honour.manage(name, date(2023, 1, 1))
        for kind in Kind:
            day = date(2024, 6, 3) + timedelta(days=throw.randrange(300))
            who = honour.company if kind is Kind.DEMONSTRATION else honour.street
            if throw.random() < 0.85:
                number = honour.honour(kind, name, now=at(day), wait=25, actor=who)
                published[number] = day + timedelta(days=25)
    return published


def undone(honour: Honour, throw: Random, published: dict[int, date]) -> None:
    """Withdraw some, and end what some were honoured for."""
    for number, since in published.items():
        if throw.random() < 0.35:
            day = since + timedelta(days=throw.randrange(1, 400))
            with records.acting(honour.bureau):
                services.withdraw(
                    actor=honour.bureau, now=NOW, nomination_id=number, ground=Ground.CONDUCT, on=day,
                    reason="有查实的问题",
                )  # fmt: skip
    with records.acting(SYSTEM):
        if throw.random() < 0.7:
            day = date(2025, 9, 1) + timedelta(days=throw.randrange(300))
            companies.end_project(actor=SYSTEM, now=NOW, project_id=first("companies_project"), day=day)
        if throw.random() < 0.5:
            until = date(2026, 1, 1) + timedelta(days=throw.randrange(200))
            number = first("deliberation_mechanism")
            deliberation.end_mechanism(actor=SYSTEM, now=NOW, mechanism_id=number, valid_until=until)


def first(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select min(id) from {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_f6_equals_a_count_in_plain_sql_on_random_days(honour: Honour, seed: int) -> None:
    throw = Random(seed)  # noqa: S311 - made-up data, no secret
    published = made_honours(honour, throw)
    undone(honour, throw, published)
    begin = date(2024, 6, 1)
    days = [begin + timedelta(days=throw.randrange((NOW.date() - begin).days)) for _ in range(9)]
    seen = set()
    for day in (*days, *list(published.values())[:3], NOW.date()):
        for code in ("F6a", "F6b", "F6c", "F6d"):
            counted, of = plain(code, day)
            assert total(code, day) == Tally(counted, of - counted), (code, day)
            seen.add((code, counted > 0))
    assert {(code, True) for code in PLAIN} <= seen
