"""Act on a case: the dance stands once. Lock, load the facts, ask the rule, write, record the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from django.db import models

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import facts_of, hands_in, law_of
from hemei.coordination.cases.models import Case, Submission
from hemei.coordination.cases.queries.joined import following
from hemei.coordination.cases.queries.own_word import has_own_word, withdraws_own
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import Decided, decide
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import OWN_EVENTS, TaskKind
from hemei.coordination.cases.services.lines import propose_line
from hemei.coordination.cases.services.looking import look_at, only_marked
from hemei.coordination.cases.services.photos import read_photos
from hemei.coordination.cases.services.writing import Written, usable_key, write_act
from hemei.coordination.cases.viewing import bound, is_number, reporters_access, seen_by
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day

_PROVING = (acts.GiveResult, acts.Close, acts.RecordRevisit, acts.Reopen)
"""Acts whose photos shall show how it is now; they are looked at for re-use, time and place."""
_SAYING = (acts.GiveResult, acts.Close, acts.Refuse)
"""Acts that say what came of a case: on his own nobody has the reporter's word as well."""
_ASKS_WHO = (
    acts.Arbitrate, acts.ReturnWhistle, acts.AskExtension, acts.Extend, acts.DeclineExtension, acts.PauseClock,
    acts.Supervise, acts.Escalate, acts.DrawRevisit, acts.RecordRevisit, acts.Reopen, acts.AcceptResult, acts.Withdraw,
    acts.Succeed,
)  # fmt: skip
"""Acts that judge work, or ask who may: they are told who did it himself."""
_PICTURED = (acts.Comment, acts.ReportStep, *_PROVING)


class NoSuchCase(LookupError):  # noqa: N818 - reads as what happened
    """There is no such case, or it is not this viewer's; the two look alike."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act that went through, now or when the same form came before."""

    number: str
    version: int
    repeated: bool = False


def act(
    *,
    viewer: Viewer,
    now: datetime,
    number: str,
    act: acts.Act,
    seen: int,
    submission_key: str = "",
    photos: Sequence[BinaryIO] = (),
) -> Done:
    """Carry out a person's act on a case as he saw it: `seen` is the version on his screen.

    Raises:
        NoSuchCase: not there, or not his.
        Stale: the case moved meanwhile.
        Refused: the rules say no.
    """
    if not is_number(number):
        raise NoSuchCase(number)
    submission_key = usable_key(submission_key, act)
    with bound(viewer):
        # Pictures are drawn anew before the row is locked; that can take a second.
        pictures = read_photos(photos, law_of(shanghai_day(now)).intake)
        case, viewer, repeated = _locked(number, viewer, submission_key)
        if repeated:
            return Done(number, case.version, repeated=True)
        if seen != case.version:
            told = [row for row in record.history(stream=case.stream) if row.type in OWN_EVENTS]
            raise records.Stale(told[seen:], mark("您填写期间，这个案件有{count}处新变化"))
        if isinstance(act, _PICTURED):
            act = replace(act, photos=len(pictures))
        proves = isinstance(act, _PROVING)
        looked = look_at(viewer.actor, case, pictures, now) if proves else only_marked(pictures)
        _carry_out(case, viewer, act, now, Written({"text": act.text}, pictures, looked))
        _remember(case, submission_key)
        if isinstance(act, acts.Leave):
            _let_go(case)
        return Done(number, case.version + 1)


def act_as_system(*, actor: Actor, now: datetime, case: Case, act: acts.Act) -> None:
    """Carry out an act of the clocks on a case the caller has locked; raises Refused."""
    _carry_out(case, Viewer(actor), act, now, Written({}))


def _locked(number: str, viewer: Viewer, submission_key: str) -> tuple[Case, Viewer, bool]:
    found: Any = (
        Case.objects.select_for_update(of=("self",))
        .filter(number=number)
        .annotate(
            listed=reporters_access(),
            repeated=models.Exists(
                Submission.objects.filter(key=submission_key, stream=models.OuterRef("stream"))
            ),
        )
        .first()
    )
    if found is None or (viewer.proven and found.contact_id is None):
        raise NoSuchCase(number)
    return found, seen_by(viewer, listed=found.listed), found.repeated


def _carry_out(case: Case, viewer: Viewer, act: acts.Act, now: datetime, written: Written) -> None:
    before = rows.decode_state(case.snapshot)
    facts = facts_of(
        scope=case.scope,
        fact_on=case.fact_on,
        now=now,
        named=[
            *_named(act, before.task_of(viewer.actor.body_id)),
            *([before.home] if isinstance(act, acts.Reopen | acts.SendBack) else []),
            *_ruled_to(before, act),
            *_called_before(before, act),
        ],
        asked=(viewer.actor.body_id, before.reporter_body),
        divided=case.estate_id if isinstance(act, acts.Handle) else None,
    )
    if isinstance(act, _ASKS_WHO) or before.request is not None:
        facts = replace(facts, hands=_hands(case, viewer.actor))
    if isinstance(act, acts.Withdraw | acts.Leave):
        facts = replace(facts, supporters=following(case.pk))
    if isinstance(act, _SAYING) and (case.contact_id or case.reporter_id):
        facts = replace(facts, own_word=_has_own_word(case, before, act, viewer.actor, now))
    if isinstance(act, acts.Withdraw):
        own = withdraws_own(case.pk, before, facts.hands, shanghai_day(now))
        facts = replace(facts, own_word=own)
    decided: Decided = decide(before, act, viewer, facts, now)
    write_act(
        actor=viewer.actor,
        now=now,
        case=case,
        before=before,
        decided=decided,
        written=written,
        working=facts.working,
    )
    if isinstance(act, acts.Arbitrate):
        propose_line(actor=viewer.actor, now=now, case=case, decided=decided, name=act.problem.strip())


def _hands(case: Case, actor: Actor) -> tuple[Hand, ...]:
    """Return who did the work of a case, that of whoever acts now with the names of the bodies he did it for."""
    found = hands_in([case.stream]).get(case.stream, ())
    names = people.body_names(hand.body for hand in found if _in_another_post(hand, actor))
    return tuple(replace(hand, name=names.get(hand.body, "")) for hand in found)


def _in_another_post(hand: Hand, actor: Actor) -> bool:
    return hand.person == actor.person_id and hand.body != actor.body_id


def _has_own_word(case: Case, before: CaseState, act: acts.Act, actor: Actor, now: datetime) -> bool:
    """Whether who reported a case is who acts; where it is closed also whether he is a colleague of who did the work.

    A company never learns from how it ended that one of its own reported what it must not know the reporter of.
    """
    called = {task.body for task in before.tasks if not (before.hidden and task.kind is TaskKind.COMPANY)}
    bodies = [] if isinstance(act, acts.GiveResult) else [before.home, *called]
    return has_own_word(case.pk, persons=[actor.person_id], bodies=bodies, today=shanghai_day(now))


def _ruled_to(case: CaseState, act: acts.Act) -> list[int]:
    """Return who was ruled to handle a case that is about to be closed."""
    ruling = case.ruling if isinstance(act, acts.Close) else None
    return [ruling.handling] if ruling is not None and ruling.handling is not None else []


def _called_before(case: CaseState, act: acts.Act) -> list[int]:
    """Return whose call has ended, where it matters again: it binds the body, or its successor, that is called."""
    calls = isinstance(act, acts.Whistle | acts.Handle | acts.Fall)
    return [task.body for task in case.tasks if calls and not task.open]


def _named(act: acts.Act, task: Any) -> list[int]:
    """Return the bodies an act speaks of, and the one whose call it answers."""
    named: list[int | None] = [task.body if task else None]
    if isinstance(act, acts.Whistle):
        named += [act.lead, *act.joints]
    if isinstance(act, acts.Handle):
        named.append(act.company)
    if isinstance(act, acts.Arbitrate):
        named.append(act.handling)
    if isinstance(act, acts.Succeed):
        named.append(act.successor)
    return [body for body in named if body is not None]


def _let_go(case: Case) -> None:
    """Let who reported a case see and hear of it no longer, nor anybody by the phone left with it."""
    Case.objects.filter(pk=case.pk).update(contact_id=None)
    records.revoke_persons(stream=case.stream)


def _remember(case: Case, submission_key: str) -> None:
    Submission.objects.bulk_create(
        [Submission(key=submission_key, stream=case.stream, scope=case.scope, seq=case.version + 1)],
        ignore_conflicts=True,
    )


def locked(number: str) -> tuple[Case, CaseState]:
    """Return a case under lock with its state; raises NoSuchCase."""
    case = Case.objects.select_for_update().filter(number=number).first() if is_number(number) else None
    if case is None:
        raise NoSuchCase(number)
    return case, rows.decode_state(case.snapshot)
