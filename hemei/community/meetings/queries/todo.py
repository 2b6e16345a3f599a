"""What a body must do now around meetings: the clocks that run for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.community.meetings.rules.acts import Act, may
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark

TODO_TEXTS = {
    "meetings.calling": mark("请召集会议"),
    "meetings.posting": mark("请公示结果"),
    "meetings.answering": mark("请答复意见"),
    "meetings.signing": mark("请在会议记录上签字"),
    "meetings.refused": mark("本方被登记为不肯签字，请签字或者提意见"),
}
_UNSIGNED = """exists (
  select 1 from meetings_attendance a
  where a.meeting_id = m.id and a.person_id = %(person)s and a.arrived_at is not null
    and exists (select 1 from meetings_minutes n where n.meeting_id = m.id and n.kind = 'minutes')
    and not exists (select 1 from meetings_signature s where s.attendance_id = a.id)
)"""
_REFUSED = """exists (
  select 1 from meetings_signingrefusal r join meetings_meetingside s on s.id = r.side_id
  where r.meeting_id = m.id and (s.body_id = %(body)s or exists (
      select 1 from meetings_attendance c
      where c.side_id = s.id and c.person_id = %(human)s and c.arrived_at is not null))
    and not exists (select 1 from meetings_signature g join meetings_attendance a on a.id = g.attendance_id
                    where a.side_id = s.id)
)"""
_INBOX = f"""
select d.id,
       case when w.signs then 'meetings.signing' when d.body_id = %(body)s then d.kind else 'meetings.refused' end,
       d.due_at, d.provisional, m.id as meeting_id, m.title, coalesce(e.name, n.name, '') as place
from clocks_deadline d
join meetings_meeting m on m.stream = d.stream
left join places_estate e on e.id = m.estate_id
left join places_place n on n.id = m.community_id
cross join lateral (select d.kind = 'meetings.posting' and {_UNSIGNED} as signs,
                           d.kind = 'meetings.posting' and {_REFUSED} as refused) w
where (d.body_id = %(body)s or w.signs or w.refused) and d.state in ('running', 'paused') and d.kind = any(%(kinds)s)
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class MeetingTodo:
    """One thing to do: a clock of mine on a meeting; `kind` is a key of `TODO_TEXTS`."""

    deadline_id: int
    kind: str
    due_at: datetime
    provisional: bool
    meeting_id: int
    title: str
    place: str


def inbox(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[MeetingTodo]:
    """Return what the actor's body must do now around meetings, the next to run out first; one statement.

    Also whoever was only invited, or came, learns here that his side was noted to refuse its signature.
    """
    if actor.body_id is None or not any(may(actor.role, act).allowed for act in (Act.RUN, Act.COMMENT)):
        return records.Lines()
    signs = may(actor.role, Act.SIGN).allowed
    values: dict[str, Any] = {
        "body": actor.body_id,
        "person": actor.person_id if signs else None,
        "human": actor.person_id,
        "kinds": list(TODO_TEXTS),
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _todo)


def _todo(number: int, kind: str, due: str, *rest: Any) -> MeetingTodo:
    return MeetingTodo(number, kind, datetime.fromisoformat(due), *rest)
