"""What the maintenance fund puts on the workbench: uses at each step, corrections and refunds for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from hemei.community.funds import queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say
from hemei.ui.work import Count, Thing

_TODO: dict[queries.State, str] = {
    queries.State.ASKED: mark("请核准应急使用"),
    queries.State.GIVING_UP: mark("请确认不再实施"),
    queries.State.BILLED: mark("请审核结算"),
    queries.State.APPROVED: mark("已审核，请拨付"),
}
_CARRY_OUT: dict[str, str] = {
    queries.State.CLEARED.value: mark("%(count)s项维修可以施工，等您登记开工"),
    queries.State.WORKING.value: mark("%(count)s项维修正在施工，完工以后等您登记验收"),
    queries.State.ACCEPTED.value: mark("%(count)s项维修已验收，等您结算分摊"),
}


def checking(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the uses the actor has to check or to pay; what is late comes first, also what the committee let lie."""
    now = utc_now()

    def read(who: Actor) -> Sequence[Thing]:
        rows = queries.to_check(actor=who, now=now, after=after, limit=limit)
        return [Thing(row.check_by, row.id, _face(row, now)) for row in rows if row.check_by is not None]

    return people.as_authority(Matter.MAINTENANCE_FUND, read, actor)


def _face(row: queries.UseRow, now: datetime) -> Row:
    return Row(
        reverse("funds:use", args=[row.id]),
        row.title,
        row.estate,
        Badge(say(queries.PATH_NAMES[row.path])),
        clock_words(now, row.check_by),
        todo=say(_TODO[row.state]),
    )


def carrying_out(actor: Actor) -> Sequence[Count]:
    """Return how many uses wait for the actor, in the place of who planned them, to begin, accept or bill the works."""
    found = queries.to_carry_out(actor=actor)
    return found.each(
        lambda row: Count(
            say(_CARRY_OUT[row[0]]) % {"count": row[1]}, f"{reverse('funds:uses')}?state={row[0]}"
        )
    )


def confirming(actor: Actor) -> Sequence[Count]:
    """Return how many corrections wait for the actor's word, for each fund that has some."""
    words = mark("%(estate)s的维修资金登记了%(count)s笔更正，等您确认")

    def read(who: Actor) -> Sequence[Count]:
        return queries.corrections_to_confirm(actor=who).each(lambda row: _count(words, "corrections", *row))

    return people.as_authority(Matter.MAINTENANCE_FUND, read, actor)


def refunding(actor: Actor) -> Sequence[Count]:
    """Return how many refunds wait for the actor's word, for each fund that has some."""
    words = mark("%(estate)s的维修资金登记了%(count)s笔返还，等您确认")

    def read(who: Actor) -> Sequence[Count]:
        return queries.refunds_to_confirm(actor=who).each(lambda row: _count(words, "refunds", *row))

    return people.as_authority(Matter.MAINTENANCE_FUND, read, actor)


def paying(actor: Actor) -> Sequence[Count]:
    """Return what an owner is asked for: homes that are to renew, and homes that owe of a repair."""
    asked, owing = queries.own_due(actor=actor, on=shanghai_day(utc_now()))
    mine = reverse("funds:mine")
    found = [
        (mark("%(count)s处房屋的维修资金请您续筹"), asked),
        (mark("%(count)s处房屋有维修差额等您支付"), owing),
    ]
    return [Count(say(words) % {"count": count}, mine) for words, count in found if count]


def _count(words: str, page: str, code: str, estate: str, count: int) -> Count:
    return Count(say(words) % {"estate": estate, "count": count}, reverse(f"funds:{page}", args=[code]))


THINGS = (checking,)
COUNTS = (carrying_out, confirming, refunding, paying)
