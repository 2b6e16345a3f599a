"""A case that waits for its reporter: what he is asked, and that he answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.coordination.cases.rules.moves import Who, standings
from hemei.coordination.cases.rules.parts import waiting_for_reporter
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName, PauseReason
from hemei.kernel.decision import mark
from hemei.ui.words import local_day, local_time, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.coordination.cases.queries import CasePage, Still
    from hemei.coordination.cases.rules.state import Standstill

ANSWERED = mark("报事人已补充，请恢复计时")
_OWN_ANSWERED = mark("您已补充，等办理单位恢复计时")


def line(still: Still, *, own: bool) -> str:
    """Say in a list why a case stands still and until when; `own`: its reporter reads it."""
    values = {"day": local_day(still.until)}
    if still.reason is not PauseReason.REPORTER:
        return say(mark("{day}恢复计时"), values)
    if still.answered:
        return say(_OWN_ANSWERED if own else ANSWERED)
    return say(mark("等您补充，{day}恢复计时") if own else mark("等报事人补充，{day}恢复计时"), values)


def calls(page: CasePage) -> list[dict[str, str]]:
    """Return what stands above a case that waits for its reporter: to him what is asked, to others his answer."""
    still, own = _still(page), Who.REPORTER in standings(page.state, page.viewer)
    if still is None:
        return []
    if still.answered_at is not None:
        words = _OWN_ANSWERED if own else ANSWERED
        return [{"words": say(words), "text": _said(page, ActName.COMMENT, still.answered_at)}]
    if not own:
        return []
    words = mark("已暂停，等您补充或者配合，到 {at} 自动恢复计时")
    values = {"at": local_time(still.until) if still.until else ""}
    return [{"words": say(words, values), "text": _said(page, ActName.PAUSE, still.start)}]


def first_act(page: CasePage) -> ActName | None:
    """Return what the viewer is to do first because of the wait: the reporter adds, whose clock it is resumes."""
    still = _still(page)
    if still is None:
        return None
    own = Who.REPORTER in standings(page.state, page.viewer)
    act = ActName.COMMENT if own else ActName.RESUME
    return act if own == (still.answered_at is None) else None


def _still(page: CasePage) -> Standstill | None:
    """Return the wait that concerns the viewer: one he has not answered, or else one that was answered."""
    found = [clock.standstill for clock in waiting_for_reporter(page.state) if clock.standstill is not None]
    return min(found, key=lambda still: (still.answered_at is not None, still.start), default=None)


def _said(page: CasePage, act: ActName, at: datetime) -> str:
    told = [event for event in page.events if event.type == EVENT_TYPES[act] and event.at == at]
    return (page.text_of(told[-1]) or "") if told else ""
