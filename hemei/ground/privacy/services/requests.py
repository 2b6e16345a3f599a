"""A person asks about his data; the data officer's desk answers within the limit, or refuses on a ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks import services as clock_services
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.privacy import rules
from hemei.ground.privacy.models import Request
from hemei.ground.privacy.queries import personal_data, running_matters, still_used
from hemei.ground.privacy.rules import Right, State
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Decision, Reference, Refused, mark
from hemei.kernel.workdays import shanghai_day

CLOCK = "answer"
_MOST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Correction:
    """What a granted correction writes: a field of the person's and its right text."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Who took a request at a counter: the body, for whom who came stood, by which document he was checked."""

    body: int
    claimant: str
    proof: str


@records.whole
def ask(*, actor: Actor, now: datetime, right: Right, text: str, person_id: int | None = None) -> str:
    """File a request about one's own data and return its number; the clock of the answer starts.

    `person_id` names one of the persons the actor is, where the registers know him beside his account.

    Raises:
        Refused: nothing is said, or a request of this kind is still open.
    """
    people_services.demand_act(actor, people.Act.USE_OWN_ACCOUNT)
    own = people.own_persons(actor)
    person = person_id or actor.person_id or 0
    if person not in own:
        raise Refused.because(mark("只能就本人的信息提出申请。"), code="not_yours")
    return write_request(actor=actor, now=now, person=person, right=right, text=text, shown_to=own)


def write_request(
    *,
    actor: Actor,
    now: datetime,
    person: int,
    right: Right,
    text: str,
    shown_to: tuple[int, ...],
    counter: Counter | None = None,
) -> str:
    """Write a request without asking who may, and return its number; a counter's comes here too."""
    said = _said(text, "text")
    today = shanghai_day(now)
    claim = personal_data(today).claim_of(right)
    with transaction.atomic():
        scope = people.scope_of(person)
        desk = _desk(today)
        (identity,) = records.next_ids("privacy_request", 1)
        stream = f"privacy.request:{identity}"
        bodies = (desk, counter.body) if counter else (desk,)
        records.grant_access(stream=stream, persons=shown_to, bodies=bodies)
        records.grant_access(stream=people_services.stream_of(person), bodies=(desk,))
        sealed = records.seal(
            stream=stream, scope=scope, field="privacy_request", text=said, person_id=person
        )
        reference = claim.warrant.reference
        row = clock_services.start_deadline(
            actor=actor,
            now=now,
            subject=clock_services.Subject(stream, scope, CLOCK, "privacy_answer", desk),
            limit=claim.answer,
            working_time=clocks.working_time(now=now),
            reference=reference,
        )
        found = Request(
            id=identity, stream=stream, scope=scope, number=f"{today:%y%m%d}{identity:06}", person_id=person,
            desk_id=desk, right=right, state=State.OPEN, text_id=sealed.vault_id, asked_at=now, due_at=row.due.at,
            filed_by_id=counter.body if counter else None, claimant=counter.claimant if counter else "self",
            proof=counter.proof if counter else "",
        )  # fmt: skip
        _insert(found)
        shown = {"claimant": counter.claimant, "proof": counter.proof} if counter else {}
        record_act(found, actor, now, "privacy.request_made", (reference,), text=sealed.commitment, **shown)
    return found.number


def withdraw_request(*, actor: Actor, now: datetime, number: str) -> None:
    """Take one's own open request back."""
    with transaction.atomic():
        found = locked(number)
        require(rules.may_withdraw(asked_of(found), people.own_persons(actor)))
        _end(found, actor, now, State.WITHDRAWN, cancelled=True)
        record_act(found, actor, now, "privacy.request_withdrawn")


def answer_request(
    *, actor: Actor, now: datetime, number: str, text: str, correction: Correction | None = None
) -> None:
    """Grant a request: a correction is written, a deletion is carried out, in the same transaction.

    Raises:
        Refused: not this desk's; not open; a matter still needs the data; nothing is said.
    """
    people_services.demand_act(actor, people.Act.ANSWER_PRIVACY)
    said = _said(text, "text")
    with transaction.atomic():
        found = locked(number)
        with people_services.opened(actor, places.city().path, NOWHERE):
            running = running_matters(found.person_id)
        used = still_used(actor=actor, person_id=found.person_id, day=shanghai_day(now))
        asked = asked_of(found, running, used)
        claim = personal_data(shanghai_day(found.asked_at)).claim_of(asked.right)
        decision = rules.may_answer(asked, actor.body_id, claim)
        require(decision)
        sealed = _seal_answer(found, said)
        _end(found, actor, now, State.ANSWERED, answer_id=sealed.vault_id)
        record_act(found, actor, now, "privacy.request_answered", decision.references, text=sealed.commitment)
        if asked.right is Right.CORRECT and correction is not None:
            people_services.correct_person(
                actor=actor, now=now, person_id=asked.person, field=correction.field, text=correction.text
            )
        if asked.right is Right.DELETE:
            people_services.forget_person(actor=actor, now=now, person_id=asked.person)


def refuse_request(*, actor: Actor, now: datetime, number: str, ground: str, text: str) -> None:
    """Refuse a request on a ground with its clause, and say why (article 50)."""
    people_services.demand_act(actor, people.Act.ANSWER_PRIVACY)
    said = _said(text, "text")
    with transaction.atomic():
        found = locked(number)
        asked = asked_of(found)
        day = shanghai_day(found.asked_at)
        decision = rules.may_refuse(asked, actor.body_id, personal_data(day).ground_of(ground, asked.right))
        require(decision)
        sealed = _seal_answer(found, said)
        _end(found, actor, now, State.REFUSED, answer_id=sealed.vault_id, ground=ground)
        record_act(found, actor, now, "privacy.request_refused", decision.references, text=sealed.commitment)


def asked_of(found: Request, running: int = 0, used: int = 0) -> rules.Asked:
    """Return a request as a decision sees it; clocks that run and registers that still use its data are counted."""
    return rules.Asked(
        Right(found.right), State(found.state), found.person_id, found.desk_id, running, used,
        found.filed_by_id, found.handed_at is not None,
    )  # fmt: skip


def _desk(today: date) -> int:
    """Return the body whose data officer answers; where none is appointed, the city's bureau.

    Raises:
        Refused: the city has neither.
    """
    city = places.city()
    found = people.body_with_role(people.DESK_ROLES, city.path, today)
    if found is None:
        raise Refused.because(
            mark("本市还没有受理个人信息申请的单位。"), remedy=mark("请拨打12345热线。"), code="no_desk"
        )
    return found


def _said(text: str, field: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Refused.because(mark("请写明内容。"), field=field, code="text_missing")
    if len(said) > _MOST_TEXT:
        raise Refused.because(
            mark("内容共{length}字，最多{limit}字。"), field=field, code="text_long",
            length=len(said), limit=_MOST_TEXT,
        )  # fmt: skip
    return said


def _insert(found: Request) -> None:
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError as error:
        if "privacy_request_one_open" not in str(error):
            raise
        raise Refused.because(
            mark("您已有一件同类申请正在办理。"), remedy=mark("请等待答复，或先撤回原来的申请。"), code="open"
        ) from error


def locked(number: str) -> Request:
    """Return a visible request, locked; raises `Refused` where there is none."""
    found = Request.objects.select_for_update().filter(number=number).first() if number.isascii() else None
    if found is None:
        raise Refused.because(mark("没有这件申请。"), code="not_found")
    return found


def _seal_answer(found: Request, text: str) -> records.Sealed:
    return records.seal(
        stream=found.stream, scope=found.scope, field="privacy_answer", text=text, person_id=found.person_id
    )


def _end(
    found: Request,
    actor: Actor,
    now: datetime,
    state: State,
    *,
    cancelled: bool = False,
    answer_id: int | None = None,
    ground: str = "",
) -> None:
    found.state, found.ended_at, found.answer_id, found.ground = state, now, answer_id, ground
    found.save(update_fields=["state", "ended_at", "answer_id", "ground"])
    clock_services.settle_deadline(actor=actor, now=now, stream=found.stream, key=CLOCK, cancelled=cancelled)
    records.revoke_access(stream=people_services.stream_of(found.person_id), bodies=(found.desk_id,))


def record_act(
    found: Request,
    actor: Actor,
    now: datetime,
    event: str,
    references: tuple[Reference, ...] = (),
    **said: str,
) -> None:
    """Record what happened to a request."""
    data = {"right": found.right, "state": found.state, "desk": found.desk_id, "ground": found.ground, **said}
    records.record_event(
        stream=found.stream,
        type=event,
        actor=actor,
        at=now,
        scope=found.scope,
        data=data,
        references=references,
    )


def require(decision: Decision) -> None:
    """Raise `Refused` where the rules say no."""
    if not decision.allowed:
        raise Refused(decision)
