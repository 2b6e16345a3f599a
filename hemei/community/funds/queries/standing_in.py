"""Whether the authority or the residents' committee acts in the committee's place, and what waits for whose check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Use
from hemei.community.funds.queries.uses import UseRow, use_rows
from hemei.community.funds.rules.acts import AUTHORITY, COMMUNITY, Act, community_acts, may, stands_in
from hemei.community.funds.rules.words import Path, State
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_MOST = 500


def in_place(uses: Iterable[Use], now: datetime) -> set[int]:
    """Return which of these uses the authority may check in the committee's place; none before a handover."""
    rows = [
        row for row in uses if row.path == Path.EMERGENCY and row.fund.handed_over_on is not None
    ]  # fmt: skip
    if not rows:
        return set()
    with records.acting(_PLATFORM):
        there = people.committees_at_work({row.fund.estate_id for row in rows}, shanghai_day(now))
        taken = taken_up(row.stream for row in rows)
    return {
        row.pk
        for row in rows
        if stands_in(
            committee=row.fund.estate_id in there, late=row.check_by is not None and row.check_by < now,
            taken_up=row.stream in taken, rules=fund_rules(row.planned_on),
        )
    }  # fmt: skip


def taken_up(streams: Iterable[str]) -> set[str]:
    """Return which uses the authority took up, by their streams; row-level security applies."""
    return {stream for stream, _event in record.events_of(streams=list(streams), kind="funds.taken_up")}


def acts_in_place(use_id: int, *, now: datetime) -> bool:
    """Return whether the authority acts in the committee's place for a use that the caller sees."""
    return use_id in in_place(Use.objects.filter(pk=use_id).select_related("fund"), now)


def without_committee(uses: Iterable[Use], now: datetime) -> set[int]:
    """Return which of these uses the residents' committee checks because no committee is at work."""
    rows = [row for row in uses if row.path == Path.ORDINARY and row.fund.handed_over_on is not None]
    if not rows:
        return set()
    with records.acting(_PLATFORM):
        there = people.committees_at_work({row.fund.estate_id for row in rows}, shanghai_day(now))
    return {
        row.pk
        for row in rows
        if community_acts(
            committee=row.fund.estate_id in there, path=Path(row.path), rules=fund_rules(row.planned_on)
        )
    }


def community_checks(use_id: int, *, now: datetime) -> bool:
    """Return whether the residents' committee checks a use that the caller sees."""
    return use_id in without_committee(Use.objects.filter(pk=use_id).select_related("fund"), now)


def of_company(use_id: int, *, actor: Actor, now: datetime) -> bool:
    """Return whether the actor holds an office today at the company that proposed, billed or gives up a use.

    The joint account asks the same of who approves its payments: no single hand prepares and approves.
    """
    row = Use.objects.filter(pk=use_id).first()
    return row is not None and not _companies_of(actor, now).isdisjoint(_hands(row))


def plans(use_id: int, *, actor: Actor, now: datetime) -> bool:
    """Return whether the actor is of the body that planned a use, or of the one that has its place today.

    A committee's plan passes to the next committee, a company's to the next company; where there is none, to the
    committee, and where there is none either, to the residents' committee.
    """
    row = Use.objects.filter(pk=use_id).select_related("fund").first()
    if row is None or actor.role is Role.SYSTEM:
        return row is not None
    if actor.body_id is None or actor.body_id == row.body_id:
        return actor.body_id is not None
    return actor.body_id == _heir_of(row, shanghai_day(now))


def _heir_of(row: Use, day: date) -> int | None:
    """Return the body that has the place of the one that planned a use."""
    estate = row.fund.estate_id
    with records.acting(_PLATFORM):
        community = people.community_body_for(row.scope, day)
        if row.body_id is None:
            return community
        committee = people.committee_at_work(estate, day) or community
        if people.estate_of_body(row.body_id) == estate:
            return committee
        if people.bodies_by_id({row.body_id})[row.body_id].kind is people.BodyKind.COMPANY:
            return companies.company_bodies_on([estate], day).get(estate, committee)
        return community


def _companies_of(actor: Actor, now: datetime) -> set[int]:
    """Return the companies at which the actor holds an office today."""
    if actor.person_id is None:
        return set()
    with records.acting(_PLATFORM):
        held = {one.body_id for one in people.appointments_on(shanghai_day(now), person_id=actor.person_id)}
        found = people.bodies_by_id(held)
    return {number for number, body in found.items() if body.kind is people.BodyKind.COMPANY}


def _hands(row: Use) -> set[int]:
    """Return the body that proposed a use and those of who billed it or asked to give it up, on the day of that."""
    bodies = {row.body_id} if row.body_id is not None else set()
    for person, day in ((row.billed_by_id, row.billed_on), (row.giving_up_by_id, row.giving_up_on)):
        if person is not None and day is not None:
            with records.acting(_PLATFORM):
                bodies |= {one.body_id for one in people.appointments_on(day, person_id=person)}
    return bodies


_PLACES: dict[Role, str] = {
    Role.COMPANY_MANAGER: "('company')",
    Role.COMMITTEE_MEMBER: "('owners_committee', 'management_committee')",
    **dict.fromkeys(COMMUNITY, "('community')"),
}
"""Bodies of which kind have the place of one that planned a use: the next company, the next committee."""
_WORKS = [State.CLEARED.value, State.WORKING.value, State.ACCEPTED.value]


def to_carry_out(*, actor: Actor) -> record.Lines[tuple[str, int]]:
    """Return how many uses wait to be begun, accepted and billed by who planned them, or has his place; one statement.

    What the platform planned is the community's.
    """
    kinds = _PLACES.get(actor.role)
    if kinds is None:
        return record.Lines()
    of_kind = RawSQL(  # noqa: S611 - a constant of the table above
        f"exists (select from people_body b where b.id = funds_use.body_id and b.kind in {kinds})", [],
        output_field=BooleanField(),
    )  # fmt: skip
    rows = Use.objects.filter(record.seen_by(actor), state__in=_WORKS).annotate(of_kind=of_kind)
    own = Q(of_kind=True) | Q(body_id=None) if actor.role in COMMUNITY else Q(of_kind=True)
    return record.counted(rows.filter(own), ("state",))


def to_check(
    *, actor: Actor, now: datetime, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[UseRow]:
    """Return the uses that wait for the actor's check, or approved for his payment, the next to be late first.

    What he or the company he works for proposed, or he billed or gives up, is not his to check; nor what he approved
    his to pay.

    The authority has those of funds it keeps, and emergencies it acts for in the committee's place; the residents'
    committee what owners voted on while no committee is at work.
    """
    if not may(actor, Act.CHECK).allowed or actor.role is Role.SYSTEM:
        return []
    rows = Use.objects.filter(record.seen_by(actor), check_by__isnull=False)
    if actor.among(AUTHORITY):
        others = rows.filter(path=Path.EMERGENCY.value, fund__handed_over_on__isnull=False)
        ids = in_place(others.select_related("fund").order_by("check_by")[:_MOST], now)
        rows = rows.filter(Q(fund__handed_over_on=None) | Q(pk__in=ids))
    elif actor.role in COMMUNITY:
        voted = rows.filter(path=Path.ORDINARY.value, fund__handed_over_on__isnull=False)
        rows = rows.filter(
            pk__in=without_committee(voted.select_related("fund").order_by("check_by")[:_MOST], now)
        )
    else:
        rows = rows.filter(fund__handed_over_on__isnull=False)
    if actor.person_id is not None:
        rows = rows.exclude(person_id=actor.person_id).exclude(billed_by_id=actor.person_id)
        rows = rows.exclude(state=State.GIVING_UP.value, giving_up_by_id=actor.person_id)
        rows = rows.exclude(state=State.APPROVED.value, checked_by_id=actor.person_id)
    if after is not None:
        at, number = after
        rows = rows.filter(Q(check_by__gt=at) | Q(check_by=at, pk__gt=number))
    rows = rows.order_by("check_by", "pk")
    found = use_rows(rows, limit)
    companies = _companies_of(actor, now) if found and actor.person_id is not None else None
    return use_rows(rows.exclude(body_id__in=companies), limit) if companies else found
