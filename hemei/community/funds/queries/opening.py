"""Estates whose households have no accounts yet, and units that came since; the walls apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from hemei.community.funds.facts import deposits_on
from hemei.community.funds.queries.funds import seen_in_sql
from hemei.community.funds.rules.acts import Act, may
from hemei.kernel.actor import Actor

_WITHOUT = "not exists (select from funds_household h where h.unit_id = u.id)"
_UNITS = "u.valid_until is null and u.use = any(%(uses)s)"
_UNOPENED = f"""
select e.code, e.name, n.units, l.opened_on
from places_estate e left join ledgers_ledger l on l.estate_id = e.id
cross join lateral (select count(*) as units from places_propertyunit u where u.estate_id = e.id and {_UNITS}) n
where {{seen}} and e.valid_until is null and n.units > 0
  and not exists (select from funds_fund f where f.estate_id = e.id)
  and (%(with_books)s::boolean is null or (l.opened_on is not null) = %(with_books)s)
  and e.code > %(after)s and strpos(e.name, %(text)s) > 0
order by e.code limit %(limit)s
"""
_MISSING = f"""
select count(*) from places_propertyunit u where u.estate_id = %(estate)s and {_UNITS} and {_WITHOUT}
"""
_TO_OPEN = f"""
select f.id, f.estate_id from funds_fund f
where f.id > %(after)s
  and exists (select from places_propertyunit u where u.estate_id = f.estate_id and {_UNITS} and {_WITHOUT})
order by f.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class UnopenedRow:
    """An estate without a fund: how many of its units deposit, and since when it has books, if it has."""

    code: str
    name: str
    units: int
    books_since: date | None


def unopened(
    *, actor: Actor, on: date, text: str = "", books: bool | None = None, after: str = "", limit: int = 50
) -> list[UnopenedRow]:
    """Return estates of the actor whose households have no accounts yet, by code; one statement.

    `books` keeps those that have books, or have none.
    """
    if not may(actor, Act.OPEN).allowed:
        return []
    seen, values = seen_in_sql(actor, "e")
    values |= {"uses": _uses(on), "text": text, "with_books": books, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_UNOPENED.format(seen=seen), values)
        return [UnopenedRow(*row) for row in cursor.fetchall()]


def units_without_account(estate_id: int, *, on: date) -> int:
    """Return how many units of an estate deposit and have no account; row-level security applies."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"estate": estate_id, "uses": _uses(on)})
        return int(cursor.fetchone()[0])


def funds_to_open(on: date, *, after: int, limit: int) -> list[tuple[int, int]]:
    """Return funds with units that came since, with their estates, by id; row-level security applies."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_OPEN, {"uses": _uses(on), "after": after, "limit": limit})
        return [(int(fund), int(estate)) for fund, estate in cursor.fetchall()]


def _uses(on: date) -> list[str]:
    deposits = deposits_on(on)
    return sorted({use for one in deposits.deposit for use in one.uses} - set(deposits.exempt.uses))
