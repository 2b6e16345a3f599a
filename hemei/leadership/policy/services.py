"""The writers of policy: documents are recorded, clauses turned into duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from hemei.ground.people import queries as people
from hemei.ground.people.queries import BodyKind, BodyRow
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reference, Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.periods import Repeat, period_of, titled
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import DutyDraft, SetDuties
from hemei.leadership.policy.models import Clause, Document
from hemei.leadership.policy.rules import (
    KIND_TEXTS,
    Act,
    Demand,
    DocumentItem,
    Force,
    Passage,
    PolicyDocuments,
    may,
    may_stand,
)

ADDRESSEES = (
    BodyKind.COUNTY_GOVERNMENT,
    BodyKind.STREET,
    BodyKind.COMMUNITY,
    BodyKind.COMPANY,
    BodyKind.DEPARTMENT,
)
LONGEST_TEXT, LONGEST_NAME = 4_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A document to be recorded, as its text gives it. `supports` is the id of what it supports."""

    kind: str
    title: str
    issuer: str
    number: str = ""
    since: date | None = None
    until: date | None = None
    year: int | None = None
    supports: int | None = None
    first_topic: bool = False
    secretary_project: bool = False
    cited: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDraft:
    """A clause to be recorded; without a demand it is only read."""

    text: str
    number: str = ""
    demand: str = ""
    addressee: str = ""
    limit: str = ""
    repeat: str = Repeat.ONCE.value
    photo_needed: bool = False


def adopt_documents(*, actor: Actor, now: datetime) -> int:
    """Record the documents of the standard in force that are not recorded yet; returns how many."""
    _demand(actor, Act.RECORD)
    try:
        listed = record.standards().find("policy-documents", PolicyDocuments, on=shanghai_day(now))
    except NoStandard:
        return 0
    rows = Document.objects.filter(item__isnull=False).values_list("item", "id")
    known = {str(item): number for item, number in rows}
    done = 0
    for row in listed.document:
        if row.code not in known:
            known[row.code] = _adopt(actor, now, row, known)
            done += 1
    return done


def _adopt(actor: Actor, now: datetime, row: DocumentItem, known: dict[str, int]) -> int:
    draft = DocumentDraft(
        kind=row.kind,
        title=row.title,
        issuer=row.issuer,
        number=row.number,
        since=row.issued,
        until=row.until,
        year=row.year,
        supports=known.get(row.supports),
        first_topic=row.first_topic,
        secretary_project=row.secretary_project,
    )
    document = _record(actor, now, draft, row.warrant.reference, item=row.code)
    for passage in row.passage:
        _write_clause(actor, now, document, _told(passage), passage.warrant.reference)
    return document.pk


def _told(passage: Passage) -> ClauseDraft:
    return ClauseDraft(text=passage.text, number=passage.number)


@records.whole
def record_document(*, actor: Actor, now: datetime, draft: DocumentDraft) -> int:
    """Record a document and return its id.

    Raises:
        Refused: the role may not, a title is missing, or the days cannot be true.
    """
    _demand(actor, Act.RECORD)
    if draft.kind not in KIND_TEXTS:
        raise Refused.because(mark("请选择文件种类"), field="kind", code="kind")
    _short(draft.title, "title", mark("请填写标题，最多{most}个字"))
    _short(draft.issuer, "issuer", mark("请填写发文机关，最多{most}个字"))
    if draft.since is None and draft.year is None:
        raise Refused.because(mark("请填写施行日期；只知道年份的填年份"), field="since", code="no_day")
    decision = may_stand(Force(draft.year, draft.since, draft.until), shanghai_day(now))
    if not decision.allowed:
        raise Refused(decision)
    return _record(actor, now, draft, None).pk


def _short(text: str, field: str, words: str) -> None:
    if not text.strip() or len(text) > LONGEST_NAME or "\x00" in text:
        raise Refused.because(words, field=field, code=field, most=LONGEST_NAME)


def _record(
    actor: Actor, now: datetime, draft: DocumentDraft, reference: Reference | None, item: str | None = None
) -> Document:
    number = records.next_ids("policy_document", 1)[0]
    document = Document(
        id=number,
        stream=f"policy.document:{number}",
        scope=places.city().path,
        kind=draft.kind,
        title=draft.title.strip(),
        number=draft.number.strip(),
        issuer=draft.issuer.strip(),
        supports_id=draft.supports,
        year=draft.year,
        valid_from=draft.since,
        valid_until=draft.until,
        first_topic=draft.first_topic,
        secretary_project=draft.secretary_project,
        item=item,
        source=reference.as_payload() if reference else None,
        cited=draft.cited.strip(),
    )
    document.save(force_insert=True)
    _event(actor, now, document, "policy.document_recorded", _facts(document), reference)
    return document


def _facts(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "title": document.title,
        "number": document.number,
        "supports": document.supports_id,
        "year": document.year,
        "valid_from": document.valid_from.isoformat() if document.valid_from else None,
        "valid_until": document.valid_until.isoformat() if document.valid_until else None,
        "first_topic": document.first_topic,
        "secretary_project": document.secretary_project,
    }


@records.whole
def add_clause(*, actor: Actor, now: datetime, document_id: int, draft: ClauseDraft) -> int:
    """Record a clause of a document and return its id; raises Refused."""
    document = _locked(document_id)
    _demand(actor, Act.ADD_CLAUSE, document, now)
    if not draft.text.strip() or len(draft.text) > LONGEST_TEXT or "\x00" in draft.text:
        raise Refused.because(
            mark("请填写条款原文，最多{most}个字"), field="text", code="text", most=LONGEST_TEXT
        )
    if draft.demand.strip():
        _demand_of(draft.demand, draft.addressee, draft.limit, draft.repeat, photo=draft.photo_needed)
    return _write_clause(actor, now, document, draft, None)


def _demand_of(title: str, addressee: str, limit: str, repeat: str, *, photo: bool) -> Demand:
    """Return what a clause demands; raises Refused where it does not say from whom, by when or how often."""
    _short(title, "demand", mark("请填写要求，最多{most}个字"))
    if addressee not in {kind.value for kind in ADDRESSEES}:
        raise Refused.because(mark("请选择由哪类单位办理"), field="addressee", code="addressee")
    if repeat not in set(Repeat):
        raise Refused.because(mark("请选择一次还是定期"), field="repeat", code="repeat")
    try:
        length = Limit.parse(limit)
    except ValueError:
        raise Refused.because(mark("请填写办理期限"), field="limit", code="limit") from None
    return Demand(title.strip(), addressee, length, Repeat(repeat), photo)


def _write_clause(
    actor: Actor, now: datetime, document: Document, draft: ClauseDraft, reference: Reference | None
) -> int:
    demands = bool(draft.demand.strip())
    clause = Clause.objects.create(
        document=document,
        number=draft.number.strip(),
        text=draft.text.strip(),
        demand=draft.demand.strip(),
        addressee=draft.addressee if demands else "",
        limit=draft.limit if demands else "",
        repeat=draft.repeat if demands else Repeat.ONCE.value,
        photo_needed=demands and draft.photo_needed,
        source=reference.as_payload() if reference else None,
    )
    data = {
        "clause": clause.pk,
        "number": clause.number,
        "addressee": clause.addressee,
        "limit": clause.limit,
        "repeat": clause.repeat,
    }
    _event(actor, now, document, "policy.clause_added", data, reference)
    return clause.pk


@records.whole
def end_document(*, actor: Actor, now: datetime, document_id: int, until: date) -> None:
    """Record the first day on which a document no longer holds; duties that were set stay. Raises Refused."""
    document = _locked(document_id)
    _demand(actor, Act.END, document, now)
    decision = may_stand(Force(document.year, document.valid_from, until), shanghai_day(now))
    if not decision.allowed:
        raise Refused(decision)
    document.valid_until = until
    document.save(update_fields=["valid_until"])
    _event(actor, now, document, "policy.document_ended", {"valid_until": until.isoformat()})


@records.whole
def demand_duties(*, actor: Actor, now: datetime, clause_id: int) -> SetDuties:
    """Turn a clause into a duty of every body it speaks of within the actor's places, once a period.

    Raises:
        Refused: the role may not, the document has ended, the clause demands nothing.
    """
    clause = Clause.objects.select_for_update().select_related("document").filter(pk=clause_id).first()
    clause, setter = _demanding(actor, clause, now)
    found = duties.set_duties(actor=actor, now=now, drafts=_drafts(actor, clause, setter, now))
    if found.ids:
        if clause.demanded_by_id is None:
            Clause.objects.filter(pk=clause.pk).update(demanded_by_id=setter)
        data = {"clause": clause.pk, "duties": len(found.ids), "period": _period(clause, now)}
        _event(actor, now, clause.document, "policy.duties_demanded", data)
    return found


@dataclass(frozen=True, slots=True)
class Planned:
    """What turning a clause into duties would do: to whom it would go and by when, and how many have it already."""

    clause_id: int
    document_id: int
    document_title: str
    title: str
    photo_needed: bool
    fresh: tuple[tuple[BodyRow, datetime], ...]
    already: int


@records.whole
def plan_duties(*, actor: Actor, now: datetime, clause_id: int) -> Planned:
    """Return what `demand_duties` would do, and do nothing; raises Refused where it would."""
    clause = Clause.objects.select_related("document").filter(pk=clause_id).first()
    clause, setter = _demanding(actor, clause, now)
    drafts = _drafts(actor, clause, setter, now)
    fresh = duties.foresee_duties(now=now, drafts=drafts)
    return Planned(
        clause_id=clause.pk,
        document_id=clause.document_id,
        document_title=clause.document.title,
        title=titled(clause.demand, Repeat(clause.repeat), _period(clause, now)),
        photo_needed=clause.photo_needed,
        fresh=tuple(fresh),
        already=len(drafts) - len(fresh),
    )


def _demanding(actor: Actor, clause: Clause | None, now: datetime) -> tuple[Clause, int]:
    """Return the clause and the body that sets its duties."""
    if clause is None:
        raise Refused.because(mark("没有这一条款"), code="not_found")
    _demand(actor, Act.DEMAND, clause.document, now)
    if not clause.demand:
        raise Refused.because(mark("这一条款没有写明要谁办什么"), code="no_demand")
    setter = actor.body_id or clause.demanded_by_id
    if setter is None:
        raise Refused.because(mark("请先由一个单位按条款布置"), code="no_setter")
    return clause, setter


def _addressees(actor: Actor, clause: Clause, now: datetime) -> list[BodyRow]:
    every = people.bodies_of_kind(BodyKind(clause.addressee), shanghai_day(now))
    return [body for body in every if actor.covers(body.scope) and body.id != actor.body_id]


def _period(clause: Clause, now: datetime) -> str:
    return period_of(Repeat(clause.repeat), shanghai_day(now))


def _drafts(actor: Actor, clause: Clause, setter: int, now: datetime) -> list[DutyDraft]:
    demand = _demand_of(
        clause.demand, clause.addressee, clause.limit, clause.repeat, photo=clause.photo_needed
    )
    period = _period(clause, now)
    return [
        DutyDraft(
            key=f"policy.clause:{clause.pk}:{period}:{body.id}",
            origin=duties.Origin.POLICY_CLAUSE,
            origin_stream=clause.document.stream,
            origin_item=str(clause.pk),
            title=titled(demand.title, demand.repeat, period),
            owner=body.id,
            setter=setter,
            limit=demand.limit,
            photo_needed=demand.photo_needed,
        )
        for body in _addressees(actor, clause, now)
    ]


def demand_again(*, actor: Actor, now: datetime) -> int:
    """Set the duties of a new period for every recurring clause that was turned into duties before."""
    holds = Q(document__valid_until=None) | Q(document__valid_until__gt=shanghai_day(now))
    recurring = Clause.objects.exclude(repeat=Repeat.ONCE).filter(holds, demanded_by_id__isnull=False)

    def again(clause_id: int) -> int:
        with records.acting(actor):
            return len(demand_duties(actor=actor, now=now, clause_id=clause_id).ids)

    return records.each_alone(recurring.order_by("id").values_list("id", flat=True), again)


def may_record(actor: Actor) -> bool:
    """Whether the actor may record documents; for menus and buttons."""
    return may(actor.role, Act.RECORD).allowed


def demand_record(actor: Actor) -> None:
    """Raise Refused where the actor may not record documents."""
    _demand(actor, Act.RECORD)


def _locked(document_id: int) -> Document:
    found = Document.objects.select_for_update().filter(pk=document_id).first()
    if found is None:
        raise Refused.because(mark("没有这份文件"), code="not_found")
    return found


def _demand(actor: Actor, act: Act, document: Document | None = None, now: datetime | None = None) -> None:
    until = document.valid_until if document else None
    ended = until is not None and now is not None and shanghai_day(now) >= until
    decision: Decision = may(actor.role, act, ended=ended)
    if decision.allowed and actor.role is not Role.SYSTEM and actor.body_id is None:
        decision = may(Role.PUBLIC, act)
    if not decision.allowed:
        raise Refused(decision)


def _event(
    actor: Actor,
    now: datetime,
    document: Document,
    name: str,
    data: dict[str, Any],
    reference: Reference | None = None,
) -> None:
    with opened(actor, document.scope):
        records.record_event(
            stream=document.stream,
            type=name,
            actor=actor,
            at=now,
            scope=document.scope,
            data=data,
            references=(reference,) if reference else (),
        )
