"""What was missed is explained on its own page; nobody hands in a word for the duty."""

from __future__ import annotations

from typing import Any

from hemei.kernel.decision import Decision, mark
from hemei.leadership.duties import queries as duties


def settled_by_act(*, origin_stream: str, **_others: Any) -> Decision:
    """Whether a result may be handed in for a duty; named in the setting `DUTY_PROOFS`."""
    return duties.only_by_act(
        origin_stream,
        "patrols.",
        mark("漏巡的原因都说明以后，这项任务自动完成，不用另外提交"),
        mark("请打开任务的依据，在那里逐条说明"),
    )
