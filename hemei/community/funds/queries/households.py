"""Households of funds the actor may see. What one holds is personal: lists say whether it is short, never how much.

What each unit bore of a use is posted by door in the estate; that is on the page of the use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.queries.funds import seen_in_sql
from hemei.community.funds.queries.reaching import unreached
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.renewing import is_short
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building of a fund: the sum of its households, and whether it is short as a whole."""

    id: int
    name: str
    households: int
    first_fen: int
    held_fen: int
    short_households: int
    short: bool


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household by its door; how much it holds is not said."""

    id: int
    unit_id: int
    fund_id: int
    estate_code: str
    estate: str
    door: str
    kind: str
    area_dm2: int
    first_fen: int
    first_left_fen: int
    short: bool
    asked_until: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """What a list is narrowed to; zero and empty mean all. `state` is one of these, or `unreached` of one fund."""

    fund_id: int = 0
    building_id: int = 0
    state: str = ""
    text: str = ""


HOUSEHOLD_STATES = ("short", "asked", "overdue", "unpaid")
_BUILDINGS = """
select b.id, b.name, count(*), sum(h.first_fen)::bigint, coalesce(sum(-a.balance_fen), 0)::bigint,
       count(*) filter (where coalesce(-a.balance_fen, 0) * %(whole)s < h.first_fen * %(part)s)
from funds_household h join funds_fund f on f.id = h.fund_id join places_building b on b.id = h.building_id
left join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_unit' and a.unit_id = h.unit_id
where h.fund_id = %(fund)s and h.closed_on is null and {seen}
group by b.id, b.name, b.number order by b.number
"""
_PAGE = """
select h.id, h.unit_id, h.fund_id, e.code, e.name, b.name || coalesce(n.name, '') || u.room, h.kind, h.area_dm2,
       h.first_fen, greatest(h.first_fen - h.deposited_fen, 0),
       h.closed_on is null and coalesce(-a.balance_fen, 0) * %(whole)s < h.first_fen * %(part)s, r.due_on, h.closed_on
from funds_household h
join funds_fund f on f.id = h.fund_id
join places_estate e on e.id = f.estate_id
join places_propertyunit u on u.id = h.unit_id
join places_building b on b.id = h.building_id
left join places_entrance n on n.id = u.entrance_id
left join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_unit' and a.unit_id = h.unit_id
left join funds_renewalnotice r on r.household_id = h.id and r.settled_on is null
where (h.fund_id, h.id) > (%(fund_after)s, %(after)s) and {seen}
  and (%(fund)s = 0 or h.fund_id = %(fund)s) and (%(building)s = 0 or h.building_id = %(building)s)
  and strpos(e.name, %(text)s) > 0
  and (%(state)s = ''
    or (%(state)s = 'short' and h.closed_on is null
        and coalesce(-a.balance_fen, 0) * %(whole)s < h.first_fen * %(part)s)
    or (%(state)s = 'asked' and r.due_on is not null) or (%(state)s = 'overdue' and r.due_on < %(today)s)
    or (%(state)s = 'unreached' and h.id = any(%(ids)s))
    or (%(state)s = 'unpaid' and h.closed_on is null and h.deposited_fen < h.first_fen))
order by h.fund_id, h.id limit %(limit)s
"""


def buildings(fund_id: int, *, actor: Actor, on: date) -> list[BuildingRow]:
    """Return the buildings of a fund with the sums of their households; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    seen, values = seen_in_sql(actor)
    below = fund_rules(on).renewal.below
    values |= {"fund": fund_id, "whole": below.value.denominator, "part": below.value.numerator}
    with connection.cursor() as cursor:
        cursor.execute(_BUILDINGS.format(seen=seen), values)
        return [
            BuildingRow(number, name, count, first, held, short, is_short(held, first, below))
            for number, name, count, first, held, short in cursor.fetchall()
        ]


def households(
    asked: HouseholdFilter, *, actor: Actor, on: date, after: tuple[int, int] = (0, 0), limit: int = 50
) -> list[HouseholdRow]:
    """Return households of the funds the actor may see, those after a fund and a household; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    seen, values = seen_in_sql(actor)
    below = fund_rules(on).renewal.below.value
    values |= {
        "fund": asked.fund_id, "building": asked.building_id, "state": asked.state, "text": asked.text, "today": on,
        "ids": [*unreached(asked.fund_id, actor=actor, on=on)] if asked.state == "unreached" else [],
        "fund_after": after[0], "after": after[1], "limit": limit, "whole": below.denominator,
        "part": below.numerator,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(seen=seen), values)
        return [HouseholdRow(*row) for row in cursor.fetchall()]


def all_households(
    asked: HouseholdFilter, *, actor: Actor, on: date, chunk: int = 2_000
) -> Iterator[HouseholdRow]:
    """Yield the whole list for an export, read in pages."""
    after = (0, 0)
    while page := households(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = (page[-1].fund_id, page[-1].id)


def short_ids(fund_id: int, *, actor: Actor, on: date) -> list[int]:
    """Return the households of a fund that are short and not asked yet."""
    rows = all_households(HouseholdFilter(fund_id=fund_id, state="short"), actor=actor, on=on)
    return [row.id for row in rows if row.asked_until is None]


_AT = """
select h.id from funds_household h join places_propertyunit u on u.id = h.unit_id
join places_building b on b.id = h.building_id left join places_entrance n on n.id = u.entrance_id
join funds_fund f on f.id = h.fund_id
where h.fund_id = %(fund)s and {seen} and replace(b.name || coalesce(n.name, '') || u.room, ' ', '') = %(door)s
"""
_PLACES = """
select distinct b.number, coalesce(n.number, 0), b.id, b.name, n.id, coalesce(n.name, '')
from funds_household h join funds_fund f on f.id = h.fund_id join places_propertyunit u on u.id = h.unit_id
join places_building b on b.id = h.building_id left join places_entrance n on n.id = u.entrance_id
where h.fund_id = %(fund)s and h.closed_on is null and {seen} order by 1, 2
"""


def household_at(fund_id: int, door: str, *, actor: Actor) -> int | None:
    """Return the household of a door as people write it, building, entrance and room: `3幢2单元501`."""
    seen, values = seen_in_sql(actor)
    with connection.cursor() as cursor:
        cursor.execute(_AT.format(seen=seen), {**values, "fund": fund_id, "door": "".join(door.split())})
        found = cursor.fetchone()
        return int(found[0]) if found else None


def places_to_share(fund_id: int, *, actor: Actor) -> list[tuple[str, str]]:
    """Return the buildings and entrances of a fund for the choice of who shares a cost, each with its number."""
    seen, values = seen_in_sql(actor)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(seen=seen), {**values, "fund": fund_id})
        rows = cursor.fetchall()
    found: dict[str, str] = {}
    for _order, _door, building, name, entrance, entrance_name in rows:
        found.setdefault(str(building), name)
        if entrance is not None:
            found[f"{building}:{entrance}"] = f"{name}{entrance_name}"
    return list(found.items())
