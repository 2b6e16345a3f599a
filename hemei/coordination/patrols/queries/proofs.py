"""What a community owes for its cells is done by the act itself; nobody hands in a word for the duty."""

from __future__ import annotations

from typing import Any

from hemei.coordination.patrols.rules.words import NAME_WALKER
from hemei.kernel.decision import Decision, mark
from hemei.leadership.duties import queries as duties


def settled_by_act(*, origin_stream: str, origin_item: str = "", **_others: Any) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`."""
    if origin_item == NAME_WALKER:
        return duties.only_by_act(
            origin_stream,
            "patrols.",
            mark("网格员登记任职以后，这项任务自动完成，不用另外提交"),
            mark("请打开任务的依据，从本社区的工作人员里确定；还没有账号的，请系统管理员先登记人员"),
        )
    return duties.only_by_act(
        origin_stream,
        "patrols.",
        mark("漏巡的原因都说明以后，这项任务自动完成，不用另外提交"),
        mark("请打开任务的依据，在那里逐条说明"),
    )
