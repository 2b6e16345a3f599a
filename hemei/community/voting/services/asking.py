"""Voters of drawn ballots are asked; what an owner says of another's right holds for all that rests on it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import CallBack, CalledBallot, CallTry
from hemei.community.voting.queries.asked import called_rows, cast_as, tries_of, voter_of
from hemei.community.voting.queries.calling import (
    brought_in_by,
    by_same_right,
    cast_for_others,
    current_in,
    serves,
    staff_of,
)
from hemei.community.voting.queries.paper import reading_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.calling import (
    SAID,
    Answer,
    Question,
    Said,
    Try,
    answer_to,
    may_ask,
    question_of,
    said_to,
    state_of,
)
from hemei.community.voting.services.calling import locked_call_back, tell_of_call
from hemei.community.voting.services.calling_back import after_call
from hemei.community.voting.services.contested import object_denied
from hemei.community.voting.services.judging import clerk_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

RIGHTS: frozenset[Answer] = frozenset({"given", "not_given"})
"""Answers on whether another may vote for the owner: they hold for every ballot that rests on the same right."""


@records.whole
def record_call(*, actor: Actor, now: datetime, called_id: int, said: Said) -> str:
    """Record what was said and return the answer it comes to. The caller is not shown what was entered.

    Of a ballot that another cast for an owner, the owner is asked first whether he may. His answer holds for all
    ballots that rest on the same proxy or binding, of every item; where he denies it, whatever else the same person
    cast for others is asked about too, and the binding lets nobody vote again until a third hand settles it.

    Raises:
        Refused: the actor may not, or brought this ballot or what it rests on in himself, or is of the street and
            somebody of the residents' committee may ask, the ballot was not drawn, or what was said is none of the
            answers to what is to be asked next.
    """
    rows = CalledBallot.objects.filter(record.seen_by(actor), pk=called_id)
    _lock_all(rows.values_list("call_back__vote__roll_id", flat=True).first())
    found = locked_call_back(actor, rows.values_list("call_back_id", flat=True).first() or 0, Act.ASK)
    joined = CalledBallot.objects.select_related(
        "call_back__vote__roll", "ballot__roll_unit", "ballot__sheet__proxy", "ballot__sheet__binding"
    )
    one = joined.select_for_update(of=("self",)).get(pk=called_id)
    if said not in SAID:
        raise Refused.because(mark("请选择业主怎样回答"), field="said", code="said")
    if not one.drawn or one.state in {"confirmed", "denied"}:
        raise Refused.because(mark("这张票不需要再回访"), field="said", code="settled")
    caller = clerk_of(actor)
    staff = None if serves(actor) else staff_of(found.scope, shanghai_day(now))
    demand(may_ask(caller, brought_in_by(one.ballot, found.vote.roll), staff=staff))
    by = cast_as(one.ballot.sheet)
    question = question_of(by, [answer for _, answer in tries_of([one.pk]).get(one.pk, [])])
    if said not in said_to(question, by):
        raise Refused.because(_NOT_ASKED[question], field="said", code="not_asked")
    answer = answer_to(said, one.ballot.choice)
    told = [one, *(_of_same_right(one, answer) if answer in RIGHTS else ())]
    for row in told:
        _answered(actor, now, row, answer, caller)
    more: list[CallBack] = []
    if answer == "not_given":
        more = _ask_of_voter(actor, one)
        object_denied(actor, now, one.ballot.sheet)
    for made in {made.pk: made for made in (*more, *(row.call_back for row in told))}.values():
        after_call(actor, now, made)
    return answer


_NOT_ASKED: dict[Question, str] = {
    "right": mark("这张票是别人替业主投的，请先问业主是否委托、授权过他，或者他是不是监护人"),
    "vote": mark("已经问过业主，请问投票的人怎样投的"),
}


def _lock_all(roll_id: int | None) -> None:
    """Lock the call-backs of a roll, in order: an answer may hold for ballots of several of them."""
    list(CallBack.objects.filter(vote__roll=roll_id).order_by("pk").select_for_update(of=("self",)))


def _of_same_right(one: CalledBallot, answer: Answer) -> list[CalledBallot]:
    """Return the other listed ballots that rest on the same right; what is denied need not have been drawn."""
    rows = CalledBallot.objects.filter(
        by_same_right(one.ballot.sheet, "ballot__"), call_back__in=current_in(one.call_back.vote.roll)
    ).exclude(pk=one.pk)
    if answer == "given":
        rows = rows.filter(drawn=True, state__in=["waiting", "unconfirmed"])
        rows = rows.exclude(tries__answer="given")
    return list(rows.exclude(state="denied").select_related("call_back__vote__roll").order_by("pk"))


def _answered(actor: Actor, now: datetime, one: CalledBallot, answer: Answer, caller: int) -> None:
    CallTry.objects.create(
        called=one, called_at=now, answer=answer, caller=caller, scope=one.scope, stream=one.stream
    )
    tries = [Try(shanghai_day(at), before) for at, before in tries_of([one.pk])[one.pk]]
    one.state, one.drawn = state_of(tries, reading_of(one.call_back.vote.roll)), True
    one.save(update_fields=["state", "drawn"])
    data = {"called": one.pk, "answer": answer, "state": one.state}
    tell_of_call(actor, now, one.call_back, "voting.voter_called", data)


def _ask_of_voter(actor: Actor, one: CalledBallot) -> list[CallBack]:
    """Draw what else who voted by a denied right cast for others: the owner of each is asked.

    Return the call-backs it was drawn in.
    """
    voter = voter_of(one.ballot.sheet)
    if voter is None:
        return []
    with people_services.opened(actor, places.city().path):
        others = cast_for_others(people.same_as(voter), "ballot__")
    rows = CalledBallot.objects.filter(others, call_back__in=current_in(one.call_back.vote.roll), drawn=False)
    touched = CallBack.objects.filter(pk__in=rows.values("call_back")).select_related("vote__roll")
    made = list(touched.order_by("pk"))
    rows.update(drawn=True)
    return made


@records.whole
def open_contact(*, actor: Actor, now: datetime, called_id: int, vault_id: int, reason: str) -> str:
    """Return a number or paper by which whoever is to be asked is found, and record who looked and why.

    He may live anywhere in the city: it opens for a drawn ballot about which the actor may still ask, nothing else.

    Raises:
        Refused: the actor may not, or it is none of those of a ballot he may ask about.
    """
    rows = CalledBallot.objects.filter(record.seen_by(actor), pk=called_id)
    found = locked_call_back(actor, rows.values_list("call_back_id", flat=True).first() or 0, Act.ASK)
    asked = called_rows(found.pk, actor=actor, now=now, called_id=called_id)
    if not any(row.open and vault_id in row.vaults for row in asked):
        raise Refused.because(mark("没有这项信息，或已经删除。"), field="vault", code="not_found")
    with people_services.opened(actor, places.city().path):
        return people_services.unmask(actor=actor, now=now, vault_id=vault_id, reason=reason)
