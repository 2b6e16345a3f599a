"""How far a spending is, in an owner's words: what it is called, who agreed, what it still wants, where it is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hemei.community.funds import queries as funds
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Spending
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import listing, say, series


def address_of(found: Spending) -> str:
    """Return where a spending is seen."""
    return f"{reverse('disclosure:spending', args=[found.estate_id])}?{urlencode({'of': found.stream})}"


def title_of(found: Spending, words: Mapping[int, str] | None = None) -> str:
    """Return what a spending is called; a payment by what it is for, where that was opened."""
    if found.use is not None:
        return found.use.title
    order = found.order
    assert order is not None  # noqa: S101 - a spending is one of the two
    return (words or {}).get(order.purpose_id, "") or _("付款单%(number)s") % {"number": order.number}


def agreed_words(found: Spending) -> str:
    """Say in a few words who agreed to a spending."""
    if found.use is not None:
        if found.use.path is funds.Path.EMERGENCY:
            return cleared_words(found.use)
        return _("分摊的业主表决通过") if found.use.cleared_on else _("还没有表决通过")
    order = found.order
    assert order is not None  # noqa: S101 - a spending is one of the two
    sides = [
        _("%(side)s%(count)s名同意") % {"side": say(purses.SIDE_NAMES[side]), "count": count}
        for side in purses.Side
        if (count := sum(one.side is side for one in order.agreed))
    ]
    return listing(sides) or _("还没有人同意")


def cleared_words(use: funds.UseRow) -> str:
    """Say who let an emergency be met without a vote, and when."""
    who = say(funds.checker_of(handed_over=use.handed_over))
    if use.cleared_on is not None:
        return _("应急使用，不经表决，%(day)s由%(who)s核准") % {"day": use.cleared_on, "who": who}
    if use.state is funds.State.ASKED:
        return _("应急使用，不经表决，等%(who)s核准") % {"who": who}
    return _("应急使用，没有核准")


def wanted_words(found: Spending) -> str:
    """Say what a spending on its way still wants; nothing of one that is over."""
    if found.use is not None:
        return _of_use(found.use)
    order = found.order
    assert order is not None  # noqa: S101 - a spending is one of the two
    return _of_order(order)


def _of_use(use: funds.UseRow) -> str:
    if use.state in funds.OVER:
        return ""
    words = say(funds.WAITS_FOR[use.state], {"who": funds.checker_of(handed_over=use.handed_over)})
    if use.check_by is None:
        return words
    return listing([words, _("最晚%(day)s") % {"day": shanghai_day(use.check_by)}])


def _of_order(order: purses.ShownOrder) -> str:
    state = order.state
    if state is purses.OrderState.HELD:
        return _("依据不成立，等换依据重新审批，或者撤回")
    if state is purses.OrderState.APPROVED:
        return _("等送银行")
    if state is purses.OrderState.FILED:
        return _("等银行付款")
    if state is not purses.OrderState.APPROVING:
        return ""
    return series([*_of_sides(order), *_of_time(order)])


def _of_sides(order: purses.ShownOrder) -> list[str]:
    said = [
        _("还要%(side)s%(count)s名同意") % {"side": say(purses.SIDE_NAMES[side]), "count": count}
        for side, count in order.wanted.items()
    ]
    if order.missing_papers:
        papers = listing(say(purses.PAPER_NAMES[one]) for one in order.missing_papers)
        said.append(_("缺少：%(papers)s") % {"papers": papers})
    return said


def _of_time(order: purses.ShownOrder) -> list[str]:
    if order.paused_until is not None and order.paused_until > utc_now():
        return [_("街道提请暂缓到%(day)s") % {"day": shanghai_day(order.paused_until)}]
    return [_("%(day)s没有批齐就失效") % {"day": shanghai_day(order.expires_at)}]


def way_face(found: Spending, words: Mapping[int, str]) -> dict[str, Any]:
    """Return the line of a spending on its way: what, how much, how far, who agreed, what it still wants."""
    use, order = found.use, found.order
    fen, state = 0, ("", "")
    if use is not None:
        fen = use.budget_fen if use.bill_fen is None else use.bill_fen
        state = (say(funds.STATE_NAMES[use.state]), "")
    elif order is not None:
        fen = order.amount_fen
        state = (say(purses.STATE_NAMES[order.state]), purses.STATE_TONES[order.state])
    return {
        "title": title_of(found, words),
        "fund": use is not None,
        "amount": yuan(fen),
        "state": state,
        "stage": gate.stage_words(found.stage),
        "agreed": agreed_words(found),
        "wanted": wanted_words(found),
        "address": address_of(found),
    }
