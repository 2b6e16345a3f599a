"""The register of mechanisms: the communities of a place on a day, and one of them with its whole course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection

from hemei.community.deliberation.facts import three_in_one
from hemei.community.deliberation.models import Mechanism
from hemei.community.deliberation.queries.figures import RECORD, values_of
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.words import ClockKind, OwnersSide, Side
from hemei.community.deliberation.rules.works import Part, Record, parts_of, verdict_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Verdict

Which = Literal["", "registered", "none", "late"]
"""Which communities: all, with a mechanism, without, those whose next meeting is overdue."""


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """A community of a day: since when its mechanism stands, its last meeting, and by when the next is due."""

    place_id: int
    code: str
    name: str
    street: str
    since: date | None
    document: str
    last_held_on: date | None
    due_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class MechanismRow:
    """An entry of the register."""

    id: int
    document: str
    sides: tuple[Side, ...]
    owners_side: OwnersSide
    chair_id: int
    chair: str
    months: int
    valid_from: date
    valid_until: date | None
    voided_at: datetime | None

    def runs_on(self, day: date) -> bool:
        """Whether it stands on a day."""
        return (
            self.voided_at is None
            and self.valid_from <= day
            and (self.valid_until is None or day < self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Working:
    """Whether a mechanism works on a day, by its three tests."""

    verdict: Verdict
    record: Record
    parts: tuple[Part, ...]


_LIST = """
select p.id, p.code, n.name, coalesce(s.name, ''), m.valid_from, coalesce(m.document, ''), h.held_on, d.due_at,
       (select count(*) from deliberation_topic c where c.community_id = p.id and c.state in ('raised', 'waiting'))
from places_place p
join places_placename n on n.place_id = p.id
  and n.valid_from <= %(day)s and (n.valid_until is null or n.valid_until > %(day)s)
join places_placeposition t on t.place_id = p.id
  and t.valid_from <= %(day)s and (t.valid_until is null or t.valid_until > %(day)s)
left join places_placename s on s.place_id = t.parent_id
  and s.valid_from <= %(day)s and (s.valid_until is null or s.valid_until > %(day)s)
left join deliberation_mechanism m on m.community_id = p.id and m.voided_at is null
  and m.valid_from <= %(day)s and (m.valid_until is null or m.valid_until > %(day)s)
left join lateral (select max(held_on) as held_on from deliberation_sitting
                   where community_id = p.id and state = 'held' and held_on <= %(day)s) h on true
left join lateral (select max(due_at) as due_at from clocks_deadline
                   where stream = 'deliberation.community:' || p.id and kind = 'three_in_one_rhythm'
                     and state = 'running') d on true
where p.level = 'community' and p.kind = 'residents_committee' and p.code > %(after)s
  and strpos(n.name, %(text)s) > 0 and exists (
    select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
    where t.path >= r.low collate "C" and t.path < r.high collate "C")
  and case %(which)s when 'registered' then m.id is not null when 'none' then m.id is null
                     when 'late' then d.due_at < %(now)s else true end
order by p.code limit %(limit)s
"""


def communities(
    *,
    actor: Actor,
    on: date,
    now: datetime,
    text: str = "",
    which: Which = "",
    after: str = "",
    limit: int = 50,
) -> list[CommunityLine]:
    """Return the urban communities in the actor's places by code, with their mechanism of a day; one statement."""
    if not may(actor.role, Act.SEE).allowed or not actor.places:
        return []
    values: dict[str, Any] = {
        "day": on,
        "now": now,
        "text": text,
        "which": which,
        "after": after,
        "limit": limit,
        "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIST, values)
        return [CommunityLine(*row) for row in cursor.fetchall()]


def all_communities(
    *, actor: Actor, on: date, now: datetime, text: str = "", which: Which = "", chunk: int = 1_000
) -> Iterator[CommunityLine]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := communities(actor=actor, on=on, now=now, text=text, which=which, after=after, limit=chunk):
        yield from page
        after = page[-1].code


def mechanisms_of(community_id: int, *, actor: Actor) -> list[MechanismRow]:
    """Return every entry of a community that the actor may see, the latest first, voided ones too."""
    rows = Mechanism.objects.filter(records.seen_by(actor), community_id=community_id)
    fields = (
        "id", "document", "sides", "owners_side", "chair_id", "chair__body__name", "months", "valid_from",
        "valid_until", "voided_at",
    )  # fmt: skip
    return [
        MechanismRow(number, document, tuple(Side(one) for one in sides), OwnersSide(owners), *more)
        for number, document, sides, owners, *more in rows.order_by("-valid_from", "-id").values_list(*fields)
    ]


def working_on(community_id: int, day: date) -> Working:
    """Return whether a community's mechanism works on a day, from its records alone; row-level security applies."""
    works = three_in_one(day).works
    query = RECORD.format(community="%(community)s", day="%(day)s::date")
    with connection.cursor() as cursor:
        cursor.execute(query, {**values_of(works), "community": community_id, "day": day})
        record = Record(*(int(value) for value in cursor.fetchone()))
    return Working(verdict_of(record, works), record, parts_of(record, works))


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock that runs."""

    kind: ClockKind
    due_at: datetime


def clocks_of(community_id: int) -> list[ClockRow]:
    """Return the running clocks of a community's deliberation; row-level security applies."""
    rows = clocks.deadlines_of(stream=f"deliberation.community:{community_id}")
    return [
        ClockRow(ClockKind(row.kind), row.due_at) for row in rows if row.state == clocks.ClockState.RUNNING
    ]
