"""Terms: entered, filed, corrected, ended early. A committee comes into being with its first term."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.people.facts import committee_rules
from hemei.ground.people.models import Body, Seat, Term
from hemei.ground.people.rules import terms
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.rules.committee_words import SeatEnd, TermEnd
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.terms import Period, TermDraft
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.committees.offices import follow_seats
from hemei.ground.people.services.loading import BodyDraft, write_bodies
from hemei.ground.people.services.opening import demand_act
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

FIELDS = tuple(TermDraft.__dataclass_fields__)


def register_term(*, actor: Actor, now: datetime, estate_id: int, draft: TermDraft, warrant: str = "") -> int:
    """Enter a term of an estate's committee and return its id; with the first one the committee is entered too.

    `warrant` is the stream of the election that brought it, where it ran here.

    Raises:
        Refused: the estate is not the actor's, or the term cannot stand: see `terms.may_enter_term`.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise Refused.because(mark("没有找到这个小区。"), field="estate", code="not_found")
        committee = running_committees([estate_id]).get(estate_id)
        others = [period_of(row) for row in committee.terms.all()] if committee else []
        rules = committee_rules(draft.elected_on)
        decision = terms.may_enter_term(draft, others, shanghai_day(now), rules)
        demand(decision)
        body_id = committee.pk if committee else found_committees([_founded(estate, draft)])[0]
        term = written_term(body_id, estate.stream, estate.scope, draft)
        term.elected_by = warrant
        _save(term)
        records.record_events(
            actor=actor, drafts=[entered(term, estate_id, draft, now, references=decision.references)]
        )
    return term.pk


def running_committees(estate_ids: Iterable[int]) -> dict[int, Body]:
    """Return the committees of some estates by estate, locked, for who writes their terms."""
    rows = Body.objects.select_for_update().filter(
        kind=BodyKind.OWNERS_COMMITTEE, estate_id__in=set(estate_ids), valid_until=None
    )
    return {row.estate_id or 0: row for row in rows.prefetch_related("terms")}


def committee_draft(*, name: str, estate_id: int, community_id: int, scope: str, since: date) -> BodyDraft:
    """Return the committee of an estate as a body of the community that answers for it."""
    return BodyDraft(
        kind=BodyKind.OWNERS_COMMITTEE,
        level=Level.ESTATE,
        name=f"{name}业主委员会",
        short_name=f"{name}业委会",
        place_id=community_id,
        scope=scope,
        valid_from=since,
        estate_id=estate_id,
    )


def _founded(estate: places.EstateRow, draft: TermDraft) -> BodyDraft:
    return committee_draft(
        name=estate.name,
        estate_id=estate.id,
        community_id=estate.community_id,
        scope=estate.scope,
        since=draft.elected_on,
    )


def found_committees(drafts: Sequence[BodyDraft]) -> list[int]:
    """Write committees as bodies; that they were elected is what their first terms record."""
    try:
        with transaction.atomic():
            return [row[0] for row in write_bodies(drafts)]
    except IntegrityError as error:
        raise Refused.because(
            mark("这个小区刚刚登记了业委会。"),
            remedy=mark("请刷新后登记新的一届。"),
            code="committee_exists",
        ) from error


def written_term(body_id: int, stream: str, scope: str, draft: TermDraft) -> Term:
    """Return a term as the table keeps it, with an id of its own and not yet saved."""
    (number,) = records.next_ids("people_term", 1)
    return Term(id=number, body_id=body_id, stream=stream, scope=scope, **asdict(draft))


def period_of(term: Term) -> Period:
    """Return a term as the rules see it."""
    return Period(term.pk, term.valid_from, term.valid_until, term.ended_on)


def entered(
    term: Term,
    estate_id: int,
    draft: TermDraft,
    now: datetime,
    *,
    source: str = "",
    references: tuple[Reference, ...] = (),
) -> records.EventDraft:
    """Return the event of a term; the number of a filing is typed text and stays out."""
    data = {name: told(value) for name, value in asdict(draft).items() if name != "filing_number"}
    more = {"source": source} if source else {}
    return records.EventDraft(
        body_stream(term.body_id), "people.term_registered", now, term.scope,
        {"term": term.pk, "estate": estate_id, **data, **more}, references,
    )  # fmt: skip


def told(value: Any) -> Any:
    """Return a value as an event carries it."""
    return value.isoformat() if isinstance(value, date) else value


def file_term(*, actor: Actor, now: datetime, term_id: int, filed_on: date, number: str = "") -> None:
    """Enter that an election was filed with district and street (property regulation, article 16).

    Raises:
        Refused: the term is not the actor's, is filed already, was elected here, or the day will not do.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        term = locked_term(term_id, actor)
        if term.filed_on is not None:
            raise Refused.because(
                mark("这一届已经登记备案。"), remedy=mark("日期有误的请用“更正”。"), code="filed"
            )
        _demand_typed(actor, term, {"filed_on"})
        demand(terms.may_file(term.elected_on, filed_on, shanghai_day(now)))
        term.filed_on, term.filing_number = filed_on, number
        term.save(update_fields=["filed_on", "filing_number"])
        _record(term, "people.term_filed", actor, now, {"filed_on": filed_on.isoformat()})


def end_term(*, actor: Actor, now: datetime, term_id: int, day: date, reason: TermEnd) -> None:
    """End a term before its day, and every seat of it; that day is the first on which nobody acts any more.

    One that has not begun ends on the day it would begin, and never runs.

    Raises:
        Refused: the term is not the actor's, has ended, or the day will not do.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        term = locked_term(term_id, actor)
        demand(terms.may_end_term(period_of(term), day, shanghai_day(now)))
        held = Seat.objects.filter(term_id=term_id)
        later = (
            held.filter(valid_from__gt=day) if day == term.valid_from else held.filter(valid_from__gte=day)
        )
        if later.exists() or held.filter(valid_until__gt=day).exists():
            raise Refused.because(
                mark("有成员的任职起止晚于这一天。"),
                remedy=mark("请先核对成员的日期。"),
                field="day",
                code="seats_later",
            )
        held.filter(valid_until=None).update(valid_until=day, end_reason=SeatEnd.TERM_ENDED)
        term.ended_on, term.end_reason = day, reason
        term.save(update_fields=["ended_on", "end_reason"])
        follow_seats([term], actor=actor, now=now)
        _record(term, "people.term_ended", actor, now, {"day": day.isoformat(), "reason": reason.value})


def correct_term(*, actor: Actor, now: datetime, term_id: int, draft: TermDraft) -> int:
    """Put right what was entered wrongly of a term; return how many facts changed.

    Raises:
        Refused: the term is not the actor's, or cannot stand so; seats would lie outside it.
    """
    demand_act(actor, Act.KEEP_COMMITTEES)
    with records.acting(actor):
        term = locked_term(term_id, actor)
        others = [period_of(row) for row in Term.objects.filter(body_id=term.body_id).exclude(pk=term_id)]
        if term.ended_on is not None and draft.valid_until is not None and draft.valid_until < term.ended_on:
            raise Refused.because(
                mark("届满日早于登记的提前结束之日。"), field="valid_until", code="before_end"
            )
        decision = terms.may_enter_term(draft, others, shanghai_day(now), committee_rules(draft.elected_on))
        demand(decision, _seats_stay(term, draft))
        changes = differences(term, draft)
        _demand_typed(actor, term, changes)
        if changes:
            _save(term, list(changes))
            follow_seats([term], actor=actor, now=now)
            shown = {name: [told(old), told(new)] for name, (old, new) in changes.items()}
            shown.pop("filing_number", None)
            _record(term, "people.term_corrected", actor, now, {"changes": shown}, decision.references)
    return len(changes)


def _demand_typed(actor: Actor, term: Term, changed: Collection[str]) -> None:
    """Demand that somebody who types in facts of a term may; the platform itself follows the election."""
    if actor.role is not Role.SYSTEM:
        demand(terms.may_type_over(term.elected_by, changed))


def differences(term: Term, draft: TermDraft) -> dict[str, tuple[Any, Any]]:
    """Write what a draft says otherwise into a term, unsaved, and return it: former and new by field."""
    changes = {
        name: (getattr(term, name), new) for name, new in asdict(draft).items() if new != getattr(term, name)
    }
    for name, (_, new) in changes.items():
        setattr(term, name, new)
    return changes


def _seats_stay(term: Term, draft: TermDraft) -> Decision:
    """Whether those who hold seats still lie within the term; the database would not let them out."""
    out = Seat.objects.filter(term_id=term.pk, valid_from__lt=draft.valid_from).exists()
    until = term.ended_on or draft.valid_until
    if until is not None:
        rows = Seat.objects.filter(term_id=term.pk)
        out = (
            out or rows.filter(valid_from__gte=until).exists() or rows.filter(valid_until__gt=until).exists()
        )
    beyond = Seat.objects.filter(term_id=term.pk, number__gt=draft.seats).exclude(post="reserve").exists()
    if not out and not beyond:
        return Decision.yes()
    field = "valid_from" if out else "seats"
    return Refused.because(
        mark("有成员的席位或任职起止不在更正后的届次里。"),
        remedy=mark("请先更正成员。"),
        field=field,
        code="seats_outside",
    ).decision


def locked_term(term_id: int, actor: Actor) -> Term:
    """Return a term for changing; not there and not the actor's look alike."""
    term = Term.objects.select_for_update().filter(record.seen_by(actor), pk=term_id).first()
    if term is None:
        raise Refused.because(mark("没有找到这一届。"), code="not_found")
    return term


def _save(term: Term, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            if fields is None:
                term.save(force_insert=True)
            else:
                term.save(update_fields=fields)
    except IntegrityError as error:
        if "people_term_no_overlap" not in str(error):
            raise
        raise Refused.because(mark("这段时间已经登记了一届。"), field="valid_from", code="overlap") from error


def _record(
    term: Term,
    event_type: str,
    actor: Actor,
    now: datetime,
    data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:
    records.record_event(
        stream=body_stream(term.body_id),
        type=event_type,
        actor=actor,
        at=now,
        scope=term.scope,
        data={"term": term.pk, **data},
        references=references,
    )
