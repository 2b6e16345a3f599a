"""`notice-rules`: which event is told to whom, at once or in working time, merged how long, tried how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hemei.faces.notices.rules.words import Matter
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Warrant
from hemei.kernel.workdays import WorkingTime

TOLD_EVENTS = (
    "cases.case_reported",
    "cases.case_accepted",
    "cases.case_refused",
    "cases.handling_started",
    "cases.departments_whistled",
    "cases.whistle_returned",
    "cases.call_recalled",
    "cases.result_given",
    "cases.case_fell",
    "cases.case_arbitrated",
    "cases.extension_asked",
    "cases.limit_extended",
    "cases.extension_declined",
    "cases.clock_paused",
    "cases.comment_added",
    "cases.case_escalated",
    "cases.supervision_opened",
    "cases.supervision_recalled",
    "cases.supervision_answered",
    "cases.case_closed",
    "cases.case_withdrawn",
    "cases.reporter_left",
    "cases.case_sent_back",
    "cases.case_reopened",
    "cases.revisit_drawn",
    "cases.visit_set",
    "cases.visit_cancelled",
    "cases.body_succeeded",
    "hotline.order_reminded",
    "hotline.order_carried_on",
    "duties.duty_set",
    "duties.result_sent_back",
    "duties.reminder_given",
    "duties.duty_escalated",
    "voting.roll_correction_asked",
    "voting.roll_correction_refused",
    "voting.roll_correction_lapsed",
    "voting.roll_corrected",
    "voting.voter_bound",
    "voting.proxy_given",
    "voting.support_taken_back",
    "voting.support_back_late",
    "voting.visit_lapsed",
    "voting.paper_left_out",
    "committees.contest_decided",
    "committees.contest_sent_back",
    "committees.contest_settled",
    "meetings.refusal_noted",
    "purses.signatory_asked",
    "purses.signatory_declined",
    "purses.signatory_withdrawn",
    "purses.substitute_named",
    "purses.substitute_lapsed",
    "funds.renewal_asked",
    "funds.use_paid",
    "funds.use_given_up",
    "funds.unit_transferred",
    "funds.transfer_withdrawn",
    "disclosure.comments_opened",
    "disclosure.question_answered",
)
"""The events a rule may name; `about.py` knows whom each of them concerns."""
Party = Literal[
    "reporter", "supporters", "home", "called", "recalled", "answering", "asking", "above", "late", "visiting",
    "successor", "owner", "voters", "members", "entered", "awaited", "households", "neighbours", "asker",
    "signatory", "side",
]  # fmt: skip
_DUTIES = "duties."
NEAR = "clocks.near"
"""Not an event: a deadline of a case came near."""
_BLANK = re.compile(r"\{(.*?)\}")
_QUOTED = re.compile(r"\s?“\{what\}”")
"""What a duty is stands in quotation marks, so that it can be left out with them where it is not known."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Merging:
    """Notices of one person wait so long for others; a message names at most so many of them."""

    minutes: int
    named: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Danger:
    """A case of these classes is told to who has to act at once, whatever the hour, and cannot be switched off."""

    service_classes: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Past:
    """What happened longer ago is told to nobody: it came in with an import, or the worker stood still."""

    days: int
    warrant: Warrant

    def is_past(self, happened_at: datetime, now: datetime) -> bool:
        """Whether it is too late to tell."""
        return now - happened_at > timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Near:
    """How long before its end a deadline of a case is told."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Retry:
    """After how many minutes each failed attempt is made again; after the last, the message is given up.

    An attempt that says nothing for `silent_minutes` was broken off and is made again with the same key.
    """

    after_minutes: tuple[int, ...]
    silent_minutes: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if not self.after_minutes or min(self.after_minutes) < 1:
            raise ValueError("every pause before another attempt is at least a minute, and there is one")

    def again_at(self, attempts: int, now: datetime) -> datetime | None:
        """Return when a message that failed so often is tried again; None where it is given up."""
        return (
            now + _MINUTE * self.after_minutes[attempts - 1] if attempts <= len(self.after_minutes) else None
        )


@dataclass(frozen=True, slots=True)
class Default:
    """By which channel who has chosen none is told."""

    channel: Literal["platform", "sms", "email", "wecom", "dingtalk"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Kept:
    """How long notices and messages are kept."""

    months: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Told:
    """One rule: what is told to whom, in which words. Only `{number}` is filled in, and of a duty `{what}` it is.

    `text_en` are the same words for who reads the platform in English.
    """

    code: str
    event: str
    to: tuple[Party, ...]
    matter: Literal["progress", "task", "clock", "visit", "vote", "money"]
    text: str
    warrant: Warrant
    text_en: str = ""

    def __post_init__(self) -> None:
        if self.event not in {*TOLD_EVENTS, NEAR}:
            raise ValueError(f"{self.event!r} is no event that notices can tell of")
        if not self.to:
            raise ValueError(
                "a rule that tells nobody is none: name somebody of the case, the duty, the vote or the money"
            )
        texts = [
            _QUOTED.sub("", text) if self.event.startswith(_DUTIES) else text
            for text in (self.text, self.text_en)
        ]
        if {blank for text in texts for blank in _BLANK.findall(text)} - {"number"}:
            raise ValueError(
                "a text of a notice names the number of its matter, of a duty “{what}” it is, nothing else"
            )

    def says(self, number: str, what: str = "", *, english: bool = False) -> str:
        """Return the words of one notice; in English where the document has them."""
        text = self.text_en if english and self.text_en else self.text
        said = text if what else _QUOTED.sub("", text)
        return said.replace("{number}", number).replace("{what}", what)


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """`notice-rules`."""

    head: Head
    merging: Merging
    danger: Danger
    past: Past
    near: Near
    retry: Retry
    default: Default
    kept: Kept
    told: tuple[Told, ...]

    def of(self, event: str) -> tuple[Told, ...]:
        """Return the rules of an event."""
        return tuple(rule for rule in self.told if rule.event == event)

    def rule(self, code: str) -> Told | None:
        """Return a rule by its code; None where this version has it no more."""
        return next((rule for rule in self.told if rule.code == code), None)

    def is_urgent(self, rule: Told, service_class: str) -> bool:
        """Whether a notice goes at once: an urgent class, whose clocks run day and night, and somebody has to act."""
        return rule.matter in _ACTING and service_class in self.danger.service_classes

    def due_at(self, happened_at: datetime, working: WorkingTime, *, urgent: bool) -> datetime:
        """Return when a notice may go: at once, else in working time after others had time to join it."""
        if urgent:
            return happened_at
        return working.next_opening(happened_at + _MINUTE * self.merging.minutes)


_ACTING = frozenset({Matter.TASK.value, Matter.CLOCK.value})
STANDARDS: dict[str, type] = {"notice-rules": NoticeRules}
