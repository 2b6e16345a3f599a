"""Duties that a committee's records keep are done by the act itself; nobody hands in a word for them."""

from __future__ import annotations

from typing import Any

from hemei.kernel.decision import Decision, mark
from hemei.leadership.duties import queries as duties


def settled_by_act(*, origin_stream: str, **_others: Any) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`.

    Whatever comes from an election, a recall, a handover or a term is done where it stands: the duty ends by itself.
    """
    return duties.only_by_act(origin_stream, "committees.", mark("这项任务不用另外提交，办理以后自动完成"))
