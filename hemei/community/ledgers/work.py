"""What the owners' books put on the workbench: what waits for a second word, contracts that wait for the owners'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from hemei.community.ledgers import queries
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import say
from hemei.ui.work import Count


def releasing(actor: Actor) -> Sequence[Count]:
    """Return what somebody asked not to be collected any more and the actor has to answer."""
    return queries.releases_to_answer(actor=actor, on=shanghai_day(utc_now())).each(lambda row: _count(*row))


def _count(release: int, place: str | None, estate: str, end: date | None, entry: int | None) -> Count:
    dropped = mark("%(estate)s“%(place)s”的合同有款项申请不再收取，等您答复")
    words = dropped if end is None else mark("%(estate)s“%(place)s”的合同申请提前终止，等您答复")
    if entry is not None:
        words = mark("%(estate)s的凭证%(entry)s申请冲销，等您答复")
    said = {"estate": estate, "place": place, "entry": entry}
    return Count(say(words) % said, reverse("ledgers:release", args=[release]))


def settling(actor: Actor) -> Sequence[Count]:
    """Return the shares for the fund that somebody entered and the actor has to hold against their scan."""
    words = mark("%(estate)s登记了补充维修资金的比例，等您核对并确认")
    found = queries.shares_to_settle(actor=actor)
    return found.each(
        lambda row: Count(say(words) % {"estate": row[1]}, reverse("ledgers:settle_share", args=[row[0]]))
    )


def putting(actor: Actor) -> Sequence[Count]:
    """Return how many contracts run without the owners' decision that the actor has to put to them, or to enter."""
    words = mark("%(count)s份收益合同没有登记业主怎样决定，请提请表决或者登记")
    found = queries.contracts_to_put(actor=actor, on=shanghai_day(utc_now()))
    return found.each(lambda row: _undecided(words, *row))


def resting(actor: Actor) -> Sequence[Count]:
    """Return how many contracts the owners allowed while nobody entered on the contract that they did."""
    words = mark("%(count)s份收益合同业主已经表决通过，等您登记在合同上")
    found = queries.contracts_to_rest(actor=actor, on=shanghai_day(utc_now()))
    lines = found.each(lambda row: _undecided(words, *row))
    if actor.role is not Role.COMPANY_MANAGER:
        return lines
    with opened(
        actor, places.city().path
    ):  # a company reads no meeting of its owners, and is told what they allowed
        return list(lines)


def _undecided(words: str, count: int) -> Count:
    return Count(say(words) % {"count": count}, f"{reverse('ledgers:contracts')}?state=undecided")


def moving(actor: Actor) -> Sequence[Count]:
    """Return how many quarters' shares the actor has not moved to the maintenance fund by their last day."""
    words = mark("%(count)s个季度的收益逾期没有划入维修资金，请划转")
    return queries.transfers_owed(actor=actor).each(
        lambda row: Count(say(words) % {"count": row[0]}, reverse("ledgers:late_transfers"))
    )


COUNTS = (releasing, settling, putting, resting, moving)
