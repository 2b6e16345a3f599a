"""A board is replaced by hanging the new one; nobody hands in a word for it."""

from __future__ import annotations

from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, mark

_STREAMS = "boards."


def settled_by_act(*, origin_stream: str, origin_item: str, actor: Actor, now: datetime) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`."""
    del origin_item, actor, now
    if not origin_stream.startswith(_STREAMS):
        return Decision.yes()
    words = mark("新的公示牌登记张贴以后，这项任务自动完成，不用另外提交")
    return Decision.no(Reason(words, {}, mark("请打开任务的依据，在那里制作、打印、登记张贴"), code="by_act"))
