"""Posting, what is said against it, and publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.facts import exemplar_rules
from hemei.oversight.honours.models import Nomination, Objection
from hemei.oversight.honours.queries.public import public_exemplar
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.deciding import may_object, may_post, may_publish
from hemei.oversight.honours.rules.words import ClockKind, Kind, State
from hemei.oversight.honours.services.shared import locked, missing, need_words, tell, tell_all


def post_nominations(*, actor: Actor, now: datetime, nominations: Sequence[int]) -> date:
    """Post what passed, as one list; return the last day on which anybody may object."""
    today = shanghai_day(now)
    posting = exemplar_rules(today).posting
    ends_on = shanghai_day(clock_queries.working_time(now=now).due(now, posting.limit).at)
    with transaction.atomic():
        rows = locked(actor, Act.POST, nominations)
        demand(*(may_post(State(row.state)) for row in rows))
        for row in rows:
            row.state, row.posted_on, row.posting_ends_on = State.POSTED.value, today, ends_on
        Nomination.objects.bulk_update(rows, ["state", "posted_on", "posting_ends_on"])
        data = {"ends_on": ends_on.isoformat()}
        tell_all(
            actor, now, [(row, data) for row in rows], "honours.nomination_posted", posting.warrant.reference
        )
    return ends_on


def publish_nominations(*, actor: Actor, now: datetime, nominations: Sequence[int]) -> None:
    """Publish what was posted long enough and stands after every objection; the clock of the re-check runs."""
    today = shanghai_day(now)
    with transaction.atomic():
        rows = locked(actor, Act.PUBLISH, nominations)
        waiting = _open_objections(rows)
        demand(
            *(
                may_publish(
                    State(row.state), ends_on=row.posting_ends_on, today=today,
                    open_objections=waiting.get(row.pk, 0),
                )
                for row in rows
            )
        )  # fmt: skip
        for row in rows:
            row.state, row.valid_from = State.PUBLISHED.value, today
        Nomination.objects.bulk_update(rows, ["state", "valid_from"])
        for name, projects in (
            ("honours.exemplar_published", False),
            ("honours.demonstration_awarded", True),
        ):
            told = [(row, _named(row)) for row in rows if (row.kind == Kind.DEMONSTRATION) is projects]
            tell_all(actor, now, told, name)
        begin_rechecks(actor, now, rows)


def _named(row: Nomination) -> dict[str, Any]:
    """Return whose honour it is, for who reacts to it."""
    return {"estate": row.estate_id, "company": row.company_id, "project": row.project_id}


def begin_rechecks(actor: Actor, now: datetime, rows: Sequence[Nomination]) -> None:
    """Let the time to the next re-check run; each year has a clock of its own."""
    recheck = exemplar_rules(shanghai_day(now)).recheck
    clocks.start_deadlines(
        actor=actor,
        now=now,
        subjects=[
            clocks.Subject(
                row.stream, row.scope, recheck_key(row), ClockKind.RECHECK.value, actor.body_id or 0
            )
            for row in rows
        ],
        limit=recheck.limit,
        working_time=clock_queries.working_time(now=now),
        reference=recheck.warrant.reference,
    )


def recheck_key(row: Nomination) -> str:
    """Return the key of the clock that runs to the next re-check: the day it began."""
    return f"recheck:{row.checked_on or row.valid_from}"


def object_to(*, actor: Actor, now: datetime, nomination_id: int, text: str) -> int:
    """Object to what is posted; whoever has signed in may, once. Only the city bureau reads who it was."""
    demand(may(actor.role, Act.OBJECT))
    shown, said = public_exemplar(nomination_id), need_words(text, "text")
    if shown is None or actor.person_id is None:
        raise missing()
    (number,) = records.next_ids("honours_objection", 1)
    stream = f"honours.objection:{number}"
    with transaction.atomic(), opened(actor, shown.scope):
        row = Nomination.objects.select_for_update().filter(pk=nomination_id).first()
        if row is None:
            raise missing()
        before = Objection.objects.filter(nomination=row, person_id=actor.person_id).exists()
        demand(
            may_object(State(row.state), ends_on=row.posting_ends_on, today=shanghai_day(now), before=before)
        )
        records.grant_access(stream=stream, persons=(actor.person_id,))
        sealed = records.seal(
            stream=stream, scope=row.scope, field="text", text=said, person_id=actor.person_id
        )
        objection = Objection(
            id=number, stream=stream, scope=row.scope, nomination=row, person_id=actor.person_id, filed_at=now,
            text_id=sealed.vault_id,
        )  # fmt: skip
        _write(objection)
        data = {"nomination": row.pk, "text": sealed.vault_id, "said": sealed.commitment}
        _tell(actor, now, objection, "honours.objection_filed", data)
        _begin_answer(actor, now, objection)
    return int(number)


def answer_objection(*, actor: Actor, now: datetime, objection_id: int, upheld: bool, answer: str) -> None:
    """Answer an objection; one that is right strikes the nomination."""
    demand(may(actor.role, Act.DECIDE))
    said = need_words(answer, "answer")
    with transaction.atomic():
        row = Objection.objects.select_for_update().filter(pk=objection_id).first()
        if row is None or not actor.covers(row.scope):
            raise missing()
        if row.decided_at is not None:
            raise Refused.because(mark("这条异议已经答复"), remedy=mark("请刷新页面"), code="state")
        sealed = records.seal(stream=row.stream, scope=row.scope, field="answer", text=said)
        row.decided_at, row.upheld, row.answer_id = now, upheld, sealed.vault_id
        row.save(update_fields=["decided_at", "upheld", "answer_id"])
        data = {"upheld": upheld, "answer": sealed.vault_id, "said": sealed.commitment}
        _tell(actor, now, row, "honours.objection_answered", data)
        clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=ClockKind.OBJECTION.value)
        if upheld:
            _strike(actor, now, row)


def _strike(actor: Actor, now: datetime, objection: Objection) -> None:
    (row,) = locked(actor, Act.DECIDE, [objection.nomination_id])
    if row.state != State.POSTED:
        return  # another objection has struck it already
    row.state, row.ended_on = State.STRUCK.value, shanghai_day(now)
    row.save(update_fields=["state", "ended_on"])
    tell(actor, now, row, "honours.nomination_struck", {"objection": objection.pk})


def _open_objections(rows: Sequence[Nomination]) -> dict[int, int]:
    counted = Objection.objects.filter(nomination__in=rows, decided_at=None).values_list("nomination_id")
    return dict(counted.annotate(count=Count("id")).values_list("nomination_id", "count"))


def _write(objection: Objection) -> None:
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as error:
        if "honours_objection_once" not in str(error):
            raise
        raise Refused.because(
            mark("您已经提出过异议"), remedy=mark("请等候答复"), field="text", code="twin"
        ) from error


def _begin_answer(actor: Actor, now: datetime, objection: Objection) -> None:
    """Let the clock of the answer run for the city's housing authority."""
    today = shanghai_day(now)
    body, limit = people.department_for("HM", places.city().path, today), exemplar_rules(today)
    if body is None:
        return  # nobody is there who could be late
    subject = clocks.Subject(
        objection.stream, objection.scope, ClockKind.OBJECTION.value, ClockKind.OBJECTION.value, body
    )
    clocks.start_deadline(
        actor=actor, now=now, subject=subject, limit=limit.objection_decision.limit,
        working_time=clock_queries.working_time(now=now), reference=limit.objection_decision.warrant.reference,
    )  # fmt: skip


def _tell(actor: Actor, now: datetime, row: Objection, name: str, data: dict[str, Any]) -> None:
    records.record_event(stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data)
