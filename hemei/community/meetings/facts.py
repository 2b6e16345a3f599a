"""Load what a decision must know: the documents of a day, and who is there at the moment."""

from __future__ import annotations

from datetime import date

from hemei.community.meetings.rules.standards import Kind, MeetingKinds, MeetingOpinions
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark


def kinds_on(day: date) -> MeetingKinds:
    """Return the kinds of meetings of a day."""
    return records.standards().find("meeting-kinds", MeetingKinds, on=day)


def kind_on(code: str, day: date) -> Kind:
    """Return a kind as it is on a day; raises Refused where there is none of the name."""
    found = kinds_on(day).of(code)
    if found is None:
        text = mark("没有这种会议") if code else mark("请选择会议类型")
        raise Refused.because(text, remedy=mark("请从列出的类型里选择"), field="kind", code="kind")
    return found


def opinions_on(day: date) -> MeetingOpinions:
    """Return the rules of comments and statements of a day."""
    return records.standards().find("meeting-opinions", MeetingOpinions, on=day)
