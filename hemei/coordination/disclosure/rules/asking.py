"""Who may ask about what, and answer it: an owner about his own estate, whoever owes the answer once."""

from __future__ import annotations

from hemei.coordination.disclosure.rules.words import State
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_TEXT = 1_000


def may_ask(*, at_home: bool, text: str) -> Decision:
    """Whether somebody may ask about an estate: he owns or lives there, and says something."""
    if not at_home:
        return _no(mark("这不是您的小区，不能提问。"), mark("请在自己小区的页面提问。"), "estate")
    return fits(text)


def may_comment(*, state: State) -> Decision:
    """Whether a draft takes comments."""
    if state is not State.COMMENTS:
        return _no(mark("这项公开不在征求意见。"), mark("已经公布的，请直接提问。"), "state")
    return Decision.yes()


def may_answer(*, answered: bool, own: bool, text: str) -> Decision:
    """Whether a question may be answered: by whom it was asked of, once."""
    if not own:
        return _no(mark("这个问题由别的单位答复。"), mark("请由被问的单位答复。"), "role")
    if answered:
        return _no(mark("这个问题已经答复过，不能再答。"), mark("需要补充的，请业主再次提问。"), "answered")
    return fits(text)


def may_raise(*, late: bool, said: int) -> Decision:
    """Whether a disclosure becomes a topic of the three-in-one meeting: it is or was late, or owners contest it."""
    if late or said:
        return Decision.yes()
    return _no(
        mark("这项公开没有逾期，业主也没有提出意见。"), mark("有别的事要议的，请直接提出议题。"), "in_order"
    )


def fits(text: str) -> Decision:
    """Whether a text says something and is not too long."""
    length = len(text.strip())
    if not 0 < length <= LONGEST_TEXT:
        return Decision.no(
            Reason(
                mark("您写了{count}个字。"), {"count": length, "most": LONGEST_TEXT}, mark("请写1至{most}个字。"),
                "text", "text",
            )
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, "", code))
