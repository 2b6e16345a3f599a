"""From which day on what was posted counts: nothing is posted before it stands, nobody objects before he can know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.kernel.decision import Decision, Reason, mark


def may_post_on(day: date, *, since: Iterable[date | None], today: date) -> Decision:
    """Whether what stands since these days can have been posted on a day: not before the last of them, not ahead."""
    first = max((one for one in since if one is not None), default=day)
    if first <= day <= today:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("公示日期不能早于{since}，也不能晚于今天：名单在那一天才定下来"), {"since": first.isoformat()},
            mark("请填写实际公示的日期"), "posted_on", "bad_day",
        )
    )  # fmt: skip


def may_note_posting(day: date, *, told_before: date | None, today: date, shown: bool) -> Decision:
    """Whether work may be noted as posted on a day: a day that is past is shown, and no earlier day replaces a later.

    Fifteen days run from it, and what nobody wrote down on the day itself only a photo or the text with its date shows.
    """
    if told_before is not None and day < told_before:
        return Decision.no(
            Reason(
                mark("已经登记为{told}公告，不能改为更早的日期"), {"told": told_before.isoformat()},
                mark("重新公告的，填写重新公告的日期"), "posted_on", "earlier",
            )
        )  # fmt: skip
    if day < today and not shown:
        return Decision.no(
            Reason(
                mark("{day}公告的今天才登记，没有上传当时公告的照片或者扫描件"), {"day": day.isoformat()},
                mark("请上传看得出公告和日期的照片或者扫描件；没有的，按今天公告登记"), "file", "unshown",
            )
        )  # fmt: skip
    return Decision.yes()


def known_since(posted_on: date | None, *later: date | None) -> date | None:
    """Return from which day a posting is known to all: the posting, or what came later; None where nothing is posted.

    Later is the day it was entered, which is the first that nobody can set back, or the day a candidate was let in.
    """
    if posted_on is None:
        return None
    return max([posted_on, *(day for day in later if day is not None)])


def posted_late(
    posted: date | None, opens_on: date, rules: ElectionRules, *, text: str, code: str
) -> Iterator[Reason]:
    """Yield that what was posted on a day was not posted long enough before the vote opens."""
    days = rules.posting.limit.amount
    earliest = posted + timedelta(days=days + 1) if posted is not None else opens_on
    if posted is None or opens_on >= earliest:
        return
    values: dict[str, str | int] = {
        "posted": posted.isoformat(), "days": days, "earliest": earliest.isoformat(),
        "source": rules.posting.warrant.source.title, "clause": rules.posting.warrant.clause,
    }  # fmt: skip
    yield Reason(text, values, mark("请改晚开始的日期"), "opens_on", code)
