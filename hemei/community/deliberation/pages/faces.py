"""From rows to what a reader sees of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

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

UNCHANGED = {
    queries.TopicState.PROPOSED: mark(
        "会议已经建议业主表决，事项不能再改。提议终止或者表决结果被撤销的，议题回到会议，那时再改。"
    ),
    queries.TopicState.AT_WORK: mark("会议已经议定任务，事项不能再改。任务撤销的，议题回到会议，那时再改。"),
    queries.TopicState.DONE: mark("这个议题已经有了结果，事项不能再改。"),
    queries.TopicState.CLOSED: mark("这个议题已经办结，事项不能再改。"),
}
"""Why what a topic is before the law is put right no more; of what was never taken up there is nothing to say."""


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


def matter_words(code: str, names: Mapping[str, str]) -> str:
    """Return what a topic is before the law."""
    return names.get(code, code) or _("不属于业主共同决定的事项")


def event_face(event: records.EventRow, matters: Mapping[str, str], reason: str) -> dict[str, Any]:
    """Return an entry of the course, with what was changed and why; who it was stays with the record."""
    lines = []
    if event.type == "deliberation.matter_changed":
        before, after = (matter_words(event.data[side], matters) for side in ("before", "matter"))
        lines.append(_("由“%(before)s”改为“%(after)s”") % {"before": before, "after": after})
    if reason:
        lines.append(_("理由：%(reason)s") % {"reason": reason})
    title = say(EVENT_TEXTS.get(event.type, event.type))
    return {"at": event.at, "title": title, "by": "", "tone": "", "lines": lines}
