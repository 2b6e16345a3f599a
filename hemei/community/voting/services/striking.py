"""Ballots are struck by a decision after the vote was closed, and the vote is counted anew; what was counted stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hemei.community.voting.models import (
    Assembly,
    Ballot,
    CorrectionOrder,
    Roll,
    Sheet,
    Strike,
    Vote,
    VoterBinding,
)
from hemei.community.voting.queries.calling import by_same_right, denied_among
from hemei.community.voting.queries.hands import known_hands, own_hand
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import State, Step
from hemei.community.voting.rules.orders import OPEN
from hemei.community.voting.rules.striking import Hand, Proof, Upheld, hand_of, may_strike
from hemei.community.voting.services.assemblies import locked, tell_of
from hemei.community.voting.services.calling_back import after_denied
from hemei.community.voting.services.contested import UPHELD, object_denied
from hemei.community.voting.services.following import OBJECTION, after_recount, after_strike
from hemei.community.voting.services.former import put_right
from hemei.community.voting.services.one_owner import merge_owners, strike_over_limit
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.own_rules import fallen_votes, let_fall
from hemei.community.voting.services.results import apply_strikes, count_votes, last_outcomes, make_known
from hemei.community.voting.services.telling import procedure_of, sealed
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeDraft:
    """Ballots to be struck: those of a sheet, of all items or some, on a ground of the standard.

    Where the right of the sheet was denied, the ballots of every sheet that rests on the same right go with it.

    `cites` is the number of the objection or the order that the decision rests on; `document` a court's. Of an upheld
    objection `voter_in_doubt` says that it is about who cast the sheet, or whether he might: who votes for the unit is
    objected to then, and not where it is about anything else.
    """

    sheet_id: int
    ground: str
    reason: str
    document: str = ""
    cites: int | None = None
    vote_ids: Sequence[int] = ()
    voter_in_doubt: bool = False


@transaction.atomic
def strike_ballots(*, actor: Actor, now: datetime, assembly_id: int, draft: StrikeDraft) -> int:
    """Strike the ballots of a draft and return how many; they count until the vote is counted anew.

    Raises:
        Refused: the actor may not, no valid ballot of the sheet is left, its result was annulled, no reason is given,
            or what the ground needs does not stand in the record.
    """
    found = locked(actor, assembly_id, Act.STRIKE, Step.STRIKE)
    last = {row.vote_id: row for row in last_outcomes(found)}
    gone = [vote for vote, row in last.items() if row.annulled_on is not None]
    rows = Ballot.objects.filter(_of(found, draft, now), vote__roll__assembly=found, valid=True, strike=None)
    rows = rows.exclude(vote_id__in=gone)
    if draft.vote_ids:
        rows = rows.filter(vote_id__in=draft.vote_ids)
    ballots = list(rows.select_related("sheet__binding", "roll_unit").order_by("vote__number", "pk"))
    if not ballots:
        raise Refused.because(mark("请选择还有效、还没有剔除的选票"), field="sheet", code="nothing_left")
    references = _demand(actor, found, ballots, draft, now)
    texts = {"reason": sealed(ballots[0].roll_unit, draft.reason)}
    if draft.document.strip():
        texts["document"] = sealed(ballots[0].roll_unit, draft.document)
    rounds = {vote: row.round for vote, row in last.items()}
    Strike.objects.bulk_create(
        Strike(
            assembly=found, ballot=one, round=rounds.get(one.vote_id, 0) + 1, ground=draft.ground, cites=draft.cites,
            struck_at=now, reason_id=texts["reason"]["vault"], document_id=texts.get("document", {}).get("vault"),
            scope=one.scope, stream=one.stream,
        )
        for one in ballots
    )  # fmt: skip
    data: dict[str, Any] = {
        "ballots": [one.pk for one in ballots],
        "votes": [one.vote_id for one in ballots],
        "ground": draft.ground,
        "cites": draft.cites,
        "texts": texts,
    }
    if about_voter := draft.ground == OBJECTION and draft.voter_in_doubt:
        data["voter"] = True
    tell_of(actor, now, found, "voting.ballots_struck", data, references)
    after_strike(actor, now, found, draft.cites if draft.ground == OBJECTION else None)
    if about_voter:
        object_denied(actor, now, ballots[0].sheet, UPHELD)
    after_denied(actor, now, found)
    return len(ballots)


def _of(found: Assembly, draft: StrikeDraft, now: datetime) -> Q:
    """Return what finds the ballots of a draft; an earlier ballot by the same denied right is not to stand again."""
    ground = procedure_of(shanghai_day(now)).strike_of(draft.ground)
    sheet = Sheet.objects.filter(roll__assembly=found, pk=draft.sheet_id).first()
    if sheet is None or ground is None or ground.needs != "denied_right":
        return Q(sheet=draft.sheet_id)
    return by_same_right(sheet)


def _demand(
    actor: Actor, found: Assembly, ballots: Sequence[Ballot], draft: StrikeDraft, now: datetime
) -> tuple[Reference, ...]:
    """Ask for each ballot whether what the ground needs stands in the record."""
    ground = procedure_of(shanghai_day(now)).strike_of(draft.ground)
    denied, without_right = denied_among(ballots)
    raised, upheld = _objections(found, draft.cites)
    objection = next(iter(_known(actor, [upheld] if upheld else [])), None)
    orders = CorrectionOrder.objects.filter(assembly=found, state__in=OPEN).values_list("number", flat=True)
    references: tuple[Reference, ...] = ()
    for one in ballots:
        proof = Proof(
            unit_id=one.roll_unit_id,
            striker=own_hand(actor),
            denied_to=_caller(denied.get(one.pk)),
            right_denied_to=_caller(without_right.get(one.pk)),
            fallen=_known(actor, _gone(one)),
            objection=objection,
            raised=raised,
            orders=frozenset(orders),
            cites=draft.cites,
            document=draft.document,
        )
        decision = may_strike(ground, proof)
        demand(decision)
        references = decision.references
    return references


def _gone(ballot: Ballot) -> Sequence[Upheld]:
    """Return what took away the right a ballot was cast by: an objection, or the corrections of whose the unit is."""
    objection = _fallen(ballot.sheet.binding) or _found_foreign(ballot)
    return [objection] if objection is not None else put_right(ballot)


def _known(actor: Actor, found: Sequence[Upheld]) -> tuple[Upheld, ...]:
    """Name of each who settled it by all his records: he may have raised it, or strike, under another."""
    hands = known_hands((one.settled_by for one in found), actor=actor)
    return tuple(replace(one, settled_by=by) for one, by in zip(found, hands, strict=True))


def _caller(person: int | None) -> Hand | None:
    return Hand(person, None) if person is not None else None


def _objections(found: Assembly, cites: int | None) -> tuple[frozenset[int], Upheld | None]:
    """Return the numbers of the objections to a result, and the cited one where it was upheld."""
    raised = {
        event.data["number"]: event
        for _, event in record.events_of(streams=[found.stream], kind="voting.result_objected")
    }
    answers = record.events_of(streams=[found.stream], kind="voting.objection_answered")
    answer = next((event for _, event in answers if event.data["number"] == cites), None)
    if cites is None or cites not in raised or answer is None or not answer.data.get("upheld"):
        return frozenset(raised), None
    units = frozenset(answer.data["units"])
    return frozenset(raised), Upheld(hand_of(raised[cites].actor), hand_of(answer.actor), units)


def _fallen(binding: VoterBinding | None) -> Upheld | None:
    """Return the objection by which a binding fell; one that ended otherwise did not fall."""
    if binding is None or binding.ended_at is None:
        return None
    events = record.history(stream=binding.stream)
    settled = next(
        (row for row in events if row.type == "voting.objection_settled" and row.data["upheld"]), None
    )
    if settled is None:
        return None
    raised = [row for row in events if row.type == "voting.voter_objected" and row.seq < settled.seq]
    return Upheld(hand_of(raised[-1].actor), hand_of(settled.actor))


def _found_foreign(ballot: Ballot) -> Upheld | None:
    """Return the objection by which a sheet was found to be another's: to the voter of the unit, or to the sheet."""
    said = _found_by_owner(ballot)
    if said is not None or ballot.channel != "paper":
        return said
    unit = ballot.roll_unit.unit_id
    for binding in VoterBinding.objects.filter(unit_id=unit, ended_at__isnull=False).order_by("-pk"):
        for event in record.history(stream=binding.stream):
            papers = event.data.get("papers", {}) if event.type == "voting.objection_settled" else {}
            if ballot.sheet_id in papers.get("foreign", ()):
                return _fallen(binding)
    return None


def _found_by_owner(ballot: Ballot) -> Upheld | None:
    """Return the objection of an owner to what came in for his unit by which this sheet was found another's."""
    stream = [ballot.roll_unit.stream]
    for _, settled in record.events_of(streams=stream, kind="voting.sheets_settled"):
        if ballot.sheet_id in settled.data.get("papers", {}).get("foreign", ()):
            raised = record.events_of(streams=stream, kind="voting.sheets_objected")
            by = next(one for _, one in raised if one.data["objection"] == settled.data["objection"])
            return Upheld(hand_of(by.actor), hand_of(settled.actor))
    return None


def _changed(actor: Actor, now: datetime, found: Assembly) -> set[int]:
    """Let what counts otherwise than at the last count do so; return the votes that are counted anew."""
    rounds = {row.vote_id: row.round for row in last_outcomes(found) if row.annulled_on is None}
    merged = False
    if found.roll_id is not None:
        roll = Roll.objects.select_for_update().get(pk=found.roll_id)
        strike_over_limit(actor, now, found, roll, rounds)
        merged = merge_owners(actor, now, roll)
    return {*apply_strikes(found), *(rounds if merged else ())}


@for_own_estate
@transaction.atomic
def recount_assembly(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Count the votes anew of which ballots were struck, or all; a published result is made known anew at once.

    What was counted before stays as it was; objections run anew.

    Owners who proved to be one human since then count as one, and proxies for no more than they may.

    Raises:
        Refused: the actor may not, or nothing counts otherwise than at the last count.
    """
    found = locked(actor, assembly_id, Act.CONDUCT, Step.RECOUNT)
    changed = _changed(actor, now, found)
    if not changed:
        raise Refused.because(
            mark("上次计票以后没有剔除选票，也没有业主或者代理人证实是同一人"), code="nothing_struck"
        )
    votes = Vote.objects.filter(pk__in=changed).select_related("roll").order_by("number")
    told, references = count_votes(actor, now, found, list(votes))
    let_fall(actor, now, found, fallen_votes(found))
    told["struck"] = Strike.objects.filter(assembly=found).count()
    references = (*references, procedure_of(shanghai_day(now)).recount.warrant.reference)
    tell_of(actor, now, found, "voting.assembly_recounted", told, references)
    after_recount(actor, now, found)
    if found.state == State.PUBLISHED:
        data, reference = make_known(actor, now, found)
        tell_of(actor, now, found, "voting.result_published", data, (reference,))
