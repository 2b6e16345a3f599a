"""The writers of meetings; pages and later chapters enter here."""

from hemei.community.meetings.services.asking import (
    AskDraft,
    ask_for_meeting,
    end_demands,
    join_demand,
    leave_demand,
)
from hemei.community.meetings.services.attending import (
    AttendanceDraft,
    arrive,
    arrive_all,
    come_myself,
    leave,
    register_attendance,
    register_attendances,
    withdraw,
)
from hemei.community.meetings.services.calling import (
    DemandDraft,
    ItemDraft,
    MeetingDraft,
    SideDraft,
    call_meeting,
    cancel_meeting,
    demand_meeting,
)
from hemei.community.meetings.services.commenting import answer_comment, comment
from hemei.community.meetings.services.deciding import DecisionDraft, decide_item
from hemei.community.meetings.services.opening import close_meeting, lapse_meeting, open_meeting
from hemei.community.meetings.services.printing import print_minutes
from hemei.community.meetings.services.recording import (
    add_to_minutes,
    post_result,
    record_minutes,
)
from hemei.community.meetings.services.refusing import RefusalDraft, RefusalNoted, note_refusal
from hemei.community.meetings.services.retention import KEEPERS
from hemei.community.meetings.services.signing import sign_minutes, sign_myself
from hemei.community.meetings.services.stating import (
    give_opinions,
    group_opinions,
    judge_statement,
    propose_statement,
)
from hemei.community.meetings.services.tasks import TaskDraft, follow_task, set_tasks

__all__ = [
    "KEEPERS",
    "AskDraft",
    "AttendanceDraft",
    "DecisionDraft",
    "DemandDraft",
    "ItemDraft",
    "MeetingDraft",
    "RefusalDraft",
    "RefusalNoted",
    "SideDraft",
    "TaskDraft",
    "add_to_minutes",
    "answer_comment",
    "arrive",
    "arrive_all",
    "ask_for_meeting",
    "call_meeting",
    "cancel_meeting",
    "close_meeting",
    "come_myself",
    "comment",
    "decide_item",
    "demand_meeting",
    "end_demands",
    "follow_task",
    "give_opinions",
    "group_opinions",
    "join_demand",
    "judge_statement",
    "lapse_meeting",
    "leave",
    "leave_demand",
    "note_refusal",
    "open_meeting",
    "post_result",
    "print_minutes",
    "propose_statement",
    "record_minutes",
    "register_attendance",
    "register_attendances",
    "set_tasks",
    "sign_minutes",
    "sign_myself",
    "withdraw",
]
