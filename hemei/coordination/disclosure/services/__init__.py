"""The writers of disclosures; other apps enter here."""

from hemei.coordination.disclosure.rules.words import About, Stage, Subject
from hemei.coordination.disclosure.services.asking import QuestionDraft, answer, ask, watch
from hemei.coordination.disclosure.services.calendar import open_disclosures, open_periods, start_calendar
from hemei.coordination.disclosure.services.looking import look
from hemei.coordination.disclosure.services.publishing import correct, draft, explain, open_comments, publish
from hemei.coordination.disclosure.services.sweep import sweep

__all__ = [
    "About",
    "QuestionDraft",
    "Stage",
    "Subject",
    "answer",
    "ask",
    "correct",
    "draft",
    "explain",
    "look",
    "open_comments",
    "open_disclosures",
    "open_periods",
    "publish",
    "start_calendar",
    "sweep",
    "watch",
]
