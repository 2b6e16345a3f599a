"""Meetings around the showcase of the made-up city: neighbours coordinated over a leak, a hearing is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from hemei.community.meetings import queries as meetings_now
from hemei.community.meetings import services as meetings
from hemei.community.meetings.queries import Choice
from hemei.community.meetings.services import (
    AttendanceDraft,
    DecisionDraft,
    ItemDraft,
    MeetingDraft,
    SideDraft,
    TaskDraft,
)
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.own_rules import PAGE
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress

ROOM = "社区党群服务中心会议室"
_SIDES = ("residents_committee", "company", "owners")


@dataclass(frozen=True, slots=True)
class Table:
    """Who acts around the showcase."""

    lot: Lot
    today: date
    clerk: Actor
    office: int
    company: int
    resident: Actor

    def at(self, ago: int, hour: int = 10) -> datetime:
        """Return an hour so many days ago."""
        return datetime.combine(self.today - timedelta(days=ago), time(hour), SHANGHAI)

    def do(self, act: Any, at: datetime, **values: Any) -> Any:
        """Let the clerk do something."""
        with records.acting(self.clerk):
            return act(actor=self.clerk, now=at, **values)


def table_of(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, managed: Mapping[int, int]
) -> Table:
    """Return who sits at the table of the showcase."""
    show = showcase(ground)
    office = bodies.ids["community", show.site.home.community.id, ""]
    resident = people.residents[0][1].actor
    return Table(show, shanghai_day(now), people.clerks[office], office, managed[show.row.id], resident)


def write_talks(table: Table, progress: Progress) -> None:
    """Hold the coordination meeting, and call the hearing."""
    with progress.stage("会议 meetings", 2, "meetings") as stage:
        for step in (_coordination, _hearing):
            step(table)
            stage.step()


def _called(
    table: Table, kind: str, title: str, ago: int, starts: int, items: Sequence[str], sides: Sequence[str]
) -> int:
    draft = MeetingDraft(
        kind=kind, title=title, starts_at=table.at(starts, 15), location=ROOM,
        items=tuple(ItemDraft(title=item) for item in items),
        sides=tuple(
            SideDraft(code=code, body_id=table.company if code == "company" else None)  # type: ignore[arg-type]
            for code in sides
        ),
        key=f"demonstration:{title}", estate_id=table.lot.row.id,
    )  # fmt: skip
    number: int = table.do(meetings.call_meeting, table.at(ago), draft=draft)
    return number


def held(table: Table, meeting: int, at: datetime, chair: Any) -> None:
    """Let every side come and agree to every item; the minutes are signed and posted."""
    with records.acting(table.clerk):
        page = meetings_now.meeting(actor=table.clerk, now=at, meeting_id=meeting)
    if page is None:
        raise RuntimeError(f"The made-up meeting {meeting} is gone.")
    came = {
        side.code: table.do(
            meetings.register_attendance, at, meeting_id=meeting,
            draft=AttendanceDraft(side=side.code, name=f"示范代表{number}", arrived=True),
        )
        for number, side in enumerate(page.sides, start=1)
    }  # fmt: skip
    table.do(meetings.open_meeting, at, meeting_id=meeting, chair_id=came[chair])
    for item in page.items:
        table.do(
            meetings.decide_item, at, item_id=item.id,
            draft=DecisionDraft(sides=dict.fromkeys(came, Choice.FOR)),
        )  # fmt: skip
    table.do(meetings.close_meeting, at, meeting_id=meeting)
    text = "各方充分发表意见，对议题逐项表态，形成一致意见。"
    table.do(meetings.record_minutes, at, meeting_id=meeting, text=text)
    paper = (BytesIO(PAGE), "签字页.pdf")
    table.do(meetings.sign_minutes, at, meeting_id=meeting, attendance_ids=list(came.values()), paper=paper)
    table.do(meetings.post_result, at, meeting_id=meeting)


def _coordination(table: Table) -> None:
    """A coordination meeting on a leak; the company took a task."""
    at = table.at(30, 15)
    meeting = _called(
        table, "coordination", "三幢漏水谁来修", 33, 30, ("查清漏水原因", "维修费用怎样分担"), _SIDES
    )
    held(table, meeting, at, "residents_committee")
    draft = TaskDraft(
        title="查清三幢漏水原因并告知业主", owner=table.company, until=shanghai_day(at + timedelta(days=45))
    )
    table.do(meetings.set_tasks, at, meeting_id=meeting, drafts=[draft])


def _hearing(table: Table) -> None:
    """A hearing that is still to come; it is noticed, and who wants may say something before."""
    _called(
        table, "hearing", "小区停车收费方案听证", 1, -9, ("听取方案说明", "各方意见"),
        ("owners", "respondent", "residents_committee", "company"),
    )  # fmt: skip
