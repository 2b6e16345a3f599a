"""What was done about a meeting or a proposal, in words, and whose clocks run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.ui.clauses import cited_item
from hemei.ui.words import say

EVENTS = 40
CLOCK_NAMES = {
    "judge": mark("计票"),
    "post": mark("公告结果"),
    "answer": mark("答复异议"),
    "strike": mark("剔除异议成立的选票"),
    "recount": mark("重新计票"),
    "chase": mark("街道督促剔除或者重新计票"),
    "take": mark("居民委员会代为计票、公告"),
    "press": mark("街道督促计票、公告"),
    "draw": mark("抽票回访"),
    "calls": mark("回访选票"),
    "denied": mark("剔除被否认的选票"),
    "urge": mark("督促选票回访"),
    "stand": mark("街道代为回访"),
    "correct": mark("按责令改正"),
    "decide": mark("核实改正"),
    "gather": mark("征集附议（业主的期限）"),
    "leave": mark("等待核对书面撤回"),
    "check": mark("核对附议签名表"),
    "vet": mark("街道核对附议签名表"),
    "call": mark("召集会议"),
    "order": mark("责令召集"),
    "ordered": mark("按责令召集"),
    "instead": mark("代为召集"),
    "spur": mark("上一级督促召集、核对"),
}
TITLES = {
    "voting.assembly_called": mark("召集会议"),
    "voting.decision_shown": mark("上传盖章文书的扫描件"),
    "voting.agenda_set": mark("拟定议程"),
    "voting.interest_proven": mark("增加楼外有利害关系的业主"),
    "voting.assembly_noticed": mark("公告会议，冻结名册"),
    "voting.assembly_called_off": mark("取消会议"),
    "voting.item_lapsed": mark("事项失去对象"),
    "voting.assembly_closed": mark("表决截止封存"),
    "voting.assembly_judged": mark("计票，宣布结果"),
    "voting.result_published": mark("公告结果"),
    "voting.annulled": mark("撤销表决结果"),
    "voting.correction_ordered": mark("责令改正"),
    "voting.correction_answered": mark("报告改正"),
    "voting.correction_settled": mark("核实改正"),
    "voting.correction_overdue": mark("逾期没有改正"),
    "voting.count_overdue": mark("逾期没有计票或者公告，转居民委员会代为办理"),
    "voting.count_pressed": mark("逾期没有计票或者公告，转街道督促"),
    "voting.upheld_overdue": mark("异议成立后逾期没有剔除或者重新计票，转街道"),
    "voting.ballots_struck": mark("剔除选票"),
    "voting.assembly_recounted": mark("重新计票"),
    "voting.recount_owed": mark("业主或者代理人证实是同一人，须重新计票"),
    "voting.call_back_ended": mark("选票回访有了结论"),
    "voting.call_back_left": mark("居民委员会的人员都经手过，转街道回访"),
    "voting.call_back_overdue": mark("选票回访逾期，转街道督促"),
    "voting.result_objected": mark("对结果提出异议"),
    "voting.objection_answered": mark("答复异议"),
    "voting.file_opened": mark("查阅文件"),
    "voting.assembly_proposed": mark("业主提议"),
    "voting.support_entered": mark("登记附议签名表，待另一人核对"),
    "voting.support_back_entered": mark("登记书面撤回附议，待另一人核对"),
    "voting.support_refused": mark("附议签名表没有通过核对"),
    "voting.list_overdue": mark("附议签名表逾期没有核对，转街道核对"),
    "voting.list_pressed": mark("街道逾期没有核对附议签名表，转区县督促"),
    "voting.proposal_supported": mark("登记附议"),
    "voting.proposal_lapsed": mark("征集期满，没有达到比例"),
    "voting.proposal_moot": mark("委员已经不再任职，提议终止"),
    "voting.support_back_late": mark("书面撤回附议没有生效：核对以前已经达到比例或者结束"),
    "voting.support_taken_back": mark("撤回附议"),
    "voting.proposal_reached": mark("达到法定比例"),
    "voting.proposal_owed_again": mark("会议取消，仍应召集"),
    "voting.recall_owed": mark("三分之一以上委员提议罢免，已听取申辩，应当召集"),
    "voting.proposal_withdrawn": mark("提议人撤回"),
    "voting.call_overdue": mark("逾期未召集，转街道责令"),
    "voting.call_ordered": mark("责令限期召集"),
    "voting.order_unmet": mark("责令后仍未召集，转居民委员会"),
    "voting.order_overdue": mark("逾期没有责令或者代为召集，转上一级督促"),
}

SHEET_CONFIRMED = mark("核对附议签名表无误，计入附议")
"""What the second person did: owners who ask by phone join by the same event, without a sheet."""


def history(stream: str) -> Iterator[dict[str, Any]]:
    """Yield what was recorded of a meeting or a proposal, the latest first."""
    for row in record.latest_events(stream=stream, limit=EVENTS):
        title = TITLES.get(row.payload["type"])
        if title is None:
            continue
        if row.payload["data"].get("sheet") and row.payload["type"] == "voting.proposal_supported":
            title = SHEET_CONFIRMED
        yield {
            "at": datetime.fromisoformat(row.payload["at"]),
            "title": say(title),
            "by": say(people.ROLE_NAMES[Role(row.payload["actor"]["role"])]),
            "lines": [],
            "clauses": list(
                dict.fromkeys(
                    cited_item(record.head_of(one["standard"], one["day"]), one)
                    for one in row.payload["standards"]
                )
            ),
        }
