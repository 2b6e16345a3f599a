"""Who votes for a unit: a binding is made, and lapses with a transfer; co-owners choose one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from hemei.community.voting.models import VoterBinding
from hemei.community.voting.queries.acting import homes_to_bind
from hemei.community.voting.queries.bound import lapsed_bindings, voting_owners
from hemei.community.voting.queries.disputed import objected_in_time
from hemei.community.voting.queries.law import proof_on
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import clocks
from hemei.community.voting.services.acting import demand_paper, keep_paper, keep_waiting, represented
from hemei.community.voting.services.rights import is_of
from hemei.community.voting.services.telling import LONGEST_TEXT, proof_rules
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingDraft:
    """Who is to vote for a unit of the register, and what shows it.

    `person_id` votes in the right of `owner_id`, nobody's for a unit of the developer. By the register `extract_on`
    is the day of the extract, at the desk `document` the identity document that was seen. `evidence` says where the
    papers lie: the extract's number, the co-owners' agreement, the guardian's proof. Of a guardian or delegate `scan`
    is his paper, an open file and its name; with a `roll_id` it entitles him for every home of the same owners on that
    roll.
    """

    unit_id: int
    person_id: int
    owner_id: int | None
    kind: BindingKind
    capacity: Capacity = Capacity.OWNER
    document: str = ""
    extract_on: date | None = None
    evidence: str = ""
    scan: tuple[BinaryIO, str] | None = None
    roll_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a binding before it stands: its number, its papers, and who entered it for a second clerk.

    `named` is its scan with the SHA-256, as the events of all homes that it is for say it.
    """

    number: int
    scan_id: int | None = None
    named: record.NamedFile | None = None
    evidence_id: int | None = None
    texts: dict[str, Any] = field(default_factory=dict)
    entered_by: int | None = None


def claim_units(*, actor: Actor, now: datetime) -> int:
    """Let a person see the units he owns, on every roll, or votes for until the result is final; returns what is new.

    The actor must be bound; one statement, harmless when repeated.
    """
    if actor.person_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select voting_claim(%s)", [now])
        return int(cursor.fetchone()[0])


@records.whole
def bind_voter(*, actor: Actor, now: datetime, draft: BindingDraft) -> int:
    """Enter who votes for a unit, after a look at an extract or at the person; ends the binding that stood.

    Returns its number, of several homes that of the first. A guardian or delegate who represents many owners waits
    under it for a second clerk, and nothing changes until then.

    Raises:
        Refused: the actor may not, the unit is not his, the evidence will not do, whoever is to vote is neither
            the owner nor chosen, guardian or delegate, or the binding that stands is objected to and not settled.
    """
    unit = places.unit(draft.unit_id, actor=actor)
    if unit is None:
        raise Refused.because(mark("没有这一专有部分"), field="unit", code="not_found")
    demand(may(actor, Act.BIND, unit.scope))
    today = shanghai_day(now)
    proof = proof_on(unit.estate_id, today)
    _demand_evidence(draft, today, proof)
    homes = _homes(actor, today, draft, unit)
    demand(voters.may_be_bound(draft.capacity, draft.owner_id, homes[unit.id]))
    numbers = records.next_ids("voting_voterbinding", len(homes))
    kept = keep_papers(numbers[0], draft, unit.scope, now)
    given = [
        (replace(draft, unit_id=home), replace(kept, number=number))
        for home, number in zip(homes, numbers, strict=True)
    ]
    held = represented(actor, draft, unit.estate_id)
    if draft.capacity in voters.FOR_ANOTHER and voters.needs_second(held, proof):
        for one, papers in given:
            keep_waiting(actor, now, one, unit.scope, kept=papers, represents=held, proof=proof)
    else:
        put_bindings(actor, now, given)
    return numbers[0]


def _homes(
    actor: Actor, today: date, draft: BindingDraft, unit: places.UnitDoor
) -> dict[int, tuple[int, ...]]:
    """Return the homes that a draft is for, its own first, and in whose right each votes.

    Of a whole roll those that have just the same owners; where one is objected to, or waits, that is settled first.
    """
    roll = draft.roll_id if draft.capacity in voters.FOR_ANOTHER else None
    only = unit.id if roll is None else None
    owners = voting_owners(unit.estate_id, actor=actor, on=today, unit_id=only)
    own = owners.get(unit.id, ())
    free = homes_to_bind(roll, actor=actor) if roll is not None else []
    return {unit.id: own} | {home: own for home in free if set(owners.get(home, (0,))) == set(own)}


def put_bindings(actor: Actor, now: datetime, given: Sequence[tuple[BindingDraft, Kept]]) -> None:
    """Let bindings of one estate stand whose papers were seen, each in the place of the one that stood.

    The owners are told once.

    Raises:
        Refused: whoever is to vote may not for these owners, or the one that stands is objected to and not settled.
    """
    doors = {one.id: one for one in places.doors_of([draft.unit_id for draft, _ in given], actor=actor)}
    if len(doors) < len(given):
        raise Refused.because(mark("没有这一专有部分"), field="unit", code="not_found")
    today, estate = shanghai_day(now), doors[given[0][0].unit_id].estate_id
    only = given[0][0].unit_id if len(given) == 1 else None
    owners = voting_owners(estate, actor=actor, on=today, unit_id=only)
    rows = VoterBinding.objects.select_for_update().filter(unit_id__in=doors, ended_at=None).order_by("pk")
    standing, proof = {row.unit_id: row for row in rows}, proof_on(estate, today)
    for place, (draft, kept) in enumerate(given):
        own, before = owners.get(draft.unit_id, ()), standing.get(draft.unit_id)
        before = still_standing(actor, now, before, estate)
        demand(voters.may_be_bound(draft.capacity, draft.owner_id, own))
        if before is not None:
            demand(voters.none_objected(objected=before.objected_at is not None))
            before.ended_at = now
            before.save(update_fields=["ended_at"])
        write_binding(
            actor, now, draft, doors[draft.unit_id].scope, proof=proof, told=own if place == 0 else (), kept=kept,
            replaces=before.pk if before else None,
        )  # fmt: skip


def _demand_evidence(draft: BindingDraft, today: date, proof: VoterProof) -> None:
    if draft.kind is BindingKind.LETTER:
        raise Refused.because(mark("确认函由收信人自己填写代码"), field="kind", code="letter")
    if draft.kind is BindingKind.REGISTER:
        if draft.extract_on is None:
            raise Refused.because(mark("请填写查询结果出具的日期"), field="extract", code="extract")
        demand(voters.extract_is_fresh(draft.extract_on, today, proof))
    elif draft.document not in voters.DOCUMENTS:
        raise Refused.because(mark("请选择核对了哪种身份证件"), field="document", code="document")
    if draft.capacity is not Capacity.OWNER and not draft.evidence.strip():
        raise Refused.because(
            mark("请写明推选、监护或者授权的材料存放在哪里"), field="evidence", code="evidence"
        )
    if draft.capacity in voters.FOR_ANOTHER:
        demand_paper(draft.scan)
    if len(draft.evidence) > LONGEST_TEXT:
        raise Refused.because(
            mark("请用不超过{most}个字写明"), field="evidence", code="text", most=LONGEST_TEXT
        )


def keep_papers(number: int, draft: BindingDraft, scope: str, now: datetime) -> Kept:
    """Keep what shows who is to vote: words in the vault, the scan as a file; of a binding that has this number."""
    stream, words, scan = stream_of(number), draft.evidence.strip(), None
    texts: dict[str, Any] = {}
    if words:
        sealed = records.seal(stream=stream, scope=scope, field="voter_evidence", text=words)
        texts = {"evidence": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    if draft.scan is not None:
        scan = keep_paper(draft.scan, stream=stream, scope=scope, now=now)
    return Kept(
        number=number,
        scan_id=scan,
        named=record.named_file(scan) if scan is not None else None,
        evidence_id=texts["evidence"]["vault"] if texts else None,
        texts=texts,
    )


def write_binding(
    actor: Actor, now: datetime, draft: BindingDraft, scope: str, *, proof: VoterProof, told: Collection[int] = (),
    kept: Kept | None = None, replaces: int | None = None,
) -> int:  # fmt: skip
    """Write a binding that was allowed, and record it; the unit must have none that stands.

    `told` are the owners of the unit: who does not vote himself hears of it. `kept` are its papers, where they are
    kept already.
    """
    today = shanghai_day(now)
    number = kept.number if kept else records.next_ids("voting_voterbinding", 1)[0]
    # From here on whoever is bound may read his binding; row-level security wants it before the row is there.
    persons = {draft.person_id, *((draft.owner_id,) if draft.owner_id else ())}
    if actor.person_id is not None and actor.role is Role.RESIDENT:
        persons.add(actor.person_id)
    records.grant_access(stream=stream_of(number), persons=tuple(sorted(persons)))
    papers = kept or keep_papers(number, draft, scope, now)
    row = VoterBinding(
        id=number,
        stream=stream_of(number),
        scope=scope,
        unit_id=draft.unit_id,
        person_id=draft.person_id,
        owner_id=draft.owner_id,
        kind=draft.kind.value,
        capacity=draft.capacity.value,
        document=draft.document,
        evidence_id=papers.evidence_id,
        valid_from=today,
        expires_on=voters.expires(draft.kind, today, proof),
        scan_id=papers.scan_id,
        bound_by=papers.entered_by or actor.person_id,
        confirmed_by=actor.person_id if papers.entered_by else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(voters.may_be_replaced(row.expires_on, today)) from error
    data = {
        **stated(row, papers.named),
        "extract_on": draft.extract_on.isoformat() if draft.extract_on else None,
        "replaces": replaces,
        "owners": sorted(set(told) - {draft.person_id}),
        "texts": papers.texts,
    }
    tell_binding(actor, now, row, "voting.voter_bound", data, proof)
    return number


@records.whole
def end_lapsed(*, actor: Actor, now: datetime, estate_id: int, unit_id: int | None = None) -> int:
    """End the bindings of an estate, or one of its units, that lapsed with a transfer or a delivery; returns how many.

    The register of today says so, and the event which rule it rests on. One with an objection waits for who settles
    it while a ballot that rests on it, or a paper of the unit, is in a result to which one could still object when it
    was raised: struck on it afterwards. Harmless when repeated.
    """
    today = shanghai_day(now)
    lapsed = lapsed_bindings(estate_id, actor=actor, on=today, unit_id=unit_id)
    sheets = objected_in_time(OuterRef("objected_at")).filter(roll_unit__unit=OuterRef("unit"))
    disputed = Exists(sheets.filter(Q(channel="paper") | Q(binding=OuterRef("pk"))))
    rows = VoterBinding.objects.select_for_update(of=("self",)).filter(pk__in=lapsed, ended_at=None)
    ended = list(rows.filter(Q(objected_at=None) | ~disputed).order_by("pk"))
    for row in ended:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        if row.objected_at is not None:
            clocks.settle_all(actor, now, row.stream, cancelled=True)
        tell_binding(
            actor,
            now,
            row,
            "voting.binding_lapsed",
            {"binding": row.pk, "unit": row.unit_id},
            proof_rules(today),
        )
    return len(ended)


def still_standing(
    actor: Actor, now: datetime, row: VoterBinding | None, estate_id: int
) -> VoterBinding | None:
    """Return who stands for a unit; nobody where he lapsed, and an objection to him decides nothing any more."""
    if row is None or row.objected_at is None:
        return row
    return None if end_lapsed(actor=actor, now=now, estate_id=estate_id, unit_id=row.unit_id) else row


@records.whole
def end_sold(*, actor: Actor, now: datetime, unit_id: int) -> int:
    """End what is bound for a unit in the right of whoever does not own it any more; returns how many ended."""
    unit = places.unit(unit_id, actor=actor)
    return end_lapsed(actor=actor, now=now, estate_id=unit.estate_id, unit_id=unit_id) if unit else 0


def is_bound(actor: Actor, row: VoterBinding) -> bool:
    """Whether the actor is the one who votes by a binding."""
    return is_of(actor, row.person_id)


def stream_of(number: int) -> str:
    """Return the stream of a binding."""
    return f"voting.binding:{number}"


def stated(row: VoterBinding, named: record.NamedFile | None = None) -> dict[str, Any]:
    """Return a binding as its event states it; `named` is its scan, where that was read already."""
    return {
        "binding": row.pk,
        "unit": row.unit_id,
        "person": row.person_id,
        "owner": row.owner_id,
        "kind": row.kind,
        "capacity": row.capacity,
        "document": row.document,
        "expires_on": row.expires_on.isoformat(),
        **({"scan": named or record.named_file(row.scan_id)} if row.scan_id is not None else {}),
        **({"entered_by": row.bound_by} if row.confirmed_by is not None else {}),
    }


def tell_binding(
    actor: Actor, now: datetime, row: VoterBinding, event: str, data: dict[str, Any], proof: VoterProof
) -> None:
    """Record what happened to a binding, with the clauses of its kind and capacity."""
    of_kind = {
        "register": proof.register.warrant,
        "letter": proof.letter.warrant,
        "desk": proof.desk.warrant,
    }
    warrants = [of_kind[row.kind]]
    if row.capacity == Capacity.CHOSEN:
        warrants.append(proof.co_owners.warrant)
    if row.capacity == Capacity.GUARDIAN:
        warrants.append(proof.guardian.warrant)
    if row.capacity in voters.FOR_ANOTHER:
        warrants.append(proof.acting.warrant)
    records.record_event(
        stream=row.stream,
        type=event,
        actor=actor,
        at=now,
        scope=row.scope,
        data=data,
        references=[warrant.reference for warrant in warrants],
    )
