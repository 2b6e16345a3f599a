"""The same trouble again: cases of one kind at one place within the days of the standard, tied together.

The place is what the register or the words of a report say of the spot (`spot_key`); two reports that say nothing of it
lie at one place where they lie in one estate. Where one says and the other does not, nobody knows that it is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter
from types import MappingProxyType

from django.db import connection

from hemei.community.deliberation import queries as deliberation
from hemei.coordination.cases.casework import ENDINGS
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.queries.lists import EXPORT_CHUNK, ListRow, scoped
from hemei.coordination.cases.rows import stream_of
from hemei.coordination.cases.rules.standards import CaseChecks
from hemei.coordination.cases.rules.words import Outcome, State, TaskEnd, TaskKind
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.kernel.paging import page_by_page


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of trouble that came again at a place: how often up to a day, since when, how many are open.

    `spot` is the building, gate or the like, empty where no report says one.
    """

    count: int
    estate_id: int
    kind: str
    spot: str
    estate_name: str
    first_on: date
    last_on: date
    open: int
    number: str


def stands(row: str) -> str:
    """Return the condition that a case reports a trouble: neither refused, nor withdrawn, nor found to be no case.

    Of those that ended only the refused and the withdrawn have no outcome; what was reopened has none as yet.
    """
    return (
        f"({row}.state <> '{State.REFUSED}' and ({row}.state <> '{State.ENDED}' or {row}.outcome is not null)"
        f" and coalesce({row}.outcome, '') <> '{Outcome.NOT_A_CASE}')"
    )


# A number begins with the day of its report, and no report tells of a day to come: so the index on numbers leads to
# the days in question, whatever the city has of older cases.
_PATTERNS = f"""
select count, estate_id, kind, spot, estate_name, first_on, last_on, open, number
from (
  select count(*) as count, estate_id, kind, coalesce(spot_key, '') as spot, max(estate_name) as estate_name,
         min(fact_on) as first_on, max(fact_on) as last_on, count(*) filter (where state <> 'ended') as open,
         max(number) as number
  from cases_case
  where {{scope}} and estate_id is not null and kind <> 'other' and {stands("cases_case")} and number >= %(begins)s
    and fact_on >= %(since)s and fact_on <= %(day)s
  group by estate_id, kind, coalesce(spot_key, '') having count(*) >= %(least)s) found
where (-count, estate_id, kind, spot) > (-%(count)s::bigint, %(estate)s::bigint, %(kind)s, %(spot)s)
order by -count, estate_id, kind, spot limit %(limit)s
"""
After = tuple[int, int, str, str]
"""Count, estate, kind and spot of the last row of the page before."""
_FIRST: After = (2**31, 0, "", "")


def patterns(*, actor: Actor, day: date, after: After | None = None, limit: int = 50) -> list[Pattern]:
    """Return what came again in the actor's places up to a day, the most frequent first; one statement."""
    rule = law_of(day).checks.pattern
    since = day - timedelta(days=rule.days)
    scope, values = scoped(actor)
    count, estate, kind, spot = after or _FIRST
    values = values | {
        "begins": f"{since:%y%m%d}", "since": since, "day": day, "least": rule.least, "count": count,
        "estate": estate, "kind": kind, "spot": spot, "limit": limit,
    }  # fmt: skip
    records.plan_by_values()
    with connection.cursor() as cursor:
        cursor.execute(_PATTERNS.format(scope=scope), values)
        return [Pattern(*row) for row in cursor.fetchall()]


def every_pattern(*, actor: Actor, day: date) -> Iterator[Pattern]:
    """Yield all of them for an export."""
    place = attrgetter("count", "estate_id", "kind", "spot")
    yield from page_by_page(patterns, size=EXPORT_CHUNK, place=place, actor=actor, day=day)


# The chain a case stands in: each case at most so many days after the one before it.
_CHAIN = f"""
with same as (
  select *, count(*) filter (where gap) over (order by fact_on, id) as link
  from (select c.*, fact_on - lag(fact_on) over (order by fact_on, id) > %(days)s as gap
        from cases_case c
        where estate_id = %(estate)s and kind = %(kind)s and kind <> 'other' and {stands("c")}
          and coalesce(spot_key, '') = (select coalesce(spot_key, '') from cases_case where number = %(number)s)) gaps)
select {", ".join(ListRow.__slots__)} from same
where link = (select link from same where number = %(number)s) order by fact_on desc, id desc limit %(limit)s
"""


MOST_LINKS = 1_000
"""Cases of one chain that are read; one a day for three years fits."""


def topic_key(chain: Sequence[ListRow], *, estate_id: int | None, kind: str) -> str:
    """Return the key under which a chain is handed on: its estate, its kind and its first case."""
    return _key(estate_id, kind, chain[-1].number)


def topic_of(
    chain: Sequence[ListRow], *, estate_id: int | None, kind: str, actor: Actor
) -> deliberation.TopicRow | None:
    """Return the topic a chain was handed on as, whichever of its cases came first then, where the actor sees it.

    An earlier case that is reported later, or a first one that turns out to be none, moves the beginning of a chain:
    what was handed on before that stays its topic.
    """
    keys = [_key(estate_id, kind, row.number) for row in chain]
    return deliberation.handed_on(keys, [stream_of(row.id) for row in chain], actor=actor)


def _key(estate_id: int | None, kind: str, number: str) -> str:
    return f"cases.pattern:{estate_id}:{kind}:{number}"


def chain_of(
    *, number: str, estate_id: int | None, kind: str, day: date, limit: int = MOST_LINKS
) -> list[ListRow]:
    """Return the cases of the same trouble as one, itself among them, the newest first; the wall applies.

    A case that was refused, withdrawn or found to be none stands in no chain.
    """
    if estate_id is None:
        return []
    values: dict[str, int | str] = {
        "days": law_of(day).checks.pattern.days, "estate": estate_id, "kind": kind, "number": number, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, values)
        return [ListRow(*row) for row in cursor.fetchall()]


EARLIER = f"""from cases_case b
  where b.estate_id = c.estate_id and b.kind = c.kind and coalesce(b.spot_key, '') = coalesce(c.spot_key, '')
    and {stands("b")} and b.id < c.id and b.fact_on <= c.fact_on and b.fact_on >= c.fact_on - %(days)s"""
"""The cases `b` whose trouble a case `c` is again."""
_REPEATED = f"""
select c.key, c.number || ' ' || c.estate_name as label, c.scope as place,
       case when before.fact_on is null then 'no' else 'yes' end as verdict,
       case when before.fact_on is null then 'first' else 'again' end as reason,
       jsonb_build_object('before', before.fact_on) as said, 1::bigint as weight, c.number as arg,
       c.home_body_id as body, c.ended_at as at
from {ENDINGS} c left join lateral (
  select b.fact_on {EARLIER}
  order by b.fact_on desc limit 1) before on true
where c.estate_id is not null and c.kind <> 'other' and c.outcome is not null
  and c.outcome <> 'not_a_case'
"""


# Turned round: an ending counts well where its trouble is not one that had come shortly before.
_LASTING = f"""
select c.key, c.number || ' ' || c.estate_name as label, c.scope as place,
       case when before.fact_on is null then 'yes' else 'no' end as verdict,
       case when before.fact_on is null then 'first' else 'again' end as reason,
       jsonb_build_object('before', before.fact_on) as said, 1::bigint as weight, c.number as arg,
       {{body}} as body, c.ended_at as at, c.estate_id as estate
from {ENDINGS} c {{join}} left join lateral (
  select b.fact_on {EARLIER}
  order by b.fact_on desc limit 1) before on true
where c.estate_id is not null and c.kind <> 'other' and c.outcome is not null
  and c.outcome <> 'not_a_case'
"""
_LAST_COMPANY = f"""join lateral (
  select t.body_id from cases_task t
  where t.case_id = c.id and t.kind = '{TaskKind.COMPANY}' and t.ended = '{TaskEnd.RESULTED}'
  order by t.number desc limit 1) t on true"""


def lasting(day: date, *, companies: bool = False) -> Relation:
    """Return ended cases with whether their trouble was new, by the standard of a day; `body` is the home body.

    Of `companies` those alone that one was called to and reported on, and `body` is the company; `estate` is where it
    lay.
    """
    found = repeated(day)
    join, body = (_LAST_COMPANY, "t.body_id") if companies else ("", "c.home_body_id")
    return replace(found, sql=_LASTING.format(join=join, body=body))


def repeated(day: date) -> Relation:
    """Return ended cases with whether the same had come at their place shortly before, by the standard of a day.

    A figure is asked of days before the city had a list of kinds, so no more than this one document is looked for.
    """
    rule = records.standards().find("case-checks", CaseChecks, on=day).pattern
    return Relation(
        _REPEATED,
        MappingProxyType(
            {"first": mark("近期没有同类的。"), "again": mark("同一地点{before}刚发生过同类问题。")}
        ),
        "cases:case",
        MappingProxyType({"days": rule.days}),
        ("cases",),
    )
