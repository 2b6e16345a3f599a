"""Which periods are disclosed and when, and what may be done with a disclosure as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hemei.coordination.disclosure.rules.standards import Timing
from hemei.coordination.disclosure.rules.words import State
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.periods import Repeat, months_after
from hemei.kernel.workdays import SHANGHAI, WorkingTime, shanghai_day

_MONTHS = {Repeat.QUARTERLY: 3, Repeat.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days a disclosure tells of; `until` is excluded."""

    since: date
    until: date

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month

    @property
    def year_before(self) -> Period:
        """The same days of the year before."""
        return Period(months_after(self.since, -12), months_after(self.until, -12))

    def name(self) -> str:
        """Return its name: `2026-Q3`, `2026`."""
        quarter = (self.since.month - 1) // 3 + 1
        return (
            f"{self.since.year}-Q{quarter}"
            if self.months == _MONTHS[Repeat.QUARTERLY]
            else f"{self.since.year}"
        )


def period_over(repeat: Repeat, day: date) -> Period:
    """Return the latest period that is over on a day."""
    months = _MONTHS[repeat]
    until = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(months_after(until, -months), until)


def periods_over(repeat: Repeat, *, since: date, day: date) -> Iterator[Period]:
    """Yield the periods that were not over on a day and are over on another, the first first.

    The one in which the first day lies is owed too: a year begun is disclosed once as any other (MF165 art. 30).
    """
    last, months = period_over(repeat, day), _MONTHS[repeat]
    found = []
    while last.until > since:
        found.append(last)
        last = Period(months_after(last.since, -months), last.since)
    yield from reversed(found)


def due_on(
    timing: Timing, period: Period, working: WorkingTime, *, begun_opened_on: date | None = None
) -> date:
    """Return by which day a period is published: its last day does not count (Civil Code art. 201, 203).

    A period that had begun when the estate came onto the calendar, and is opened later than the day after it, is owed
    in the same time from then: nobody was told earlier, and nobody is late at once or has no time to ask the owners.
    """
    start = period.until - timedelta(days=1)
    if begun_opened_on is not None and begun_opened_on > period.until:
        start = begun_opened_on
    return _ends(start, timing.within, working)


def board_until(timing: Timing, published_on: date) -> date:
    """Return the last day a publication stays on the board; it stays longer on the pages, for good."""
    return published_on + timedelta(days=timing.board.amount)


def comments_until(limit: Limit, begun_at: datetime, working: WorkingTime) -> date:
    """Return the last day of the time for comments that begins at a moment."""
    return _ends(shanghai_day(begun_at), limit, working)


def _ends(start: date, limit: Limit, working: WorkingTime) -> date:
    return shanghai_day(working.due(datetime.combine(start, time(12), SHANGHAI), limit).at)


def latest_start(today: date) -> date:
    """Return the latest day an estate may be on the calendar from: the first of the next quarter."""
    return months_after(period_over(Repeat.QUARTERLY, today).until, _MONTHS[Repeat.QUARTERLY])


def may_start(*, since: date, today: date) -> Decision:
    """Whether an estate may be on the calendar from a day on: put off further, nobody would owe anything (CC 943)."""
    if since > latest_start(today):
        return _no(
            mark("填的是{since}，最晚从{latest}起公开：再晚，这以前的各期就没有人公开。"),
            mark("请填写{latest}或者以前的一天。"), "far",
            "since", since=since.isoformat(), latest=latest_start(today).isoformat(),
        )  # fmt: skip
    return Decision.yes()


def may_correct_start(*, was: date, undocumented: bool, since: date) -> Decision:
    """Whether the first day of an estate on the calendar may be put right: only where no document covers it."""
    if not undocumented:
        return _no(
            mark("这个小区从哪一天起公开不用更正：各期都有当时适用的文件。"), mark("请刷新页面，查看现在的状态。"),
            "documented", "since",
        )  # fmt: skip
    if since <= was:
        return _no(
            mark("填的是{since}，现在是{was}：只能往后改。"), mark("请填写有适用文件以后的一天。"), "earlier",
            "since", since=since.isoformat(), was=was.isoformat(),
        )  # fmt: skip
    return Decision.yes()


def may_draft(*, state: State, period: Period, today: date) -> Decision:
    """Whether a disclosure may be drafted from the records: its period is over, and it is not open for comments."""
    if today < period.until:
        return _no(
            mark("{period}还没有结束，{day}以后才能起草。"), mark("请在期末以后起草。"), "early",
            period=period.name(), day=(period.until - timedelta(days=1)).isoformat(),
        )  # fmt: skip
    if state is State.COMMENTS:
        return _no(mark("正在征求意见，不能重新起草。"), mark("请等征求意见期满。"), "comments")
    if state is State.PUBLISHED:
        return _no(
            mark("已经公布，不能重新起草。"), mark("有错误的，请更正：更正后是新的一版。"), "published"
        )
    return Decision.yes()


def may_open_comments(*, state: State, unexplained: Mapping[str, str], stale: bool) -> Decision:
    """Whether a draft may go out for comments: it says what the records say now, and each flagged line is explained.

    `unexplained` are the names of those that are not, by their code; each is said at its own line.
    """
    if state is not State.DRAFTED:
        return _no(mark("没有待征求意见的草稿。"), mark("请刷新页面，查看现在的状态。"), "state")
    if stale:
        return _no(
            mark("起草以后记录变了，草稿和现在的记录不一致。"), mark("请按现在的记录重新起草。"), "stale"
        )
    if unexplained:
        return Decision.no(
            *(
                Reason(
                    mark("“{line}”变动较大，还没有说明。"), {"line": name}, mark("请写明原因。"), f"line-{code}",
                    "unexplained",
                )
                for code, name in unexplained.items()
            )
        )  # fmt: skip
    return Decision.yes()


def may_take_back(*, state: State, reason: str, most: int) -> Decision:
    """Whether a draft may be taken back from the owners: it is not published, and the reason is said.

    It goes out again for the whole time for comments; by which day it must be published stays as it was.
    """
    if state is not State.COMMENTS:
        return _no(mark("现在没有在征求意见。"), mark("已经公布的可以更正；草稿可以重新起草。"), "state")
    return gives_reason(mark("没有写明收回草稿的原因。"), reason, most=most)


def may_publish(*, state: State, until: date | None, today: date, stale: bool) -> Decision:
    """Whether a disclosure may be published: the time for comments has passed, and the books say what owners saw."""
    if state is State.PUBLISHED:
        return _no(mark("已经公布过。"), mark("有错误的，请更正：更正后是新的一版。"), "published")
    if state is not State.COMMENTS or until is None:
        return _no(mark("还没有征求意见。"), mark("请先征求意见。"), "state")
    if today <= until:
        return _no(
            mark("征求意见到{day}才期满，今天不能公布。"), mark("请在{day}以后公布。"), "comments",
            day=until.isoformat(),
        )  # fmt: skip
    if stale:
        return _no(
            mark("征求意见以后账簿变了，业主看到的和账簿不一致，不能公布。"),
            mark("请收回草稿，重新起草，再征求意见。"), "stale",
        )  # fmt: skip
    return Decision.yes()


def may_explain(*, state: State, flagged: bool, line: str, text: str, most: int, field: str) -> Decision:
    """Whether a line may be explained: it is flagged, the draft is not out yet, and the text is short."""
    if state is not State.DRAFTED:
        return _no(mark("草稿已经征求意见或公布，不能再改说明。"), mark("公布以后可以更正。"), "state")
    if not flagged:
        return _no(
            mark("“{line}”的变动不大，不需要说明。"), mark("只填写标出的行。"), "line",
            field=field, line=line,
        )  # fmt: skip
    if not text.strip() or len(text.strip()) > most:
        return _no(
            mark("“{line}”的说明是{count}个字。"), mark("请用1至{most}个字写明原因。"), "text",
            field=field, line=line, count=len(text.strip()), most=most,
        )  # fmt: skip
    return Decision.yes()


def may_correct(*, state: State, reason: str, most: int) -> Decision:
    """Whether a published disclosure may be corrected: the old version stays, a new one says why."""
    if state is not State.PUBLISHED:
        return _no(mark("还没有公布，不用更正。"), mark("请重新起草。"), "state")
    return gives_reason(mark("没有写明更正原因。"), reason, most=most)


def is_late(*, due: date, published_on: date | None, today: date) -> bool:
    """Whether a disclosure was or is late: not published by the end of its last day."""
    return (published_on or today) > due


def is_missing(*, due: date, published_on: date | None, today: date, after: int) -> bool:
    """Whether a disclosure is missing: so many days after its last one it is still not published."""
    return published_on is None and (today - due).days > after


def _no(text: str, remedy: str, code: str, field: str = "", **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
