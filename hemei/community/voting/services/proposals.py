"""Owners ask for an assembly: proposed, supported unit by unit, counted by the register of the day; then it is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hemei.community.voting.models import Proposal, Support, SupportSheet
from hemei.community.voting.queries.law import counting_on
from hemei.community.voting.queries.register import owners_of
from hemei.community.voting.queries.support_sheets import leaving_units
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.count import Measured, Sums, measure
from hemei.community.voting.rules.proposals import (
    Asked,
    ProposalState,
    already_asking,
    asked_by,
    asks_by_list,
    may_ask_for,
    may_order,
    may_support,
    share_reached,
)
from hemei.community.voting.rules.roll import Ballot
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import sealed_in, tell_of
from hemei.community.voting.services.overseeing import stop
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.rolls import voting_units
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """What owners ask for: which matter, in which words, why; for a recall the number of the member's seat."""

    estate_id: int
    matter: str
    title: str
    reason: str
    key: str
    seat: int | None = None


@for_own_estate
@transaction.atomic
def propose_assembly(*, actor: Actor, now: datetime, draft: ProposalDraft) -> int:
    """Enter that owners ask for an assembly, and why; returns the id of the proposal. The same key enters once.

    Raises:
        Refused: the actor may not, no matter is chosen, or who is to be recalled is no sitting member.
    """
    estate = places.estate(draft.estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    demand(may(actor, Act.PROPOSE, estate.scope))
    return enter_proposal(actor, now, estate, draft)


def enter_proposal(actor: Actor, now: datetime, estate: places.EstateRow, draft: ProposalDraft) -> int:
    """Enter a proposal that was allowed; the same key enters once."""
    rows = Proposal.objects.filter(estate_id=estate.id, key=draft.key)
    known = rows.values_list("id", flat=True).first()
    if known is not None:
        return known
    seat = _seat(estate.id, draft.seat, shanghai_day(now))
    demand(may_ask_for(draft.matter, names_seat=draft.seat is not None, sits=seat is not None))
    short = " ".join(draft.title.split())
    if not 0 < len(short) <= LONGEST_TITLE:
        raise Refused.because(
            mark("请用不超过{most}个字写明提议表决什么"), field="title", code="title", most=LONGEST_TITLE
        )
    [number] = records.next_ids("voting_proposal", 1)
    found = Proposal(
        id=number,
        stream=f"voting.proposal:{number}",
        scope=estate.scope,
        estate_id=estate.id,
        key=draft.key,
        matter=draft.matter,
        seat_id=seat,
        seat_number=draft.seat if seat is not None else None,
        title=short,
        state=ProposalState.GATHERING,
        proposed_at=now,
    )
    found.save(force_insert=True)
    committee = people.committee_at_work(estate.id, shanghai_day(now))
    if committee is not None:  # it owes the meeting once enough owners ask
        records.grant_access(stream=found.stream, bodies=(committee,))
    _count(actor, now, found)
    procedure = procedure_of(shanghai_day(now))
    until = clocks.begin(actor, now, found, procedure.gathering, clocks.GATHER, body=clocks.NOBODY)
    data = {
        "estate": estate.id,
        "matter": draft.matter,
        "seat": seat,
        "until": until.isoformat(),
        "texts": {"reason": sealed_in(found, "reason", draft.reason)},
    }
    tell_of(actor, now, found, "voting.assembly_proposed", data, (procedure.proposal.warrant.reference,))
    return number


def _seat(estate_id: int, number: int | None, today: date) -> int | None:
    """Return the seat of a number that a member holds today; reserves are not recalled."""
    term = people.term_facts(today, estate_id=estate_id) if number is not None else None
    seats = people.sitting_seats(term.id, today) if term else []
    return next((one.id for one in seats if one.number == number and not one.reserve), None)


def demand_gathering(found: Proposal, now: datetime) -> None:
    """Demand that a proposal gathers support yet."""
    until = clocks.gathers_until(found, procedure_of(shanghai_day(now)), now)
    demand(may_support(ProposalState(found.state), over=until < now))


def owners_asking(actor: Actor, found: Proposal, unit_ids: Sequence[int], day: date) -> dict[int, list[int]]:
    """Return the owners of a day of units that ask; raises Refused where one is not of the estate or has no vote."""
    known = {unit.id: owners_of(unit) for unit in voting_units(actor, found.estate_id, day, ())}
    if not unit_ids or not set(unit_ids) <= set(known):
        raise Refused.because(mark("这个小区没有这一专有部分，或者它没有表决权"), field="units", code="unit")
    return known


def join_proposal(
    actor: Actor,
    now: datetime,
    found: Proposal,
    unit_ids: Sequence[int],
    *,
    sheet: SupportSheet | None = None,
) -> Asked:
    """Let units join a locked proposal for which that was allowed; when enough did, somebody owes the assembly.

    A unit that has supported counts once; of what it asks anew after it handed in that it asks no more, that takes
    nothing. Who signed a `sheet` asked on the day it was entered, which was in time, whenever it is checked; but not
    who sold since, and not who took his support back. Who supports is counted by the register of today.
    """
    if sheet is None:
        demand_gathering(found, now)
    else:
        demand(may_support(ProposalState(found.state)))
    asked_at = sheet.entered_at if sheet is not None else now
    known = owners_asking(actor, found, unit_ids, shanghai_day(asked_at))
    channel = "paper" if sheet is not None else "phone"
    held = _supporting(found)
    leaving = leaving_units([found.pk])[found.pk]
    asking = already_asking(unit_ids, held, known) - {one for one, at in leaving.items() if at < asked_at}
    fresh = [number for number in dict.fromkeys(unit_ids) if number not in asking]
    if sheet is not None:
        fresh = _asking_yet(actor, now, found, fresh, sheet, known)
    # What a seller gave makes room for what the buyer asks; so does what its owner is leaving for what he asks since.
    rows = Support.objects.filter(proposal=found, unit_id__in=fresh, taken_back_at=None)
    rows.update(taken_back_at=asked_at)
    Support.objects.bulk_create(
        Support(
            proposal=found, unit_id=number, supported_at=asked_at, channel=channel, owner_ids=known[number],
            sheet=sheet, scope=found.scope, stream=found.stream,
        )
        for number in fresh
    )  # fmt: skip
    asked, sure = _count(actor, now, found)
    data = {
        "units": fresh,
        "channel": channel,
        "sheet": sheet.pk if sheet is not None else None,
        "heads": found.heads,
        "area_dm2": found.area_dm2,
    }
    tell_of(actor, now, found, "voting.proposal_supported", data, ())
    return _decide(actor, now, found, asked, sure)


def _asking_yet(
    actor: Actor,
    now: datetime,
    found: Proposal,
    unit_ids: Sequence[int],
    sheet: SupportSheet,
    signers: Mapping[int, Sequence[int]],
) -> list[int]:
    """Return the units of a list whose signers still own them and took nothing back after it was handed in."""
    owns = {unit.id: owners_of(unit) for unit in voting_units(actor, found.estate_id, shanghai_day(now), ())}
    back: dict[int, list[list[int] | None]] = {}
    rows = Support.objects.filter(proposal=found, unit_id__in=unit_ids, taken_back_at__gt=sheet.entered_at)
    for unit, owners in rows.values_list("unit_id", "owner_ids"):
        back.setdefault(unit, []).append(owners)
    return [one for one in unit_ids if asks_by_list(signers[one], owns.get(one, ()), back.get(one, ()))]


def look_again(actor: Actor, now: datetime, found: Proposal) -> None:
    """Count a locked proposal again that gathers yet, once something was taken back of it, or that was checked."""
    if ProposalState(found.state) is ProposalState.GATHERING:
        _decide(actor, now, found, *_count(actor, now, found))


def _decide(actor: Actor, now: datetime, found: Proposal, asked: Asked, sure: Asked) -> Asked:
    """Owe the assembly that enough ask for; where they are not enough without who signed himself out, after a wait."""
    reached = share_reached(asked, sure, over=_waited(found, now))
    period = procedure_of(shanghai_day(now)).checked_lists
    clocks.wait_for_leaving(actor, now, found, period, waits=asked.reached and not reached)
    if reached:
        _owe(actor, now, found)
    return replace(asked, reached=reached)


def _waited(found: Proposal, now: datetime) -> bool:
    until = clocks.leaving_until(found)
    return until is not None and until < now


def demand_leaving(found: Proposal, now: datetime) -> None:
    """Demand that support of a proposal is taken back yet; once its wait is over its share is reached.

    That is so before the sweep comes by.
    """
    state = ProposalState.REACHED if _waited(found, now) else ProposalState(found.state)
    demand(may_support(state, leaves=True))


def demand_asking(found: Proposal, unit_id: int, at: datetime) -> None:
    """Demand that a unit supports a proposal at a moment, or is on a list that waits to be checked."""
    if not _given(found, [unit_id], at).exists() and _listed(found, unit_id, at) is None:
        raise Refused.because(mark("这一专有部分没有附议"), field="units", code="unit")


def leave_proposal(
    actor: Actor, now: datetime, found: Proposal, unit_id: int, *, sheet: SupportSheet | None = None
) -> None:
    """Let a unit leave a locked proposal for which that was allowed; on paper by a `sheet` that another confirmed.

    Who is on a list that waits to be checked takes that back as well: what is written of it keeps it from counting.
    By paper he left on the day it was handed in; what he gave since stays, and of what he took back himself nothing is
    left to take. Whoever let them leave looks again at what is left.
    """
    demand_leaving(found, now)
    at, scan = (now, None) if sheet is None else (sheet.entered_at, sheet.scan_id)
    given, waits = _given(found, [unit_id], at), _listed(found, unit_id, at)
    owners = {one for asked in given.values_list("owner_ids", flat=True) for one in asked or ()}
    if not given.update(taken_back_at=at, back_scan_id=scan):
        if waits is None:
            return
        asked = owners_asking(actor, found, [unit_id], shanghai_day(at))[unit_id]
        owners.update(asked)
        Support.objects.create(
            proposal=found, unit_id=unit_id, supported_at=waits.entered_at, channel="phone", taken_back_at=at,
            owner_ids=asked, back_scan_id=scan, scope=found.scope, stream=found.stream,
        )  # fmt: skip
    data: dict[str, Any] = {"unit": unit_id, "scan": None}
    if sheet is not None:  # another entered it: the owners hear of it
        data |= {"scan": record.named_file(sheet.scan_id), "sheet": sheet.pk, "owners": sorted(owners)}
    tell_of(actor, now, found, "voting.support_taken_back", data, ())


def _given(found: Proposal, unit_ids: Sequence[int], at: datetime) -> QuerySet[Support]:
    return Support.objects.filter(
        proposal=found, unit_id__in=unit_ids, taken_back_at=None, supported_at__lte=at
    )


def _listed(found: Proposal, unit_id: int, at: datetime) -> SupportSheet | None:
    waits = found.sheets.filter(settled_at=None, takes_back=False, unit_ids__contains=[unit_id])
    return waits.filter(entered_at__lte=at).order_by("id").last()


@transaction.atomic
def order_call(
    *, actor: Actor, now: datetime, proposal_id: int, document: str, limit: Limit | None = None
) -> None:
    """Order the committee to call the assembly it owes, by a document and within a limit.

    Raises:
        Refused: the actor may not, the committee is not late, or the document is not named.
    """
    found = locked_proposal(actor, proposal_id, Act.ORDER)
    demand(may_order(ProposalState(found.state)))
    period = procedure_of(shanghai_day(now)).ordered
    stop(actor, now, found, "order")
    committee = people.committee_able(found.estate_id, shanghai_day(now))
    due_at = clocks.begin(actor, now, found, period, "ordered", body=committee, limit=limit)
    found.state = ProposalState.ORDERED
    found.save(update_fields=["state"])
    data = {"due_at": due_at.isoformat(), "texts": {"document": sealed_in(found, "document", document)}}
    tell_of(actor, now, found, "voting.call_ordered", data, (period.warrant.reference,))


def _owe(actor: Actor, now: datetime, found: Proposal) -> None:
    """The committee owes the assembly; where none can act, the residents' committee (guidance rules art. 58)."""
    today = shanghai_day(now)
    procedure = procedure_of(today)
    committee = people.committee_able(found.estate_id, today)
    clocks.settle(actor, now, found.stream, clocks.GATHER)
    rest_sheets(actor, now, found)
    due_at = clocks.begin(actor, now, found, procedure.call, "call", body=committee)
    found.state = ProposalState.REACHED
    found.save(update_fields=["state"])
    data: dict[str, Any] = {
        "heads": found.heads,
        "area_dm2": found.area_dm2,
        "total_heads": found.total_heads,
        "total_area_dm2": found.total_area_dm2,
        "committee": committee,
        "due_at": due_at.isoformat(),
    }
    references = (procedure.proposal.warrant.reference, procedure.proposal_area.warrant.reference)
    tell_of(actor, now, found, "voting.proposal_reached", data, references)


def rest_sheets(actor: Actor, now: datetime, found: Proposal) -> None:
    """Let what nobody checked of a proposal rest that gathers no more; who signed himself out hears it took nothing.

    Who asked anew since left nothing by it, and is not told.
    """
    clocks.settle_checks(actor, now, found)
    reference = procedure_of(shanghai_day(now)).kept_support.warrant.reference
    for sheet in found.sheets.filter(settled_at=None, takes_back=True).order_by("id"):
        stays = dict(_given(found, sheet.unit_ids, sheet.entered_at).values_list("unit_id", "owner_ids"))
        owners = {one for asked in stays.values() for one in asked or ()}
        data = {"sheet": sheet.pk, "units": sorted(stays), "owners": sorted(owners)}
        if stays:
            tell_of(actor, now, found, "voting.support_back_late", data, (reference,))


def _count(actor: Actor, now: datetime, found: Proposal) -> tuple[Asked, Asked]:
    """Count who asks by the register of today, as a vote would count them; who sold his unit asks no more by it.

    The second is what they come to without those who took it back on paper that waits to be checked.
    """
    today = shanghai_day(now)
    units = voting_units(actor, found.estate_id, today, ())
    owns = {unit.id: owners_of(unit) for unit in units}
    counting = counting_on(found.estate_id, today)

    def measured(asking: set[int]) -> Measured:
        codes = [unit.listed.code for unit in units if unit.id in asking]
        ballots = [Ballot(code, "for", now, line) for line, code in enumerate(codes)]
        return measure([unit.listed for unit in units], ballots, counting, keep="last")

    still = already_asking(owns, _supporting(found), owns)
    counted = measured(still)
    found.total_area_dm2, found.total_heads = counted.total.area_dm2, counted.total.heads
    found.area_dm2, found.heads = counted.part.area_dm2, counted.part.heads
    found.save(update_fields=["total_area_dm2", "total_heads", "area_dm2", "heads"])
    asked, leaving = asked_at_last(found, now), leaving_units([found.pk])[found.pk]
    if not asked.reached or not leaving:
        return asked, asked
    return asked, asked_by(counted.total, measured(still - leaving.keys()).part, procedure_of(today))


def asked_at_last(found: Proposal, now: datetime) -> Asked:
    """Hold who asked when a proposal was counted last against the bars, with those who are leaving it."""
    total, part = Sums(found.total_area_dm2, found.total_heads), Sums(found.area_dm2, found.heads)
    return asked_by(total, part, procedure_of(shanghai_day(now)))


def _supporting(found: Proposal) -> dict[int, list[int] | None]:
    """Return the units that support a proposal, each with its owners of that day."""
    return dict(
        Support.objects.filter(proposal=found, taken_back_at=None).values_list("unit_id", "owner_ids")
    )


def locked_proposal(actor: Actor, proposal_id: int, act: Act) -> Proposal:
    """Lock a proposal of the actor's places for an act of his; raises Refused."""
    found = Proposal.objects.select_for_update().filter(record.seen_by(actor), pk=proposal_id).first()
    if found is None:
        raise Refused.because(mark("没有这项提议"), code="not_found")
    demand(may(actor, act, found.scope))
    return found
