"""`disclosure-calendar`: what is disclosed, when, by whom. `similar-estates`: which estates are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hemei.coordination.disclosure.rules.words import Subject
from hemei.kernel.limits import Limit
from hemei.kernel.periods import Repeat
from hemei.kernel.standards import Head, Misfit, Share, Warrant

SubjectCode = Literal["revenue", "fund", "affairs"]
OwedCode = Literal["company", "committee", "authority", "community"]
RepeatCode = Literal["quarterly", "yearly"]
AffairCode = Literal[
    "company",
    "manager",
    "services",
    "quality",
    "charges",
    "prices",
    "performance",
    "in_time",
    "accepted",
    "handled",
    "found_false",
    "repeated",
    "decisions",
    "committee",
    "parking",
    "spaces",
]
Feature = Literal["age", "households", "floors"]


@dataclass(frozen=True, slots=True)
class SubjectItem:
    """Something that must be disclosed, with the clause that says so; who owes it, the first that is there."""

    code: SubjectCode
    name: str
    name_en: str
    owed_by: tuple[OwedCode, ...]
    warrant: Warrant

    @property
    def subject(self) -> Subject:
        """The subject."""
        return Subject(self.code)


@dataclass(frozen=True, slots=True)
class BeforeHandover:
    """Who owes the disclosure of the maintenance fund while its assembly does not have it, the first that is there."""

    owed_by: tuple[OwedCode, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Timing:
    """How often a subject is disclosed, within what after the period, and how long it stays on the board."""

    code: SubjectCode
    every: RepeatCode
    within: Limit
    board: Limit
    warrant: Warrant

    @property
    def repeat(self) -> Repeat:
        """How often."""
        return Repeat(self.every)


@dataclass(frozen=True, slots=True)
class Affair:
    """A line of property affairs that must be told."""

    code: AffairCode
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Time:
    """A period of time and what it rests on."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Days:
    """So many days."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Few:
    """Of fewer households than this a sum tells what one of them has: it is not told."""

    households: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CheckRule:
    """By how much a figure may move without an explanation, and from what amount on that is asked at all."""

    code: Literal["year", "month"]
    share: Share
    least_fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Words:
    """How long an explanation may be."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DisclosureCalendar:
    """`disclosure-calendar`."""

    head: Head
    subject: tuple[SubjectItem, ...]
    timing: tuple[Timing, ...]
    affair: tuple[Affair, ...]
    comments: Time
    answer: Time
    unanswered: Time
    few: Few
    correction: Time
    missing: Days
    check: tuple[CheckRule, ...]
    explanation: Words
    before_handover: BeforeHandover | None = None
    """Where no document says so, the fund is disclosed by the same before its handover as after it."""

    def __post_init__(self) -> None:
        for name, items in (("subject", self.subject), ("timing", self.timing)):
            if sorted(one.code for one in items) != sorted(get_args(SubjectCode)):
                raise Misfit(f"each subject is named once: {', '.join(get_args(SubjectCode))}", name)
        if sorted(one.code for one in self.check) != ["month", "year"]:
            raise Misfit("the checks are year and month", "check")

    def of(self, subject: Subject) -> SubjectItem:
        """Return what is said of a subject."""
        return next(one for one in self.subject if one.code == subject.value)

    def owing(self, subject: Subject, *, handed_over: bool) -> SubjectItem | BeforeHandover:
        """Return what says who owes a subject; of the fund, before its assembly had it or afterwards."""
        before = self.before_handover if subject is Subject.FUND and not handed_over else None
        return before or self.of(subject)

    def timing_of(self, subject: Subject) -> Timing:
        """Return when a subject is disclosed."""
        return next(one for one in self.timing if one.code == subject.value)

    def check_of(self, code: str) -> CheckRule:
        """Return an entry check."""
        return next(one for one in self.check if one.code == code)


@dataclass(frozen=True, slots=True)
class FeatureItem:
    """What makes estates alike: bands of a number, by their lower ends."""

    code: Feature
    name: str
    name_en: str
    bands: tuple[int, ...]
    warrant: Warrant

    def band_of(self, value: int) -> int:
        """Return the number of the band a value lies in."""
        return sum(value >= low for low in self.bands)


@dataclass(frozen=True, slots=True)
class LeastEstates:
    """Fewer estates than this say nothing of what is usual."""

    estates: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SimilarEstates:
    """`similar-estates`."""

    head: Head
    feature: tuple[FeatureItem, ...]
    least: LeastEstates

    def __post_init__(self) -> None:
        if sorted(one.code for one in self.feature) != sorted(get_args(Feature)):
            raise Misfit(f"each feature is named once: {', '.join(get_args(Feature))}", "feature")
        if self.least.estates < 2:  # noqa: PLR2004 - one estate is alike to itself only
            raise Misfit("a group has at least two estates", "least")


RiskCode = Literal[
    "price_outlier",
    "split_payment",
    "same_invoice",
    "papers_missing",
    "annulled_basis",
    "round_sums",
    "late_disclosure",
    "idle_money",
    "fund_emergencies",
    "fund_split",
    "contract_undecided",
    "other_payee",
    "late_transfer",
]
_LATER: frozenset[str] = frozenset({"fund_split", "contract_undecided", "other_payee", "late_transfer"})
"""Indicators that the first document did not name: where a day's document has none, nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is worth a look, and its weight. `amount` is percent or fen, `count` days or how many, 0 where none."""

    code: RiskCode
    name: str
    name_en: str
    weight: int
    amount: int
    count: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MostTimes:
    """How often one indicator counts at most."""

    times: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MoneyRisks:
    """`money-risks`."""

    head: Head
    indicator: tuple[Indicator, ...]
    most: MostTimes

    def __post_init__(self) -> None:
        named = [one.code for one in self.indicator]
        if len(named) != len(set(named)) or not set(get_args(RiskCode)) - _LATER <= set(named):
            raise Misfit(f"each indicator is named once: {', '.join(get_args(RiskCode))}", "indicator")
        if self.of("idle_money").amount:
            raise Misfit("how much is idle stands in account-tiers; write amount = 0", "idle_money")

    def of(self, code: str) -> Indicator:
        """Return an indicator."""
        return next(one for one in self.indicator if one.code == code)

    def names(self, code: str) -> bool:
        """Whether the document says something of an indicator."""
        return any(one.code == code for one in self.indicator)


STANDARDS: dict[str, type] = {
    "disclosure-calendar": DisclosureCalendar,
    "money-risks": MoneyRisks,
    "similar-estates": SimilarEstates,
}
