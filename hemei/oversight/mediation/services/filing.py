"""A dispute begins: from a case, a phone, the desk or a petition. The rule says how large it is and who mediates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor, PlaceRange
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import levels_on, rules_on
from hemei.oversight.mediation.models import Dispute, DisputeParty, Referral
from hemei.oversight.mediation.queries.bodies import BodyRow, body_for
from hemei.oversight.mediation.rules.acts import Act, may
from hemei.oversight.mediation.rules.clocks import ACCEPTING
from hemei.oversight.mediation.rules.parties import Joining, may_join
from hemei.oversight.mediation.rules.sizing import Matter, Proposal, may_be, propose
from hemei.oversight.mediation.rules.words import PartyKind, Source, State
from hemei.oversight.mediation.services.clocks import accept_key, start_clock
from hemei.oversight.mediation.services.drafts import DisputeDraft, PartyDraft
from hemei.oversight.mediation.services.representing import manager_of
from hemei.oversight.mediation.services.shared import (
    FILED,
    keep_step,
    missing,
    sealed,
    stream_of,
    tell,
    text_of,
    written,
)

SERIES = "mediation"


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a dispute lies, no finer than it must."""

    estate_id: int | None
    community_id: int
    path: str


def file_dispute(*, actor: Actor, now: datetime, draft: DisputeDraft) -> int:
    """File a dispute and return its id; the same key files once.

    The body the rule proposes gets it, with the time to accept running. Nobody else sees it afterwards but the parties.

    Raises:
        Refused: the actor may not, a party or amount cannot be, the source went to mediation before, or no body is
            there to mediate.
    """
    demand(may(actor.role, Act.FILE_OWN if draft.source is Source.PHONE else Act.FILE))
    today = shanghai_day(now)
    levels, text = levels_on(today), written(draft.text)
    matter = Matter(draft.kind, draft.persons, draft.amount_fen, draft.danger, draft.spans)
    demand(may_be(matter, levels), may_join([joining(party) for party in draft.parties]))
    with opened(actor, NOWHERE):
        known = Dispute.objects.filter(key=draft.key).values_list("id", flat=True).first()
        if known is not None:
            return int(known)
        _refuse_twin(draft)
        site, proposal = _site(actor, draft), propose(matter, levels)
        body = body_for(proposal.level, site.path, today)
        if body is None:
            raise Refused.because(
                mark("这里还没有登记调处机构"), remedy=mark("请由街道、县区或市级主管部门先登记"), code="body"
            )
        try:
            with transaction.atomic():
                row = _enter(actor, now, draft, site=site, proposal=proposal, body=body, text=text)
        except IntegrityError as error:
            return _sent_beside(draft, error)
    return int(row.pk)


def _sent_beside(draft: DisputeDraft, error: IntegrityError) -> int:
    """Return the dispute the same form filed a moment ago; raises Refused where its source went to mediation."""
    known = Dispute.objects.filter(key=draft.key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    _refuse_twin(draft)
    raise error


def add_party(*, actor: Actor, now: datetime, row: Dispute, draft: PartyDraft) -> DisputeParty:
    """Let a party join: sealed, and on the access list of the stream.

    For a company's project that is the person in charge of it, not the company: its other projects stay outside.
    """
    persons = persons_of(actor, draft)
    who = persons[0] if persons else None
    if who is not None and DisputeParty.objects.filter(dispute=row, person_id=who, left_at=None).exists():
        raise Refused.because(
            mark("同一个当事人写了两次，或者同时在两边"),
            remedy=mark("请核对双方当事人"),
            field="name",
            code="twice",
        )
    manager = manager_of(actor, now, draft.project_id)
    party = DisputeParty.objects.create(
        dispute=row, stream=row.stream, scope=row.scope, side=draft.side.value, kind=draft.kind.value,
        person_id=who, body_id=draft.body_id, project_id=draft.project_id, manager_id=manager,
        name_id=sealed(row, "name", draft.name or _body_name(draft), who).vault_id,
        phone_id=sealed(row, "phone", draft.phone, who).vault_id if draft.phone.strip() else None,
        joined_at=now,
    )  # fmt: skip
    whole = draft.body_id if draft.project_id is None else None
    records.grant_access(
        stream=row.stream, persons=(*persons, manager) if manager is not None else persons,
        bodies=(whole,) if whole is not None else (),
    )  # fmt: skip
    return party


def joining(draft: PartyDraft) -> Joining:
    """Return a party as the rules read it."""
    return Joining(
        draft.side, draft.kind, named=bool(draft.name.strip()) or draft.body_id is not None,
        person_id=draft.person_id, body_id=draft.body_id, died_on=text_of(draft.died_on) or "",
    )  # fmt: skip


def _refuse_twin(draft: DisputeDraft) -> None:
    if draft.source_stream and Referral.objects.filter(source_stream=draft.source_stream).exists():
        raise Refused.because(mark("这件事已经转入调解"), code="twin")


def _site(actor: Actor, draft: DisputeDraft) -> _Site:
    """Return where it lies: an estate or community the actor may see, or his own home."""
    if draft.estate_id is not None:
        with opened(actor, places.city().path):
            estate = places.estate(draft.estate_id, actor=_everywhere(actor))
        if estate is None:
            raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
        return _Site(estate.id, estate.community_id, estate.scope)
    try:
        community = places.place(draft.community_id or 0)
    except places.NoSuchPlace:
        raise Refused.because(mark("请选择小区或社区"), field="estate", code="place") from None
    if community.level is not places.Level.COMMUNITY:
        raise Refused.because(mark("请选择小区或社区"), field="estate", code="place")
    return _Site(None, community.id, community.path)


def _enter(
    actor: Actor,
    now: datetime,
    draft: DisputeDraft,
    *,
    site: _Site,
    proposal: Proposal,
    body: BodyRow,
    text: str,
) -> Dispute:
    today = shanghai_day(now)
    [number] = records.next_ids("mediation_dispute", 1)
    stream = stream_of(number)
    records.grant_access(stream=stream, bodies=(body.body_id,))
    text_seal = records.seal(stream=stream, scope=NOWHERE, field="dispute", text=text)
    row = Dispute(
        id=number, stream=stream, scope=NOWHERE, number=_number(now), key=draft.key, kind=draft.kind, rules_on=today,
        size=proposal.size.value, proposed=proposal.size.value, because=list(proposal.because), level=body.level.value,
        mediation_body_id=body.id, body_id=body.body_id, state=State.FILED.value, source=draft.source.value,
        source_stream=draft.source_stream, community_id=site.community_id, place_path=site.path,
        estate_id=site.estate_id, amount_fen=draft.amount_fen, persons=draft.persons, danger=draft.danger,
        spans=draft.spans.value, text_id=text_seal.vault_id, filed_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    for party in draft.parties:
        add_party(actor=actor, now=now, row=row, draft=party)
    keep_step(actor, now, row, FILED, "", about={"source": row.source, "size": row.size})
    _refer(actor, now, row, draft)
    data: dict[str, Any] = {
        "kind": row.kind, "source": row.source, "body": row.body_id, "parties": len(draft.parties),
        "because": list(proposal.because), "danger": row.danger,
        "texts": {"text": {"vault": text_seal.vault_id, "commitment": text_seal.commitment}},
    }  # fmt: skip
    tell(actor, now, row, "mediation.dispute_filed", data, proposal.references)
    rule = rules_on(today).acceptance
    start_clock(
        actor,
        now,
        row,
        key=accept_key(row),
        kind=ACCEPTING,
        limit=rule.limit,
        reference=rule.warrant.reference,
    )
    return row


def _refer(actor: Actor, now: datetime, row: Dispute, draft: DisputeDraft) -> None:
    """Leave whoever sent a case or petition the number of the dispute, and nothing else."""
    if not draft.source_stream:
        return
    [number] = records.next_ids("mediation_referral", 1)
    stream = f"mediation.referral:{number}"
    if actor.body_id is not None:
        records.grant_access(stream=stream, bodies=(actor.body_id,))
    Referral.objects.create(
        id=number, stream=stream, scope=NOWHERE, source_stream=draft.source_stream, number=row.number,
        body_id=actor.body_id, referred_at=now,
    )  # fmt: skip


def _number(now: datetime) -> str:
    year = shanghai_day(now).year
    return f"TJ{year}{records.next_number(series=SERIES, year=year):05}"


def persons_of(actor: Actor, draft: PartyDraft) -> tuple[int, ...]:
    """Return which persons on record a party is: who signs in by the phone first, then who is registered with it."""
    if draft.kind is not PartyKind.PERSON:
        return ()
    found = [draft.person_id] if draft.person_id is not None else []
    if draft.phone.strip():
        with opened(actor, places.city().path, accounts=True):
            signs_in = people.person_signing_in_by(draft.phone)
            found += [signs_in] if signs_in is not None else []
            registered = people.persons_by_phone(draft.phone)
        found += registered if len(registered) == 1 else []
    return tuple(dict.fromkeys(found))


def _body_name(draft: PartyDraft) -> str:
    found = people.body(draft.body_id or 0)
    if found is None:
        raise missing()
    return found.name


def _everywhere(actor: Actor) -> Actor:
    return replace(actor, places=(PlaceRange(places.city().path),))
