"""The writers of disclosures; other apps enter here."""

from hemei.coordination.disclosure.rules.words import About, Stage, Subject
from hemei.coordination.disclosure.services.asking import QuestionDraft, answer, ask, watch
from hemei.coordination.disclosure.services.calendar import (
    correct_start,
    open_disclosures,
    open_periods,
    owe_from,
    start_calendar,
)
from hemei.coordination.disclosure.services.comparing import compare
from hemei.coordination.disclosure.services.entering import enter_all, enter_served
from hemei.coordination.disclosure.services.finding import put_down_look
from hemei.coordination.disclosure.services.following import follow_all, follow_estate
from hemei.coordination.disclosure.services.looking import look
from hemei.coordination.disclosure.services.publishing import (
    correct,
    draft,
    explain,
    open_comments,
    publish,
    take_back,
)
from hemei.coordination.disclosure.services.raising import raise_disclosure
from hemei.coordination.disclosure.services.sweep import mark_late, mark_missing, mark_unanswered, sweep
from hemei.coordination.disclosure.services.taking_over import PastPublication, take_over_publications

__all__ = [
    "About",
    "PastPublication",
    "QuestionDraft",
    "Stage",
    "Subject",
    "answer",
    "ask",
    "compare",
    "correct",
    "correct_start",
    "draft",
    "enter_all",
    "enter_served",
    "explain",
    "follow_all",
    "follow_estate",
    "look",
    "mark_late",
    "mark_missing",
    "mark_unanswered",
    "open_comments",
    "open_disclosures",
    "open_periods",
    "owe_from",
    "publish",
    "put_down_look",
    "raise_disclosure",
    "start_calendar",
    "sweep",
    "take_back",
    "take_over_publications",
    "watch",
]
