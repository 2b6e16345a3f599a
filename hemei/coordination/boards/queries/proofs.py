"""A board is replaced by hanging the new one; nobody hands in a word for it."""

from __future__ import annotations

from typing import Any

from hemei.kernel.decision import Decision, mark
from hemei.leadership.duties import queries as duties


def settled_by_act(*, origin_stream: str, **_others: Any) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`."""
    return duties.only_by_act(
        origin_stream,
        "boards.",
        mark("新的公示牌登记张贴以后，这项任务自动完成，不用另外提交"),
        mark("请打开任务的依据，在那里制作、打印、登记张贴"),
    )
