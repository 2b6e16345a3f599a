"""What joint accounts put on the workbench: what waits for my word, to be sent or to be matched, what is held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.purses import queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Matter
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say
from hemei.ui.work import Count, Thing


def approving(actor: Actor, after: tuple[datetime, int] | None, limit: int) -> Sequence[Thing]:
    """Return the payment orders that wait for the actor's own word."""
    now = utc_now()
    found = queries.approvals_waiting(actor=actor, now=now, on=shanghai_day(now), after=after, limit=limit)
    return found.each(lambda row: Thing(row.expires_at, row.id, _face(row, now)))


def _face(row: queries.WaitingOrder, now: datetime) -> Row:
    return Row(
        reverse("purses:order", args=[row.id]),
        _("付款单%(number)s，%(amount)s元") % {"number": row.number, "amount": yuan(row.amount_fen)},
        row.estate,
        Badge(_("共管账户")),
        clock_words(now, row.expires_at),
        todo=say(mark("请审批")),
    )


def sending(actor: Actor) -> Sequence[Count]:
    """Return how many approved orders the actor has to send, and how many are held."""
    return queries.to_send(actor=actor, now=utc_now()).then(
        lambda found: [one for counts in found for one in _sending(*counts)]
    )


def _sending(approved: int, held: int) -> Iterator[Count]:
    address = reverse("purses:orders")
    if approved:
        words = _("%(count)s张付款单已通过，等待送银行") % {"count": approved}
        yield Count(words, f"{address}?state=approved")
    if held:
        yield Count(_("%(count)s张付款单搁置，等待更换依据或撤回") % {"count": held}, f"{address}?state=held")


def confirming(actor: Actor) -> Sequence[Count]:
    """Return how many reports that a payment came back or was matched wrongly wait for the actor's word."""
    return queries.returns_to_confirm(actor=actor, on=shanghai_day(utc_now())).then(_confirming)


def _confirming(found: list[queries.WaitingReturn]) -> list[Count]:
    words = _("%(count)s笔付款登记了更正，等您确认") % {"count": len(found)}
    return [Count(words, reverse("purses:mine"))] if found else []


def numbering(actor: Actor) -> Sequence[Count]:
    """Return the accounts at the bank that somebody entered and the actor has to confirm or decline."""
    return people.as_authority(
        Matter.MAINTENANCE_FUND,
        lambda who: queries.accounts_to_confirm(actor=who).each(lambda row: _account(*row)),
        actor,
    )


def _account(ledger: int, purse: str, estate: str) -> Count:
    if purse == queries.FUND:
        words, page = mark("%(estate)s登记了维修资金专户，等您核对账号并确认"), "fund_account"
    else:
        words, page = mark("%(estate)s登记了共管账户的账号，等您核对并确认"), "number"
    return Count(say(words) % {"estate": estate}, reverse(f"purses:{page}", args=[ledger]))


def voiding(actor: Actor) -> Sequence[Count]:
    """Return the accounts of which somebody reported a statement as not the bank's, for the actor to confirm."""
    return people.as_authority(
        Matter.MAINTENANCE_FUND,
        lambda who: queries.statements_to_judge(actor=who).each(lambda row: _voiding(*row)),
        actor,
    )


def _voiding(account: int, estate: str) -> Count:
    words = _("%(estate)s登记了对账单作废，等您确认") % {"estate": estate}
    return Count(words, reverse("purses:statements", args=[account]))


def naming(actor: Actor) -> Sequence[Count]:
    """Return the accounts with a change of who approves that somebody entered; each leads to its oldest change."""
    return queries.changes_to_confirm(actor=actor).each(lambda row: _changing(*row))


def _changing(account: int, estate: str, count: int, first: int) -> Count:
    words = _("%(estate)s有%(count)s项审批人的变动等您确认") % {"estate": estate, "count": count}
    return Count(words, reverse("purses:change", args=[account, first]))


def renaming(actor: Actor) -> Sequence[Count]:
    """Return the accounts with signatories whose office is over, so that others are named and these ended."""
    words = mark("%(estate)s有%(count)s名审批人的任职已经结束，请登记新的审批人并结束原来的")
    found = queries.out_of_office(shanghai_day(utc_now()), actor=actor)
    return found.each(lambda row: _renaming(say(words), *row))


def _renaming(words: str, account: int, estate: str, count: int) -> Count:
    return Count(words % {"estate": estate, "count": count}, reverse("purses:account", args=[account]))


def reconciling(actor: Actor) -> Sequence[Count]:
    """Return how many accounts whoever reads the statements has to reconcile with the bank."""
    return _waiting(actor, "unreconciled", mark("%(count)s个共管账户没有和银行对平，请导入对账单、核对余额"))


def matching(actor: Actor) -> Sequence[Count]:
    """Return how many accounts have lines of the bank that nobody matched for too long."""
    return _waiting(actor, "unmatched", mark("%(count)s个共管账户有银行流水久未勾对，请勾对"))


def _waiting(actor: Actor, kind: str, words: str) -> Sequence[Count]:
    found = queries.to_reconcile(kind, actor=actor, on=shanghai_day(utc_now()))
    return found.each(lambda row: Count(say(words) % {"count": row[0]}, reverse(f"purses:{kind}")))


THINGS = (approving,)
COUNTS = (sending, confirming, numbering, voiding, naming, renaming, reconciling, matching)
