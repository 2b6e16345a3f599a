"""What a body does with a dispute it got: accept or decline, set its size, assign mediators, add parties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import levels_on, rules_on
from hemei.oversight.mediation.models import Dispute, DisputeMediator, DisputeParty, Mediator
from hemei.oversight.mediation.rules.acts import Move
from hemei.oversight.mediation.rules.clocks import MEDIATING
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.parties import Joining, may_join
from hemei.oversight.mediation.rules.sizing import may_size
from hemei.oversight.mediation.rules.standing import Bond, Office, may_mediate, untied
from hemei.oversight.mediation.rules.words import Level, Outcome, PartyKind, Side, Size, Tie
from hemei.oversight.mediation.services.clocks import accept_key, start_clock, stop_clock, term_key
from hemei.oversight.mediation.services.drafts import PartyDraft, TieDraft
from hemei.oversight.mediation.services.filing import add_party, joining, persons_of
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import (
    demand_alive,
    handled,
    live_parties,
    missing,
    step,
    tell,
    text_of,
    written,
)


def accept_dispute(*, actor: Actor, now: datetime, dispute_id: int) -> None:
    """Accept a dispute: the clock of acceptance stops, that of mediation starts with the days of the level."""
    row = handled(actor, dispute_id, Move.ACCEPT)
    demand_alive(row)
    rule = levels_on(row.rules_on).of_level(Level(row.level))
    stop_clock(actor, now, row, key=accept_key(row))
    step(actor, now, row, Move.ACCEPT)
    row.accepted_at = now
    reference = rule.warrant.reference
    row.due_at = start_clock(
        actor, now, row, key=term_key(row), kind=MEDIATING, limit=rule.limit, reference=reference
    )
    row.save(update_fields=["state", "accepted_at", "due_at"])
    tell(actor, now, row, "mediation.accepted", {"due_at": row.due_at.isoformat()}, (reference,))
    make_notices(actor, now, row, NoticeKind.ACCEPTED, accepted_key(row), accepted_about(row))


def accepted_key(row: Dispute) -> str:
    """Return the key of the notice that the present body took the dispute up."""
    return f"accepted:{row.stint}"


def accepted_about(row: Dispute) -> dict[str, str]:
    """Return until when the body may mediate, as the notice says it."""
    return {"until": shanghai_day(row.due_at).isoformat() if row.due_at else ""}


def decline_dispute(*, actor: Actor, now: datetime, dispute_id: int, reason: str) -> None:
    """Decline what cannot be mediated, with the reason; the parties are told their other ways."""
    row = handled(actor, dispute_id, Move.DECLINE)
    demand(gives_reason(mark("没有写明理由。"), reason, code="text"))
    said = written(reason, "reason")
    stop_clock(actor, now, row, key=accept_key(row))
    step(actor, now, row, Move.DECLINE, note=said)
    row.outcome, row.ended_at = Outcome.DECLINED.value, now
    row.save(update_fields=["state", "outcome", "ended_at"])
    tell(actor, now, row, "mediation.closed", {"outcome": row.outcome})
    make_notices(actor, now, row, NoticeKind.DECLINED, f"declined:{row.stint}")


def set_size(*, actor: Actor, now: datetime, dispute_id: int, size: Size, reason: str = "") -> None:
    """Set a size; another than the rule's only with a reason. Where it is mediated changes by escalation alone."""
    row = handled(actor, dispute_id, Move.SET_SIZE)
    demand(may_size(Size(row.proposed), size, reason))
    before = row.size
    row.size = size.value
    step(actor, now, row, Move.SET_SIZE, note=reason, about={"from": before, "to": size.value})
    row.save(update_fields=["size", "state"])
    rule = levels_on(row.rules_on).of_size(size)
    tell(
        actor,
        now,
        row,
        "mediation.sized",
        {"from": before, "proposed": row.proposed},
        (rule.warrant.reference,),
    )


def join_party(*, actor: Actor, now: datetime, dispute_id: int, draft: PartyDraft) -> int:
    """Let another party join a dispute that runs, such as a respondent nobody knew when it was filed.

    Raises:
        Refused: not the actor's, he stands in it already, or whoever mediates is tied to him and must give way first.
    """
    row = handled(actor, dispute_id, Move.SET_SIZE)  # whoever may size it may complete it
    parties = [*map(_joined, live_parties(row)), joining(draft)]
    demand(may_join(parties))
    _demand_untied(actor, now, row, draft)
    party = add_party(actor=actor, now=now, row=row, draft=draft)
    tell(actor, now, row, "mediation.party_joined", {"side": party.side, "kind": party.kind})
    _tell_newcomer(actor, now, row, party)
    return int(party.pk)


def note_death(*, actor: Actor, now: datetime, dispute_id: int, party_id: int, died_on: date) -> None:
    """Note that a party died: nothing is agreed or mediated until an heir stands in his place."""
    row = handled(actor, dispute_id, Move.SET_SIZE)
    party = _party(row, party_id)
    if party.kind != PartyKind.PERSON or died_on > shanghai_day(now):
        raise Refused.because(mark("请核对去世的日期"), field="died_on", code="died_on")
    party.died_on = died_on
    party.save(update_fields=["died_on"])
    tell(actor, now, row, "mediation.party_died", {"party": party.pk, "on": text_of(died_on)})


def succeed_party(*, actor: Actor, now: datetime, dispute_id: int, party_id: int, heir: PartyDraft) -> int:
    """Let an heir take the place of a party who died; returns the heir's party."""
    row = handled(actor, dispute_id, Move.SET_SIZE)
    party = _party(row, party_id)
    if party.died_on is None:
        raise Refused.because(mark("这位当事人没有登记去世"), field="parties", code="alive")
    others = [_joined(one) for one in live_parties(row) if one.pk != party.pk]
    demand(may_join([*others, joining(heir)]))
    _demand_untied(actor, now, row, heir)
    party.left_at = now
    party.save(update_fields=["left_at"])
    found = add_party(actor=actor, now=now, row=row, draft=heir)
    found.succeeds = party
    found.save(update_fields=["succeeds"])
    _tell_newcomer(actor, now, row, found)
    tell(actor, now, row, "mediation.party_succeeded", {"party": party.pk, "heir": found.pk})
    return int(found.pk)


def _demand_untied(actor: Actor, now: datetime, row: Dispute, draft: PartyDraft) -> None:
    """Raise Refused while somebody mediates who is tied to who joins: another mediator is assigned first."""
    serving = DisputeMediator.objects.filter(dispute=row, ended_at=None).values("mediator_id")
    chosen, today = list(Mediator.objects.filter(pk__in=serving).order_by("id")), shanghai_day(now)
    if not chosen:
        return
    joins = [
        DisputeParty(person_id=person, body_id=draft.body_id)
        for person in persons_of(actor, draft) or (None,)
    ]
    bonds, rules = _bonds(actor, chosen, joins, (), today), rules_on(today)
    demand(*(untied(bonds[one.pk], on=today, rules=rules) for one in chosen))


def _tell_newcomer(actor: Actor, now: datetime, row: Dispute, party: DisputeParty) -> None:
    """Tell who joined after the dispute was taken up what the others were told then."""
    if row.accepted_at is not None:
        make_notices(actor, now, row, NoticeKind.ACCEPTED, accepted_key(row), accepted_about(row), [party])


def assign_mediators(
    *,
    actor: Actor,
    now: datetime,
    dispute_id: int,
    mediator_ids: Sequence[int],
    ties: Sequence[TieDraft] = (),
) -> None:
    """Assign who mediates, in place of whoever did before.

    Raises:
        Refused: nobody is named, one is of another body, not in office or qualified any more, or he is a party, a
            relative or of the household of one, or works or worked not long ago for one.
    """
    row = handled(actor, dispute_id, Move.ASSIGN)
    parties, today = demand_alive(row), shanghai_day(now)
    chosen = list(Mediator.objects.filter(pk__in=mediator_ids).order_by("id"))
    if not chosen or len(chosen) != len(set(mediator_ids)):
        raise Refused.because(mark("请选择调解员"), field="mediators", code="mediators")
    rules = rules_on(today)
    bonds = _bonds(actor, chosen, parties, ties, today)
    demand(*(may_mediate(_office(one, row), bonds[one.pk], on=today, rules=rules) for one in chosen))
    DisputeMediator.objects.filter(dispute=row, ended_at=None).update(ended_at=now)
    DisputeMediator.objects.bulk_create(
        DisputeMediator(dispute=row, stream=row.stream, scope=row.scope, mediator=one, assigned_at=now)
        for one in chosen
    )
    step(actor, now, row, Move.ASSIGN, about={"mediators": [one.pk for one in chosen]})
    row.save(update_fields=["state"])
    reference = rules.recusal.warrant.reference
    tell(
        actor,
        now,
        row,
        "mediation.mediators_assigned",
        {"mediators": [one.pk for one in chosen]},
        (reference,),
    )


def _office(one: Mediator, row: Dispute) -> Office:
    return Office(
        one.valid_from,
        one.valid_until,
        one.qualified_until,
        same_body=one.mediation_body_id == row.mediation_body_id,
    )


def _bonds(
    actor: Actor,
    chosen: Sequence[Mediator],
    parties: Sequence[DisputeParty],
    ties: Sequence[TieDraft],
    today: date,
) -> dict[int, list[Bond]]:
    """Return what ties each mediator to the parties: himself, his household, his employers, what was declared."""
    persons = {one.person_id for one in chosen}
    persons_of = {party.person_id for party in parties if party.person_id is not None}
    bodies_of = {party.body_id for party in parties if party.body_id is not None}
    with opened(actor, places.city().path):
        served = [*people.served_by(persons), *companies.served_by(persons)]
        housed = people.sharing_a_home(persons, persons_of, on=today)
    known = {party.pk for party in parties}
    found: dict[int, list[Bond]] = {}
    for one in chosen:
        bonds = [Bond(Tie.PARTY)] if one.person_id in persons_of else []
        if any(tie.mediator_id == one.pk and tie.party_id in known for tie in ties):
            bonds.append(Bond(Tie.RELATIVE))
        if one.person_id in housed:
            bonds.append(Bond(Tie.HOUSEHOLD))
        bonds += [
            Bond(Tie.EMPLOYER, service.until)
            for service in served
            if service.person_id == one.person_id and service.body_id in bodies_of
        ]
        found[one.pk] = bonds
    return found


def _party(row: Dispute, party_id: int) -> DisputeParty:
    found = DisputeParty.objects.select_for_update().filter(dispute=row, pk=party_id, left_at=None).first()
    if found is None:
        raise missing()
    return found


def _joined(party: DisputeParty) -> Joining:
    return Joining(Side(party.side), PartyKind(party.kind), True, party.person_id, party.body_id)
