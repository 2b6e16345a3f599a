"""Voters of drawn ballots are asked; what an owner says of another's right holds for all that rests on it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from hemei.community.voting.models import Assembly, CallBack, CalledBallot
from hemei.community.voting.queries.asked import called_rows, cast_as, tries_of
from hemei.community.voting.queries.calling import brought_in_by, by_same_right, current_in, serves, staff_of
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.calling import (
    DENIALS,
    SAID,
    Answer,
    Question,
    Said,
    answer_to,
    denied_by_owner,
    may_ask,
    question_of,
    said_to,
)
from hemei.community.voting.services.calling import demand_current, locked_call_back
from hemei.community.voting.services.calling_back import after_call
from hemei.community.voting.services.contested import DENIED, object_denied
from hemei.community.voting.services.denied import answered, spread_denials, try_of
from hemei.community.voting.services.judging import clerk_of
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def record_call(*, actor: Actor, now: datetime, called_id: int, said: Said) -> str:
    """Record what was said and return the answer it comes to. The caller is not shown what was entered.

    Of a ballot that another cast for an owner, the owner is asked first whether he may. His answer holds for all
    ballots that rest on the same proxy or binding, of every item; where he denies it, whatever else the same person
    cast for others is asked about too. Where the owner denies, that or a ballot of which he alone is asked, the binding
    lets nobody vote again until a third hand settles it. In a draw from before a count anew nobody is asked; who denies
    all the same, in a call that was under way, has denied in the new one.

    Raises:
        Refused: the actor may not, or brought this ballot or what it rests on in himself, or is of the street and
            somebody of the residents' committee may ask, the ballot was not drawn, or what was said is none of the
            answers to what is to be asked next; the vote was counted anew since.
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
    with people_services.opened(actor, places.city().path):
        brought = brought_in_by(one.ballot, found.vote.roll)
    staff = None if serves(actor) else staff_of(found.scope, shanghai_day(now))
    demand(may_ask(caller, brought, staff=staff))
    by = cast_as(one.ballot.sheet)
    question = question_of(by, [answer for _, answer in tries_of([one.pk]).get(one.pk, [])])
    if said not in said_to(question, by):
        raise Refused.because(_NOT_ASKED[question], field="said", code="not_asked")
    answer = answer_to(said, one.ballot.choice)
    if answer not in DENIALS:
        demand_current(found)
    touched = _told(actor, now, one, answer, caller)
    if denied_by_owner(answer, by):
        object_denied(actor, now, one.ballot.sheet, DENIED)
    for made in touched:
        after_call(actor, now, made)
    return answer


_NOT_ASKED: dict[Question, str] = {
    "right": mark("这张票是别人替业主投的，请先问业主是否委托、授权过他，或者他是不是监护人"),
    "vote": mark("已经问过业主，请问投票的人怎样投的"),
}


def _lock_all(roll_id: int | None) -> None:
    """Lock the meeting, as whoever draws or counts anew does, and the call-backs of its roll, in order.

    An answer may hold for ballots of several of them, and none is to be drawn or to become an earlier one meanwhile.
    """
    Assembly.objects.filter(roll=roll_id).select_for_update(of=("self",)).first()
    list(CallBack.objects.filter(vote__roll=roll_id).order_by("pk").select_for_update(of=("self",)))


def _told(actor: Actor, now: datetime, one: CalledBallot, answer: Answer, caller: int) -> list[CallBack]:
    """Write down an answer for a ballot, and for what else it holds for; return the call-backs it was said in."""
    current = CallBack.objects.filter(pk__in=current_in(one.call_back.vote.roll)).select_related("vote__roll")
    told = [one, *(_of_same_right(one, current) if answer == "given" else ())]
    for row in told:
        answered(actor, now, row, [try_of(row, answer, now, caller)], None if row is one else one.pk)
    spread = spread_denials(actor, now, list(current.order_by("pk"))) if answer in DENIALS else []
    return list({made.pk: made for made in (*spread, *(row.call_back for row in told))}.values())


def _of_same_right(one: CalledBallot, current: QuerySet[CallBack]) -> list[CalledBallot]:
    """Return the other drawn ballots that rest on a right its owner gave, and of which he was not asked yet."""
    rows = CalledBallot.objects.filter(
        by_same_right(one.ballot.sheet, "ballot__"),
        call_back__in=current, drawn=True, state__in=["waiting", "unconfirmed"],
    ).exclude(pk=one.pk)  # fmt: skip
    rows = rows.exclude(tries__answer="given").select_related("call_back__vote__roll")
    return list(rows.order_by("pk"))


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
