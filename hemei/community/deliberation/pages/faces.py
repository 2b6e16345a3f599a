"""From rows to what a reader sees of them."""

from __future__ import annotations

from typing import Any

from hemei.community.deliberation import queries
from hemei.ground.records import queries as records
from hemei.kernel.decision import mark
from hemei.ui.words import say

EVENT_TEXTS = {
    "deliberation.topic_raised": mark("提出"),
    "deliberation.topic_accepted": mark("社区列入议题"),
    "deliberation.matter_changed": mark("更改议题的事项，下次会议再议"),
    "deliberation.topic_returned": mark("没有记录议定事项，下次会议再议"),
    "deliberation.topic_refused": mark("社区不列入"),
    "deliberation.topic_merged": mark("并入相同议题"),
    "deliberation.topic_scheduled": mark("排入会议议程"),
    "deliberation.topic_put_off": mark("会上没有议定，留到下次"),
    "deliberation.topic_concluded": mark("会议议定"),
    "deliberation.task_moved": mark("任务有了进展"),
    "deliberation.topic_done": mark("任务全部办结"),
    "deliberation.topic_reopened": mark("任务撤销，重新排入议程"),
    "deliberation.result_reported": mark("结果已在会上报告"),
    "deliberation.upkeep_set": mark("落实管护"),
    "deliberation.photos_added": mark("上传办后照片"),
    "deliberation.topic_rated": mark("居民评价"),
    "deliberation.result_shared": mark("公布共享结果"),
    "deliberation.vote_decided": mark("业主表决有了结果"),
    "deliberation.proposal_ended": mark("业主提议终止，重新排入议程"),
    "deliberation.vote_annulled": mark("表决结果被撤销，重新排入议程"),
}


def topic_face(row: queries.TopicRow, step: queries.Step | None = None) -> dict[str, Any]:
    """Return a line of a list."""
    return {
        "row": row,
        "place": row.estate or row.community,
        "by": say(queries.RAISED_TEXTS[row.raised_by]),
        "state": say(queries.STATE_TEXTS[row.state]),
        "tone": queries.STATE_TONES[row.state],
        "step": say(queries.STEP_TEXTS[step]) if step else "",
    }


def event_face(event: records.EventRow) -> dict[str, Any]:
    """Return an entry of the course; who it was stays with the record."""
    return {"at": event.at, "title": say(EVENT_TEXTS.get(event.type, event.type)), "by": "", "tone": ""}
