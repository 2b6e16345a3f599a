"""A duty to disclose is done by publishing; nobody hands in a word for it."""

from __future__ import annotations

from typing import Any

from hemei.kernel.decision import Decision, mark
from hemei.leadership.duties import queries as duties


def settled_by_act(*, origin_stream: str, **_others: Any) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`."""
    return duties.only_by_act(origin_stream, "disclosure.", mark("公布以后，这项任务自动完成，不用另外提交"))
