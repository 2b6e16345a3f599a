"""Funds the actor may see with what stands in them; what one household holds is personal and stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Fund, Interest
from hemei.community.funds.queries.crediting import OPEN_YEARS, due_year
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.renewing import idle_before
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FundRow:
    """The fund of an estate: what it holds, how many households are short, how many uses are on the way."""

    id: int
    stream: str
    scope: str
    estate_id: int
    estate_code: str
    estate: str
    ledger_id: int
    opened_on: date
    handed_over_on: date | None
    asked_on: date | None
    bank: str
    households: int
    first_fen: int
    units_fen: int
    short: int
    common_fen: int
    uses: int
    owed_fen: int
    last_used_on: date | None
    open_year: int | None
    """The first year whose interest is due and not credited."""


@dataclass(frozen=True, slots=True)
class FundFilter:
    """What a list is narrowed to: `state` is empty or one of `STATES`."""

    text: str = ""
    state: str = ""
    estate_id: int = 0


STATES = ("short", "idle", "in_use", "uncredited")
_OVER = "('paid', 'failed', 'refused', 'withdrawn', 'merged')"
# One page of funds; the households of a fund are read by its index, their accounts by theirs.
_PAGE = f"""
select f.id, f.stream, f.scope, f.estate_id, e.code, e.name, f.ledger_id, f.opened_on, f.handed_over_on, f.asked_on,
       f.bank, h.households, h.first_fen, h.units_fen, h.short, coalesce(-c.balance_fen, 0), u.uses,
       coalesce(d.owed_fen, 0), u.last_used_on, o.year
from funds_fund f
join places_estate e on e.id = f.estate_id
cross join lateral (
  select count(*) as households, coalesce(sum(h.first_fen), 0)::bigint as first_fen,
         coalesce(sum(-a.balance_fen), 0)::bigint as units_fen,
         count(*) filter (where coalesce(-a.balance_fen, 0) * %(whole)s < h.first_fen * %(part)s) as short
  from funds_household h
  left join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_unit' and a.unit_id = h.unit_id
  where h.fund_id = f.id and h.closed_on is null) h
cross join lateral (
  select count(*) filter (where u.state not in {_OVER}) as uses, max(u.paid_on) as last_used_on
  from funds_use u where u.fund_id = f.id) u
left join lateral (
  select sum(a.balance_fen)::bigint as balance_fen from ledgers_account a
  where a.ledger_id = f.ledger_id and a.code = 'fund_common') c on true
left join lateral (
  select sum(s.gap_fen)::bigint as owed_fen from funds_share s join funds_use u on u.id = s.use_id
  where u.fund_id = f.id and u.state = 'paid' and s.gap_fen > 0 and s.gap_paid_on is null) d on true
cross join lateral (select min(y.year) as year from ({OPEN_YEARS}) as y) o
where {{seen}} and (%(code)s = '' or e.code = %(code)s) and (%(estate)s = 0 or f.estate_id = %(estate)s)
  and e.code > %(after)s and strpos(e.name, %(text)s) > 0
  and (%(state)s = '' or (%(state)s = 'short' and h.short > 0) or (%(state)s = 'in_use' and u.uses > 0)
       or (%(state)s = 'uncredited' and o.year is not null)
       or (%(state)s = 'idle' and u.uses = 0 and coalesce(u.last_used_on, f.opened_on) < %(idle)s::date))
order by e.code limit %(limit)s
"""


def seen_in_sql(actor: Actor, table: str = "f") -> tuple[str, dict[str, Any]]:
    """Return the first wall in SQL: the actor's places, or what is shared with his body."""
    values: dict[str, Any] = {
        "low": [place.lower for place in actor.places], "high": [place.upper for place in actor.places],
        "body": actor.body_id,
    }  # fmt: skip
    in_place = (
        "exists (select 1 from unnest(%(low)s::text[], %(high)s::text[]) as p(low, high)"
        f' where {table}.scope >= p.low collate "C" and {table}.scope < p.high collate "C")'
    )
    shared = f"{table}.stream in (select stream from records_access where body_id = %(body)s)"
    return f"({in_place} or {shared})", values


def funds(
    asked: FundFilter, *, actor: Actor, on: date, after: str = "", limit: int = 50, code: str = ""
) -> list[FundRow]:
    """Return the funds the actor may see by the code of their estate, or the one of a code; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    seen, values = seen_in_sql(actor)
    rules = fund_rules(on)
    below = rules.renewal.below.value
    values |= {
        "after": after, "text": asked.text, "state": asked.state, "limit": limit, "whole": below.denominator,
        "part": below.numerator, "idle": idle_before(on, rules), "code": code,
        "estate": asked.estate_id, "due": due_year(on),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(seen=seen), values)
        return [FundRow(*row) for row in cursor.fetchall()]


def all_funds(asked: FundFilter, *, actor: Actor, on: date, chunk: int = 500) -> Iterator[FundRow]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := funds(asked, actor=actor, on=on, after=after, limit=chunk):
        yield from page
        after = page[-1].estate_code


def fund_of(estate_id: int, *, actor: Actor, on: date) -> FundRow | None:
    """Return the fund of an estate, if the actor may see it."""
    return next(iter(funds(FundFilter(estate_id=estate_id), actor=actor, on=on, limit=1)), None)


def funds_without_interest(
    year: int, *, after: int = 0, limit: int = 500, code: str = ""
) -> list[tuple[int, str, int]]:
    """Return funds whose interest of a year is not credited yet: id, code of the estate, households; by id.

    Row-level security applies.
    """
    rows = Fund.objects.filter(pk__gt=after, opened_on__lte=date(year, 12, 31))
    rows = rows.exclude(Exists(Interest.objects.filter(fund=OuterRef("pk"), year=year, taken_back_at=None)))
    if code:
        rows = rows.filter(estate__code=code)
    counted = rows.annotate(count=Count("households")).order_by("id")
    return list(counted.values_list("id", "estate__code", "count")[:limit])
