"""Owners ask, comment on a draft and watch a spending; whoever is asked answers on the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.community.funds import queries as funds
from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.queries.owing import there_on
from hemei.coordination.disclosure.queries.spending import spendings
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.asking import fits, may_answer, may_ask, may_comment
from hemei.coordination.disclosure.rules.owing import acting_now, owed_by
from hemei.coordination.disclosure.rules.words import About, Stage, State, Subject
from hemei.coordination.disclosure.services.pressing import release
from hemei.coordination.disclosure.services.shared import missing, tell
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

ANSWERING = "disclosure.answering"
"""The kind of clock that runs here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """A question to be. `key` is that of the form: the same form counts once."""

    estate_id: int
    text: str
    key: str
    about: About = About.MONEY
    about_stream: str = ""


@dataclass(frozen=True, slots=True)
class _Asker:
    person_id: int | None
    body_id: int | None


def ask(*, actor: Actor, now: datetime, draft: QuestionDraft) -> int:
    """Ask about the money of one's own estate, or say something on a draft; return the question's id.

    Raises:
        Refused: the estate is not one's own, the draft takes no comments, or nothing is said.
    """
    demand(may(actor, Act.ASK))
    homes = {home.estate_id: home.person_id for home in people.own_homes(actor, on=shanghai_day(now))}
    demand(may_ask(at_home=draft.estate_id in homes, text=draft.text))
    with opened(actor, places.city().path):
        if draft.about is About.DRAFT:
            found = Disclosure.objects.filter(stream=draft.about_stream, estate_id=draft.estate_id).first()
            if found is None:
                raise missing()
            demand(may_comment(state=State(found.state)))
        return _keep(actor, now, draft, _Asker(homes[draft.estate_id], None))


@records.whole
def watch(*, actor: Actor, now: datetime, draft: QuestionDraft) -> int:
    """Say something on a spending as an owner, the committee, community or street; its state says in which stage.

    Raises:
        Refused: not the actor's estate, or nothing is said.
    """
    demand(may(actor, Act.WATCH))
    if draft.about is not About.SPENDING or not draft.about_stream:
        raise Refused.because(mark("没有写明是哪一笔支出。"), code="spending")
    if actor.role is Role.RESIDENT:
        homes = {home.estate_id: home.person_id for home in people.own_homes(actor, on=shanghai_day(now))}
        demand(may_ask(at_home=draft.estate_id in homes, text=draft.text))
        with opened(actor, places.city().path):
            return _keep(actor, now, draft, _Asker(homes[draft.estate_id], None))
    demand(fits(draft.text))
    with _of_office(actor, draft.estate_id):
        return _keep(actor, now, draft, _Asker(None, actor.body_id))


@contextmanager
def _of_office(actor: Actor, estate_id: int) -> Iterator[None]:
    estate = places.estate(estate_id, actor=actor)
    if estate is None or actor.body_id is None:
        raise missing()
    with opened(actor, places.city().path):
        yield


def _keep(actor: Actor, now: datetime, draft: QuestionDraft, asker: _Asker) -> int:
    known = Question.objects.filter(key=draft.key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    stage = _stage(draft)
    today = shanghai_day(now)
    [estate] = places.shapes_of([draft.estate_id])
    answering = _answering(estate, draft, today)
    rule = calendar_on(today).answer
    (number,) = records.next_ids("disclosure_question", 1)
    stream = f"disclosure.question:{number}"
    records.grant_access(
        stream=stream, bodies=tuple({answering, *([asker.body_id] if asker.body_id else [])}),
        persons=(asker.person_id,) if asker.person_id else (),
    )  # fmt: skip
    sealed = records.seal(
        stream=stream, scope=estate.scope, field="text", text=draft.text.strip(), person_id=asker.person_id
    )
    subject = clocks.Subject(stream, estate.scope, "answer", ANSWERING, answering)
    line = clocks.deadline_row(
        subject, clocks.Course(now, (str(rule.limit),)), clock_queries.working_time(now=now),
        rule.warrant.reference,
    )  # fmt: skip
    clocks.write_deadlines([line])
    row = Question(
        id=number, stream=stream, scope=estate.scope, estate_id=draft.estate_id, about=draft.about.value,
        about_stream=draft.about_stream, stage=stage.value if stage else "", key=draft.key,
        person_id=asker.person_id, asker_body_id=asker.body_id, body_id=answering, text_id=sealed.vault_id,
        asked_at=now, due_at=line.due.at,
    )  # fmt: skip
    row.save(force_insert=True)
    texts = {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    tell(
        actor, now, row, "disclosure.question_asked",
        {
            "estate": row.estate_id, "about": row.about, "of": row.about_stream, "stage": row.stage,
            "body": answering, "texts": texts,
        },
        (rule.warrant.reference,),
    )  # fmt: skip
    return number


def _stage(draft: QuestionDraft) -> Stage | None:
    """Return the stage of the spending that something is said of; None where it is of no spending."""
    if draft.about is not About.SPENDING:
        return None
    found = spendings([draft.about_stream]).get(draft.about_stream)
    if found is None or found.estate_id != draft.estate_id:
        raise missing()
    return found.stage


def _answering(estate: places.EstateShape, draft: QuestionDraft, today: date) -> int:
    """Return who answers: of a draft who acts for it, of all else who owes what it is about today."""
    there = there_on({estate.id: estate.scope}, today)[estate.id]
    order = there.in_order(calendar_on(today), *asked_about(draft.about, draft.about_stream, today))
    if draft.about is About.DRAFT:
        return acting_now(order, Disclosure.objects.get(stream=draft.about_stream).body_id)
    found = owed_by(order)
    if found is None:
        raise Refused.because(
            mark("这个小区现在没有能答复的单位。"), remedy=mark("请向社区反映。"), code="nobody"
        )
    return found


def asked_about(about: About, about_stream: str, today: date) -> tuple[Subject, date]:
    """Return what is asked about, and until when: a draft's own subject and period; of all other money, as it is today.

    That is the fund where it, or a use of it, is asked about, and else the revenue. The day is excluded.
    """
    if about is About.DRAFT:
        row = Disclosure.objects.get(stream=about_stream)
        return Subject(row.subject), row.until
    of_fund = about is About.FUND or (about is About.SPENDING and funds.shown_uses([about_stream]))
    return Subject.FUND if of_fund else Subject.REVENUE, today + timedelta(days=1)


def answer(*, actor: Actor, now: datetime, question_id: int, text: str) -> None:
    """Answer a question, once.

    Raises:
        Refused: not asked of the actor's body, answered already, or nothing is said.
    """
    demand(may(actor, Act.ANSWER))
    with records.acting(actor):
        row = Question.objects.select_for_update().filter(record.seen_by(actor), pk=question_id).first()
        if row is None:
            raise missing()
        demand(may_answer(answered=row.answered_at is not None, own=actor.body_id == row.body_id, text=text))
        sealed = records.seal(stream=row.stream, scope=row.scope, field="answer", text=text.strip())
        limit = calendar_on(shanghai_day(row.asked_at)).answer.limit
        subject = clocks.Subject(row.stream, row.scope, "answer", ANSWERING, row.body_id)
        course = clocks.Course(row.asked_at, (str(limit),), settled_at=now)
        clocks.write_deadlines([clocks.deadline_row(subject, course, clock_queries.working_time(now=now))])
        if row.late_at is not None:
            release(now, row)
        row.answer_id, row.answered_at = sealed.vault_id, now
        row.save(update_fields=["answer_id", "answered_at"])
        texts = {"answer": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
        tell(actor, now, row, "disclosure.question_answered", {"late": now > row.due_at, "texts": texts})
