"""How committees stand on a day, from the register and their handovers; one statement for a page of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.community.committees.rules.life_words import Danger
from hemei.community.committees.rules.watching import Facts, dangers
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import SHANGHAI

# The latest term of each committee that had begun by a day; seats as its tallies count them on that day. A stand-in
# body is another body, and what was handed over after the day was open on it. Who never
# recorded a meeting here is not called idle: nobody knows.
_STATES = """
select e.id, e.code, e.name, e.community_id, b.id, b.stream, t.scope, t.id, t.seats, t.elected_on, t.valid_from,
       t.valid_until, t.ended_on, t.filed_on,
       (select (v.row ->> 1)::integer from jsonb_array_elements(t.tallies) as v(row)
        where (v.row ->> 0)::date <= %(day)s order by (v.row ->> 0)::date desc limit 1),
       (select min(h.due_on) from committees_handover h where h.body_id = b.id and h.begun_on <= %(day)s
        and (h.receiver_signed_at is null or h.receiver_signed_at >= %(next)s)
        and (h.ended_on is null or h.ended_on > %(day)s)),
       (select (max(m.opened_at) at time zone 'Asia/Shanghai')::date from meetings_meeting m
        where m.estate_id = e.id and m.kind in ('committee_meeting', 'first_committee_meeting')
        and m.state = 'closed' and m.opened_at <= %(next)s),
       exists (select from committees_contest c where c.estate_id = e.id and c.counted_on <= %(day)s
               and (c.settled_on is null or c.settled_on > %(day)s))
from people_body b
join places_estate e on e.id = b.estate_id
  and e.valid_from <= %(day)s and (e.valid_until is null or e.valid_until > %(day)s)
join lateral (select * from people_term t where t.body_id = b.id and t.valid_from <= %(day)s
              and t.ended_on is distinct from t.valid_from order by t.valid_from desc limit 1) t on true
where b.kind = 'owners_committee' and b.valid_from <= %(day)s and (b.valid_until is null or b.valid_until > %(day)s)
  and e.code > %(after)s and strpos(e.name, %(text)s) > 0 and ({here})
  and (%(estate)s::bigint is null or e.id = %(estate)s::bigint)
order by e.code limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class CommitteeState:
    """A committee's latest term on a day; `held` counts its members, None before the first took a seat."""

    estate_id: int
    code: str
    estate: str
    community_id: int
    body_id: int
    body_stream: str
    scope: str
    term_id: int
    seats: int
    elected_on: date
    valid_from: date
    valid_until: date | None
    ended_on: date | None
    filed_on: date | None
    held: int | None
    handover_due: date | None
    met_on: date | None
    contested: bool
    watched: people.Watched

    @property
    def end(self) -> date | None:
        """The day from which the term ran no more."""
        return self.ended_on or self.valid_until

    @property
    def last_day(self) -> date | None:
        """The last day of the term."""
        return self.end - timedelta(days=1) if self.end else None

    @property
    def below_half(self) -> bool:
        """Whether fewer than half of the seats are held."""
        return self.watched.below_half


def committee_states(
    *,
    on: date,
    actor: Actor,
    text: str = "",
    after: str = "",
    estate_id: int | None = None,
    within: Sequence[PlaceRange] = (),
    limit: int = 100_000,
) -> list[CommitteeState]:
    """Return the committees of the actor's places, or of those within, by the code of their estate, after a code."""
    if not actor.places:
        return []
    values: dict[str, Any] = {
        "day": on, "after": after, "text": text, "limit": limit, "next": _end_of(on),
        "estate": estate_id,
    }  # fmt: skip
    ranges = []
    for number, place in enumerate(within or actor.places):
        values[f"low{number}"], values[f"high{number}"] = place.lower, place.upper
        ranges.append(f"e.scope >= %(low{number})s and e.scope < %(high{number})s")
    with connection.cursor() as cursor:
        cursor.execute(_STATES.format(here=" or ".join(ranges)), values)
        return [_state(row, on) for row in cursor.fetchall()]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, SHANGHAI)


def _state(row: tuple[Any, ...], on: date) -> CommitteeState:
    seats, until, ended, held = row[8], row[11], row[12], row[14]
    ended = ended if ended is not None and ended <= on else None
    facts = people.watched(on, until=None if ended else until, seats=seats, held=held)
    values: list[Any] = [*row[:12], ended, *row[13:], facts]
    return CommitteeState(*values)


@dataclass(frozen=True, slots=True)
class DangerLine:
    """A committee in danger, with every reason, the gravest first."""

    state: CommitteeState
    why: tuple[Danger, ...]


@dataclass(frozen=True, slots=True)
class DangerFilter:
    """What a reader asks of the list; `within` are the ranges of a place he is in charge of, all of his without."""

    on: date
    text: str = ""
    why: Danger | None = None
    within: tuple[PlaceRange, ...] = ()


def committees_in_danger(
    asked: DangerFilter, *, actor: Actor, now: datetime, after: str = "", limit: int = 50
) -> list[DangerLine]:
    """Return a page of the committees in danger in the actor's places, by the code of their estate."""
    if not may(actor, LifeAct.SEE_DANGERS).allowed:
        return []
    rules = record.standards().find("committee-life", CommitteeLife, on=asked.on)
    found: list[DangerLine] = []
    for state in committee_states(
        on=asked.on, actor=actor, text=asked.text, after=after, within=asked.within
    ):
        line = _line(state, asked.on, now, rules)
        if line.why and (asked.why is None or asked.why in line.why):
            found.append(line)
            if len(found) == limit:
                break
    return found


def all_in_danger(asked: DangerFilter, *, actor: Actor, now: datetime) -> Iterator[DangerLine]:
    """Yield the whole list for an export."""
    yield from committees_in_danger(asked, actor=actor, now=now, limit=1_000_000)


def danger_counts(asked: DangerFilter, *, actor: Actor, now: datetime) -> tuple[int, dict[Danger, int]]:
    """Return how many committees are in danger, and how many for each reason; one may have several."""
    found = committees_in_danger(asked, actor=actor, now=now, limit=1_000_000)
    return len(found), dict(Counter(why for line in found for why in line.why))


def danger_of(state: CommitteeState, on: date, now: datetime) -> tuple[Danger, ...]:
    """Return why one committee is in danger."""
    return _line(state, on, now, record.standards().find("committee-life", CommitteeLife, on=on)).why


def _line(state: CommitteeState, on: date, now: datetime, rules: CommitteeLife) -> DangerLine:
    filed = state.filed_on is not None and state.filed_on <= on
    facts = Facts(
        ended=state.ended_on is not None, until=state.valid_until, warned_on=state.watched.warned_on,
        renewal_on=state.watched.renewal_on, below_half=state.below_half,
        filing_due=None if filed else people.due_of(state.elected_on, now), handover_due=state.handover_due,
        met_on=state.met_on, contested=state.contested,
    )  # fmt: skip
    return DangerLine(state, dangers(facts, on, rules))
