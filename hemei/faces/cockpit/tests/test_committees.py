"""F4 and F5 equal a count in plain SQL for random committees on random days; nothing that anybody said is opened."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.http import Http404

from hemei.community.committees.pages.life import dangers
from hemei.community.committees.tests.living import NOW as LIFE_NOW
from hemei.community.committees.tests.living import TODAY as LIFE_TODAY
from hemei.community.committees.tests.living import made_life
from hemei.faces.cockpit import queries
from hemei.faces.cockpit.pages import board as board_pages
from hemei.faces.cockpit.pages import committees as committee_pages
from hemei.faces.cockpit.queries import AsOf
from hemei.faces.cockpit.tests.conftest import actor_of, id_of, show
from hemei.faces.cockpit.tests.conftest import text_of as shown
from hemei.ground.people import services as people
from hemei.ground.people.queries import PartyBasis, PartyMember, Post, SeatEnd, TermKind
from hemei.ground.people.rules.terms import TermDraft
from hemei.ground.places.tests.factories import NOW, City, add, build_town, draft
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import EVERYWHERE, Role
from hemei.kernel.decision import Refused

FIRST, SINCE = date(2014, 1, 1), date(2019, 1, 1)
COMMUNITIES = ("340102001001", "340102001002", "340104001001")


@dataclass
class Ground:
    """A town of committees and, by seat, what its holder said."""

    town: City
    estates: list[int]
    throw: Random
    said: dict[int, str] = field(default_factory=dict)


@pytest.fixture(params=[1, 2])
def ground(request: pytest.FixtureRequest, db: None) -> Ground:
    throw = Random(request.param)  # noqa: S311 - made-up data, no secret
    town = build_town()
    records.bind(town.actor)
    estates = add(
        town,
        *(draft(town, f"小区{number}", throw.choice(COMMUNITIES), valid_from=FIRST) for number in range(16)),
    )
    return Ground(town, estates, throw)


def day(ground: Ground, since: date, until: date) -> date:
    return since + timedelta(days=ground.throw.randrange(max(1, (until - since).days)))


def elect(ground: Ground, estate: int, elected: date, kind: TermKind) -> None:
    """Enter a term with its members, one of whom may leave."""
    throw = ground.throw
    years = throw.choice((3, 5))
    filed = throw.choice((None, *[elected + timedelta(days=throw.randrange(60))] * 4))
    filed = filed if filed is None or filed <= NOW.date() else None
    term = people.register_term(
        actor=EVERYONE, now=NOW, estate_id=estate,
        draft=TermDraft(kind, 5, elected, elected, elected + timedelta(days=365 * years), filed_on=filed),
    )  # fmt: skip
    for number in range(throw.randrange(1, 6)):
        word = throw.choice((PartyMember.YES,) * 5 + (PartyMember.NO,) * 5 + (None,))
        with suppress(Refused):
            seat = people.take_seat(
                actor=EVERYONE, now=NOW, term_id=term, who=people.Who(f"某{term}某{number}"),
                post=throw.choice((Post.MEMBER, Post.MEMBER, Post.RESERVE)),
                since=elected + timedelta(days=throw.randrange(40)), party=word,
                basis=PartyBasis.SELF if word else None,
            )  # fmt: skip
            ground.said[seat] = word.value if word else ""
            if throw.randrange(4) == 0:
                people.leave_seat(
                    actor=EVERYONE, now=NOW, seat_id=seat, reason=SeatEnd.RESIGNED,
                    day=elected + timedelta(days=throw.randrange(50, 900)),
                )  # fmt: skip


_LATEST = """
select distinct on (b.id) b.id, t.id as term, t.elected_on, t.filed_on,
       least(coalesce(t.ended_on, 'infinity'), coalesce(t.valid_until, 'infinity')) as until
from people_body b join people_term t on t.body_id = b.id
where b.kind = 'owners_committee' and t.elected_on <= %(day)s order by b.id, t.elected_on desc
"""
_F4 = f"""select count(*) filter (where elected_on >= '2019-01-01' and filed_on <= %(day)s), count(*)
from ({_LATEST}) l"""
# The members on the day, or on the last day of a term that is over; the judgement is another one than the figure's.
_F5 = f"""
select count(*) filter (where n > 0 and yes >= n - yes), count(*) filter (where n > 0 and yes + open < n - yes - open),
       count(*) from (
  select l.id, count(s.id) as n, count(s.id) filter (where w.said = 'yes') as yes,
         count(s.id) filter (where w.said = '') as open
  from ({_LATEST}) l left join (people_seat s join unnest(%(seats)s::bigint[], %(words)s::text[]) as w(seat, said)
    on w.seat = s.id) on s.term_id = l.term and s.post <> 'reserve'
   and s.valid_from <= least(%(day)s, l.until - 1) and coalesce(s.valid_until, 'infinity') > least(%(day)s, l.until - 1)
  where l.elected_on >= '2019-01-01' and l.filed_on <= %(day)s group by l.id) c
"""


def counted(sql: str, ground: Ground, on: date) -> tuple[int, ...]:
    values = {"day": on, "seats": list(ground.said), "words": list(ground.said.values())}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())


def test_committees_of_random_days_equal_a_count_in_sql(ground: Ground) -> None:
    for estate in ground.estates:
        first = day(ground, date(2017, 1, 1), date(2022, 1, 1))
        elect(ground, estate, first, TermKind.FIRST)
        if ground.throw.randrange(2):
            with suppress(Refused):
                elect(
                    ground, estate, day(ground, first + timedelta(days=1_100), NOW.date()), TermKind.RENEWAL
                )
    seen = set()
    for on in [NOW.date(), *(day(ground, SINCE, NOW.date()) for _ in range(12))]:
        asked = AsOf.of(None if on == NOW.date() else on, NOW)
        with records.acting(EVERYONE):
            four, five = (
                queries.total(entry, queries.cells(entry, actor=EVERYONE, ranges=(EVERYWHERE,), asked=asked), asked)
                for code in ("F4", "F5") if (entry := queries.entry_of(code, asked.day))
            )  # fmt: skip
            assert (four.counted, four.of) == counted(_F4, ground, on), on
            assert (five.counted, five.not_counted, five.of) == counted(_F5, ground, on), on
            assert five.of == four.counted
        seen |= {verdict for verdict in ("counted", "not_counted", "not_provable") if getattr(five, verdict)}
    assert seen == {"counted", "not_counted", "not_provable"}


# --- those in danger, on the board of a place --------------------------------------------------------
def test_the_board_counts_the_committees_in_danger_of_its_place_and_opens_the_list(db: None) -> None:
    life = made_life()
    for seat in life.seats[:3]:
        people.leave_seat(actor=EVERYONE, now=LIFE_NOW, seat_id=seat, day=LIFE_TODAY, reason=SeatEnd.RESIGNED)
    city = actor_of(Role.CITY_BUREAU, "340100")
    board = shown(city, board_pages.board, place_id=id_of("340102001"))
    assert f"/cockpit/{id_of('340102001')}/committees" in board
    for code, count in (("340100", 1), ("340102001001", 1), ("340104001001", 0)):
        part = shown(city, committee_pages.in_danger, place_id=id_of(code))
        assert ("缺额过半" in part) is bool(count), code
        listed = re.search(r'href="([^"]*why=below_half[^"]*)"', part)
        assert (listed is not None) is bool(count)
        if listed:
            query = dict(parse_qsl(urlsplit(html.unescape(listed[1])).query))
            rows = shown(city, dangers.dangers, f"/x?{urlencode(query)}")
            assert "翡翠花园" in rows
    far = id_of("340104001001")
    assert "翡翠花园" not in shown(city, dangers.dangers, f"/x?place={far}")
    with pytest.raises(Http404):
        show(actor_of(Role.STREET_CLERK, "340102001"), dangers.dangers, f"/x?place={far}")
    with pytest.raises(Http404):
        show(actor_of(Role.RESIDENT, "340102001"), committee_pages.in_danger, place_id=id_of("340102001"))
