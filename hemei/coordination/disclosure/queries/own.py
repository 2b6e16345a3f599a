"""An owner's look at his estate's money: what came and went, his share by area, its cost beside similar estates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure.facts import calendar_on, similar_on
from hemei.coordination.disclosure.models import Disclosure
from hemei.coordination.disclosure.queries.disclosures import DisclosureRow, disclosure_rows
from hemei.coordination.disclosure.queries.material import REVENUE_BANK, lines_of
from hemei.coordination.disclosure.queries.public import PublicDraft, public_drafts
from hemei.coordination.disclosure.rules.calendar import Period, period_over
from hemei.coordination.disclosure.rules.lines import Json
from hemei.coordination.disclosure.rules.similar import Beside, EstateFacts, beside, per_m2, share_of
from hemei.coordination.disclosure.rules.standards import SimilarEstates
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat, months_after

_COST = """
select d.estate_id,
       sum((jsonb_path_query_first(v.lines, '$[*] ? (@.code == "went").fen'))::text::bigint
         - (select coalesce(sum((line->>'fen')::bigint), 0) from jsonb_array_elements(v.lines) line
            where line->>'section' = 'out' and line->>'code' = any(%s))), count(*)
from disclosure_disclosure d join disclosure_version v on v.disclosure_id = d.id and v.number = d.number
where d.estate_id = any(%s) and d.subject = 'revenue' and d.since >= %s and d.until <= %s and d.number > 0
group by 1
"""
# Versions of before told what passed on to the fund among the cost.


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A draft of the estate on which its owner may comment, with the stream his comment names."""

    stream: str
    draft: PublicDraft


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What came and went for the owners of some buildings alone, and the area of the reader's units among theirs."""

    name: str
    own_dm2: int
    area_dm2: int
    came_fen: int
    went_fen: int
    kept_fen: int

    def share(self, fen: int) -> int:
        """Return the reader's share of an amount that is theirs alone; none where he has no unit there."""
        return share_of(fen, self.own_dm2, self.area_dm2)


@dataclass(frozen=True, slots=True)
class OwnMoney:
    """An estate's money as its owner sees it; amounts above zero, shares by the area of his own units.

    `beside` is empty where too few similar estates published the same twelve months.
    """

    estate_id: int
    estate: str
    token: str
    area_dm2: int
    own_dm2: int
    period: Period
    lines: list[Json]
    year: Period
    year_quarters: int
    cost_fen: int
    beside: Beside | None
    rule: SimilarEstates
    published: tuple[DisclosureRow, ...]
    drafts: tuple[OwnDraft, ...]
    now_fen: int
    """What lies in the estate's account for its public revenue on the day asked, by its books."""
    fund_fen: int | None
    """What lies in the estate's maintenance fund on the day asked; None where its books have none."""
    parts: tuple[OwnPart, ...] = ()

    def share(self, fen: int) -> int:
        """Return the owner's share of an amount that is all owners'."""
        return share_of(fen, self.own_dm2, self.area_dm2)

    def share_of_all(self, fen: int, of_part: Callable[[OwnPart], int]) -> int:
        """Return the owner's share of an estate's amount, of which `of_part` is some buildings' owners' alone."""
        rest = fen - sum(of_part(one) for one in self.parts)
        return self.share(rest) + sum(one.share(of_part(one)) for one in self.parts)


def own_estates(*, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the estates in which the actor owns or lives, his own units' first."""
    homes = people.own_homes(actor, on=on)
    numbers = list(dict.fromkeys(home.estate_id for home in homes))
    with opened(actor, places.city().path):
        names = {one.id: one.name for one in places.shapes_of(numbers)}
    return [(number, names[number]) for number in numbers if number in names]


def own_money(estate_id: int, *, actor: Actor, on: date) -> OwnMoney | None:
    """Return the money of an estate in which the actor owns or lives; None for any other.

    What it cost beside similar estates is counted from what these published of the last four quarters that are over.
    """
    homes = [home for home in people.own_homes(actor, on=on) if home.estate_id == estate_id]
    if not homes:
        return None
    with opened(actor, places.city().path):
        found = places.shapes_of([estate_id])
        if not found:
            return None
        shape, rule = found[0], similar_on(on)
        period = period_over(Repeat.QUARTERLY, on)
        year = Period(months_after(period.until, -12), period.until)
        units = [home.unit_id for home in homes if home.owner]
        own, of = places.exclusive_areas(estate_id, units)
        lines = lines_of(Subject.REVENUE, period, found, calendar_on(on)).get(estate_id, [])
        cost, quarters, stands = _beside(shape, rule, year)
        return OwnMoney(
            estate_id, shape.name, shape.token, of, own, period, lines, year, quarters, cost, stands, rule,
            tuple(disclosure_rows(estate_id, published=True)), _drafts(estate_id, shape.token),
            _revenue(estate_id, on), _fund(estate_id, on), _own_parts(estate_id, units, period),
        )  # fmt: skip


def _revenue(estate_id: int, on: date) -> int:
    found = ledgers.standing([estate_id], until=on + timedelta(days=1), codes=(REVENUE_BANK,))
    return found.get(estate_id, {}).get(REVENUE_BANK, 0)


def _fund(estate_id: int, on: date) -> int | None:
    found = ledgers.standing([estate_id], until=on + timedelta(days=1), codes=("fund_unit", "fund_common"))
    held = found.get(estate_id, {})
    # Every book has the common account; a household's is there since it first held something.
    return -sum(held.values()) if "fund_unit" in held or any(held.values()) else None


def _own_parts(estate_id: int, units: Sequence[int], period: Period) -> tuple[OwnPart, ...]:
    found = ledgers.flows_of_parts([estate_id], since=period.since, until=period.until).get(estate_id, [])
    return tuple(
        OwnPart(
            one.part.name, *places.exclusive_areas(estate_id, units, buildings=one.part.buildings), one.came_fen,
            one.went_fen, one.kept_fen,
        )
        for one in found
    )  # fmt: skip


def _drafts(estate_id: int, token: str) -> tuple[OwnDraft, ...]:
    """Return what is open for comments now, as everybody may read it."""
    open_now = Disclosure.objects.filter(estate_id=estate_id, state=State.COMMENTS.value)
    streams = {
        (subject, since): stream
        for subject, since, stream in open_now.values_list("subject", "since", "stream")
    }
    return tuple(
        OwnDraft(streams[draft.subject.value, draft.period.since], draft)
        for draft in public_drafts(token)
        if (draft.subject.value, draft.period.since) in streams
    )


def _beside(shape: places.EstateShape, rule: SimilarEstates, year: Period) -> tuple[int, int, Beside | None]:
    shapes = [_facts(one) for one in places.shapes_of(None)]
    costs, quarters = _published([one.estate_id for one in shapes], year)
    each = {
        one.estate_id: cost
        for one in shapes
        if quarters.get(one.estate_id, 0) == 4  # noqa: PLR2004 - the quarters of a year
        and (cost := per_m2(costs[one.estate_id], one.area_dm2)) is not None
    }
    stands = beside(shape.id, shapes, each, rule, year.until.year)
    return costs.get(shape.id, 0), quarters.get(shape.id, 0), stands


def _facts(one: places.EstateShape) -> EstateFacts:
    return EstateFacts(one.id, one.area_dm2, one.households, one.floors, one.built_year)


def _published(estates: Sequence[int], year: Period) -> tuple[dict[int, int], dict[int, int]]:
    with connection.cursor() as cursor:
        onward = ledgers.chart_on(year.until).onward(ledgers.Purse.REVENUE)
        cursor.execute(_COST, [list(onward), list(estates), year.since, year.until])
        rows = cursor.fetchall()
    return {row[0]: int(row[1] or 0) for row in rows}, {row[0]: row[2] for row in rows}
