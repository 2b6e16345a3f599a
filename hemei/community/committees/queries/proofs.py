"""Duties that a committee's records keep are done by the act itself; nobody hands in a word for them."""

from __future__ import annotations

from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, mark

_STREAMS = "committees."


def settled_by_act(*, origin_stream: str, origin_item: str, actor: Actor, now: datetime) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`.

    Whatever comes from an election, a recall, a handover or a term is done where it stands: the duty ends by itself.
    """
    del origin_item, actor, now
    if not origin_stream.startswith(_STREAMS):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这项任务不用另外提交，办理以后自动完成"),
            {},
            mark("请打开任务的依据，在那里办理"),
            "",
            "by_act",
        )
    )
