"""Terms of owners' committees: what one must keep to stand in the register, and how it stands on a day.

Who sits in a committee is elected; this register says what was elected. A rule of the law that a term breaks bars
its entry with the clause, for what cannot be lawful was most often typed wrongly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hemei.ground.people.rules.committee_words import Filing, TermKind, TermState
from hemei.ground.people.rules.standards import CommitteeRules
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import SHANGHAI, WorkingTime, shanghai_day

LONGEST_FILING_NUMBER = 40


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term as a clerk or a file gives it; `valid_until` is its agreed end, itself excluded."""

    kind: TermKind
    seats: int
    elected_on: date
    valid_from: date
    valid_until: date | None = None
    ordinal: int | None = None
    filed_on: date | None = None
    filing_number: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A term that is entered already, with the day it really ended."""

    id: int
    valid_from: date
    valid_until: date | None
    ended_on: date | None = None

    @property
    def end(self) -> date | None:
        """The day from which it ran no more, None while nobody knows one."""
        return self.ended_on or self.valid_until

    def holds(self, day: date) -> bool:
        """Whether it ran on a day."""
        return self.valid_from <= day and (self.end is None or day < self.end)

    def meets(self, since: date, until: date | None) -> bool:
        """Whether two periods share a day; one that never ran has none."""
        begun = max(self.valid_from, since)
        return (until is None or self.valid_from < until) and (self.end is None or begun < self.end)


def fits(seats: int, rules: CommitteeRules) -> bool:
    """Whether a committee may have so many members."""
    size = rules.size
    return size.least <= seats <= size.most and (not size.odd or seats % 2 == 1)


def short_enough(since: date, until: date, rules: CommitteeRules) -> bool:
    """Whether a term is no longer than the law allows; the end is excluded, so exactly so many years fit."""
    return until <= months_after(since, 12 * rules.term.most_years)


def below_half(filled: int, seats: int, rules: CommitteeRules) -> bool:
    """Whether so few seats are held that all are elected anew (article 46)."""
    share = rules.vacancy.below.value
    return filled * share.denominator < seats * share.numerator


def may_type_over(elected_by: str, changed: Collection[str]) -> Decision:
    """Whether facts of a term may be typed in or over: of one that was elected here they follow from its election.

    Its filing is what street and district answered (property regulation, article 16); only its number is left.
    """
    if not elected_by or not set(changed) - {"ordinal"}:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这一届在平台上选举产生，任期、人数和备案以那次选举的记录为准，不能直接登记或者更正。"), {},
            mark("备案请在业委会选举里提交，由街道和区县审核。"), "", "elected_here",
        )
    )  # fmt: skip


def filing_due(elected_on: date, rules: CommitteeRules, working: WorkingTime) -> date:
    """Return the last day to file an election; the day of the election does not count (Civil Code art. 201, 203)."""
    begun = datetime.combine(elected_on, time(12), tzinfo=SHANGHAI)
    return shanghai_day(working.due(begun, rules.filing.limit).at)


def filing_state(filed_on: date | None, due: date | None, on: date) -> Filing:
    """Return how a filing stands; without a rule of its time nothing is judged."""
    if filed_on is not None and filed_on <= on:
        return Filing.FILED if due is None or filed_on <= due else Filing.FILED_LATE
    if due is None:
        return Filing.UNJUDGED
    return Filing.DUE if on <= due else Filing.OVERDUE


def term_state(period: Period, on: date, rules: CommitteeRules | None) -> TermState:
    """Return how a term stands on a day."""
    if period.ended_on == period.valid_from:
        return TermState.ENDED
    if on < period.valid_from:
        return TermState.NOT_BEGUN
    if period.ended_on is not None and period.ended_on <= on:
        return TermState.ENDED
    if period.valid_until is None:
        return TermState.OPEN_ENDED
    return _before_its_end(period.valid_until, on, rules)


def _before_its_end(end: date, on: date, rules: CommitteeRules | None) -> TermState:
    if end <= on:
        return TermState.EXPIRED
    if rules is not None and months_after(end, -rules.renewal.months) <= on:
        return TermState.RENEWAL_DUE
    if rules is not None and end - timedelta(days=rules.warning.days) <= on:
        return TermState.RUNNING_OUT
    return TermState.RUNNING


def may_enter_term(
    draft: TermDraft, others: Iterable[Period], today: date, rules: CommitteeRules | None
) -> Decision:
    """Whether a term may stand in the register beside the others of its committee; every fault is told at once."""
    known = list(others)
    reasons = [*_faults_of_days(draft, today), *_faults_of_law(draft, rules)]
    if draft.kind is TermKind.FIRST and any(one.valid_from < draft.valid_from for one in known):
        reasons.append(_NOT_FIRST)
    met = next((one for one in known if one.meets(draft.valid_from, draft.valid_until)), None)
    if met is not None:
        values = {"since": met.valid_from.isoformat(), "until": met.end.isoformat() if met.end else "-"}
        reasons.append(Reason(_OVERLAP, values, _END_FIRST, "valid_from", "overlap"))
    return Decision(not reasons, tuple(reasons), references_of(rules))


def references_of(rules: CommitteeRules | None) -> tuple[Reference, ...]:
    """Return the items a term was judged by."""
    if rules is None:
        return ()
    return (rules.size.warrant.reference, rules.term.warrant.reference, rules.filing.warrant.reference)


def _faults_of_days(draft: TermDraft, today: date) -> Iterator[Reason]:
    if draft.elected_on > today:
        yield Reason(mark("选举日期在将来。"), {}, mark("请在选出以后登记。"), "elected_on", "future_day")
    if draft.valid_from < draft.elected_on:
        yield Reason(
            mark("任期开始早于选举之日。"), {}, mark("请核对两个日期。"), "valid_from", "before_election"
        )
    if draft.valid_until is not None and draft.valid_until <= draft.valid_from:
        yield Reason(
            mark("届满日早于任期开始。"), {}, mark("请核对两个日期。"), "valid_until", "empty_period"
        )
    if draft.filed_on is not None and not draft.elected_on <= draft.filed_on <= today:
        yield _BAD_FILING


def _faults_of_law(draft: TermDraft, rules: CommitteeRules | None) -> Iterator[Reason]:
    if rules is None:
        return
    size, longest = rules.size, rules.term
    if not fits(draft.seats, rules):
        parity = mark("单数") if size.odd else mark("不限单双")
        yield Reason(
            mark("业委会委员应为{least}至{most}人、{parity}，这里是{seats}人（{source}{clause}）。"),
            {"least": size.least, "most": size.most, "parity": parity, "seats": draft.seats,
             "source": size.warrant.source.title, "clause": size.warrant.reference.clause},
            mark("请填写业主大会决定的委员人数，不含候补；出缺不改这个数。"), "seats", "size",
        )  # fmt: skip
    if draft.valid_until is not None and not short_enough(draft.valid_from, draft.valid_until, rules):
        yield Reason(
            mark("一届任期不超过{years}年（{source}{clause}）。"),
            {"years": longest.most_years, "source": longest.warrant.source.title,
             "clause": longest.warrant.reference.clause},
            mark("请核对任期的开始和届满日。"), "valid_until", "too_long",
        )  # fmt: skip


def may_file(elected_on: date, filed_on: date, today: date) -> Decision:
    """Whether a filing may be entered for this day; late is late, and is shown, not barred."""
    return Decision.yes() if elected_on <= filed_on <= today else Decision.no(_BAD_FILING)


def may_end_term(period: Period, day: date, today: date) -> Decision:
    """Whether a term may be ended early on a day (itself excluded); on its last day it ends by itself.

    Until its first day is over it may be ended on that day: then it never ran.
    """
    if period.ended_on is not None:
        return Decision.no(Reason(mark("这一届已经登记为提前结束。"), code="ended"))
    if today <= period.valid_from:
        return _never_runs(period, day)
    latest = min(today, period.valid_until) if period.valid_until else today
    if period.valid_from < day <= latest:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("日期须在{since}之后、且不晚于{until}。"),
            {"since": period.valid_from.isoformat(), "until": latest.isoformat()},
            mark("请填写不再履职的第一天。"), "day", "bad_day",
        )
    )  # fmt: skip


def _never_runs(period: Period, day: date) -> Decision:
    if day == period.valid_from:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这一届{since}才开始，只能登记在这一天结束，即没有开始就结束。"),
            {"since": period.valid_from.isoformat()},
            mark("请填写{since}。"), "day", "not_begun",
        )
    )  # fmt: skip


_NOT_FIRST = Reason(
    mark("这个业委会已经登记过更早的一届，不会是首届。"),
    {},
    mark("请选择换届，或更正那一届。"),
    "kind",
    "not_first",
)
_OVERLAP = mark("与已经登记的一届（{since} 至 {until}）任期重叠。")
_END_FIRST = mark("请先登记那一届的结束之日，或核对日期。")
_BAD_FILING = Reason(
    mark("备案日期须在选举之日以后、且不晚于今天。"),
    {},
    mark("还没有备案的请留空。"),
    "filed_on",
    "bad_day",
)
