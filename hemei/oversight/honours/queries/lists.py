"""Nominations and exemplars: the list of those the actor may see, what stands on a day, and estates by their lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.honours.models import Nomination
from hemei.oversight.honours.queries.figures import STANDING
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.words import Kind, State


@dataclass(frozen=True, slots=True)
class NominationFilter:
    """What a reader asks of the list."""

    kind: Kind | None = None
    state: State | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NominationRow:
    """A nomination with its estate and what is shown there; `company` is empty where none is."""

    id: int
    stream: str
    scope: str
    kind: Kind
    state: State
    estate_id: int
    estate_code: str
    estate: str
    community_id: int | None
    committee_id: int | None
    company_id: int | None
    project_id: int | None
    company: str
    community: str
    body_id: int
    nominated_on: date
    posted_on: date | None
    posting_ends_on: date | None
    valid_from: date | None
    valid_until: date | None
    checked_on: date | None
    ground: str
    statement_id: int


FIELDS = (
    "id", "stream", "scope", "kind", "state", "estate_id", "estate__code", "estate__name", "community_id",
    "committee_id", "company_id", "project_id", "company__name", "community__name", "body_id", "nominated_on",
    "posted_on", "posting_ends_on", "valid_from", "valid_until", "checked_on", "ground", "statement_id",
)  # fmt: skip


def row_of(values: Sequence[Any]) -> NominationRow:
    """Return a row from the columns of `FIELDS`."""
    found = dict(zip(NominationRow.__slots__, values, strict=True))
    found["kind"], found["state"] = Kind(found["kind"]), State(found["state"])
    found["company"], found["community"] = found["company"] or "", found["community"] or ""
    return NominationRow(**found)


def nominations(
    asked: NominationFilter,
    *,
    actor: Actor,
    after: int | None = None,
    limit: int = 50,
    longest: bool = False,
) -> list[NominationRow]:
    """Return nominations the actor may see, the latest first: by place, or because his body takes part.

    With `longest` what waits longest comes first: what is posted by the end of its posting.
    """
    if not may(actor.role, Act.SEE).allowed:
        return []
    rows = Nomination.objects.filter(records.seen_by(actor))
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind.value)
    if asked.state is not None:
        rows = rows.filter(state=asked.state.value)
    if asked.text:
        rows = rows.filter(estate__name__contains=asked.text)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    order = ("posting_ends_on", "nominated_on", "id") if longest else ("-id",)
    return [row_of(values) for values in rows.order_by(*order).values_list(*FIELDS)[:limit]]


def all_nominations(asked: NominationFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[NominationRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := nominations(asked, actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].id


@dataclass(frozen=True, slots=True)
class Standing:
    """An honour that stands on a day: of what kind, in which estate, whose."""

    id: int
    kind: Kind
    estate_id: int
    community_id: int | None
    committee_id: int | None
    company_id: int | None
    valid_from: date


def exemplars(kind: Kind, on: date) -> list[Standing]:
    """Return what stands of a kind on a day, by id; row-level security applies. For stars, credit and lists."""
    query = f"""
        select id, kind, estate_id, community_id, committee_id, company_id, valid_from
        from ({STANDING.format(day="%(day)s::date")}) s where s.how = 'stands' and s.kind = %(kind)s order by id
    """
    with connection.cursor() as cursor:
        cursor.execute(query, {"day": on, "kind": kind.value})
        return [Standing(number, Kind(found), *rest) for number, found, *rest in cursor.fetchall()]


Which = Literal["", "all"]


@dataclass(frozen=True, slots=True)
class EstateLine:
    """An estate with since when it stands in each list on a day, and its demonstration project."""

    estate_id: int
    code: str
    name: str
    community: str
    mechanism: date | None
    committee: date | None
    company_service: date | None
    demonstration: date | None

    @property
    def together(self) -> bool:
        """Whether it stands in all three lists."""
        return None not in {self.mechanism, self.committee, self.company_service}


_ESTATES = f"""
select e.id, e.code, e.name, m.name, g.mechanism, g.committee, g.service, g.demonstration
from (
  select s.estate_id, min(s.valid_from) filter (where s.kind = 'mechanism') as mechanism,
         min(s.valid_from) filter (where s.kind = 'committee') as committee,
         min(s.valid_from) filter (where s.kind = 'company_service') as service,
         min(s.valid_from) filter (where s.kind = 'demonstration') as demonstration
  from ({STANDING.format(day="%(day)s::date")}) s where s.how = 'stands' group by s.estate_id
) g
join places_estate e on e.id = g.estate_id
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= %(day)s and (a.valid_until is null or a.valid_until > %(day)s)
join places_placename m on m.place_id = a.community_id
  and m.valid_from <= %(day)s and (m.valid_until is null or m.valid_until > %(day)s)
where e.code > %(after)s and strpos(e.name, %(text)s) > 0
  and (%(which)s = '' or (g.mechanism is not null and g.committee is not null and g.service is not null))
  and (exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
               where e.scope >= r.low collate "C" and e.scope < r.high collate "C")
       or e.stream in (select stream from records_access where body_id = %(body)s))
order by e.code limit %(limit)s
"""


def estate_lines(
    *, actor: Actor, on: date, text: str = "", which: Which = "", after: str = "", limit: int = 50
) -> list[EstateLine]:
    """Return the actor's estates that stand in a list on a day by code; `all` keeps those in all three."""
    if not may(actor.role, Act.SEE).allowed:
        return []
    values: dict[str, Any] = {
        "day": on, "text": text, "which": which, "after": after, "limit": limit, "body": actor.body_id or 0,
        "low": [place.lower for place in actor.places], "high": [place.upper for place in actor.places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ESTATES, values)
        return [EstateLine(*row) for row in cursor.fetchall()]


def all_estate_lines(
    *, actor: Actor, on: date, text: str = "", which: Which = "", chunk: int = 1_000
) -> Iterator[EstateLine]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := estate_lines(actor=actor, on=on, text=text, which=which, after=after, limit=chunk):
        yield from page
        after = page[-1].code
