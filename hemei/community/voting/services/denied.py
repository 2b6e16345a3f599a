"""What was denied once is denied in every call-back of the roll, also one that is drawn later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from hemei.community.voting.models import CallBack, CalledBallot, CallTry, Roll
from hemei.community.voting.queries.asked import cast_as, tries_of
from hemei.community.voting.queries.calling import by_same_right, cast_for_others, right_of, voter_of
from hemei.community.voting.queries.paper import reading_of
from hemei.community.voting.rules.calling import DENIALS, Try, question_of, state_of
from hemei.community.voting.services.telling import tell_of_call
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def spread_denials(actor: Actor, now: datetime, call_backs: Sequence[CallBack]) -> list[CallBack]:
    """Deny in call-backs of one roll what was denied in any of it; return those in which that changed something.

    What an owner says of another's right holds for all that rests on it, and whatever else the same person cast for
    others is asked about; both need not have been drawn. A count anew takes back no denial: what its voter denied in
    an earlier draw is denied in the new one.
    """
    if not call_backs:
        return []
    said = _denials(call_backs[0].vote.roll)
    others = _cast_for_others(actor, said)
    return [made for made in call_backs if _deny(actor, now, made, said) + _ask(made, others)]


def answered(
    actor: Actor, now: datetime, one: CalledBallot, tries: Sequence[CallTry], of: int | None = None
) -> None:
    """Write down what was said of a ballot, and how it stands then; `of` is the called ballot it was said of."""
    CallTry.objects.bulk_create(tries)
    known = [Try(shanghai_day(at), before) for at, before in tries_of([one.pk])[one.pk]]
    one.state, one.drawn = state_of(known, reading_of(one.call_back.vote.roll)), True
    one.save(update_fields=["state", "drawn"])
    data = {"called": one.pk, "answer": tries[-1].answer, "state": one.state}
    more = {} if of is None else {"of": of}
    tell_of_call(actor, now, one.call_back, "voting.voter_called", data | more)


def try_of(one: CalledBallot, answer: str, at: datetime, caller: int) -> CallTry:
    """Return what somebody was told at a moment of a called ballot, to be written down."""
    return CallTry(called=one, called_at=at, answer=answer, caller=caller, scope=one.scope, stream=one.stream)


def _denials(roll: Roll) -> list[CallTry]:
    rows = CallTry.objects.filter(answer__in=sorted(DENIALS), called__call_back__vote__roll=roll)
    sheet = "called__ballot__sheet"
    return list(rows.select_related(f"{sheet}__proxy", f"{sheet}__binding").order_by("pk"))


def _deny(actor: Actor, now: datetime, made: CallBack, said: Sequence[CallTry]) -> int:
    """Write into a call-back who denied what elsewhere, when, and to whom; return of how many ballots."""
    rights = {right_of(one.called.ballot.sheet): one for one in reversed(said) if one.answer == "not_given"}
    ballots = {one.called.ballot_id: one for one in reversed(said) if one.answer == "denied"}
    rests = (by_same_right(one.called.ballot.sheet, "ballot__") for one in rights.values())
    rows = CalledBallot.objects.filter(reduce(or_, rests, Q(ballot__in=ballots)), call_back=made)
    joined = rows.exclude(state="denied").select_related("call_back__vote__roll", "ballot__sheet")
    listed = list(joined.order_by("pk"))
    for row in listed:
        source = rights.get(right_of(row.ballot.sheet)) or ballots[row.ballot_id]
        tries = [try_of(row, one.answer, one.called_at, one.caller) for one in [*_given(row, source), source]]
        answered(actor, now, row, tries, source.called_id)
    return len(listed)


def _given(row: CalledBallot, source: CallTry) -> list[CallTry]:
    """Return the owner's yes that stood before whoever voted for him denied his vote, where it was not said here."""
    before = [answer for _, answer in tries_of([row.pk]).get(row.pk, [])]
    if source.answer != "denied" or question_of(cast_as(row.ballot.sheet), before) != "right":
        return []
    return list(CallTry.objects.filter(called=source.called_id, answer="given").order_by("pk")[:1])


def _cast_for_others(actor: Actor, said: Sequence[CallTry]) -> Q | None:
    """Return what finds the ballots that they cast for others who voted by a denied right; None where nobody did."""
    sheets = (one.called.ballot.sheet for one in said if one.answer == "not_given")
    voters = {voter for sheet in sheets if (voter := voter_of(sheet)) is not None}
    if not voters:
        return None
    with people_services.opened(actor, places.city().path):
        return reduce(or_, (cast_for_others(people.same_as(one), "ballot__") for one in sorted(voters)))


def _ask(made: CallBack, others: Q | None) -> int:
    """Draw what somebody whose right was denied cast for others: the owner of each is asked."""
    if others is None:
        return 0
    # The ids first: a call-back's rows are changed by no join.
    rows = CalledBallot.objects.filter(others, call_back=made, drawn=False)
    return CalledBallot.objects.filter(pk__in=rows.values("pk")).update(drawn=True)
