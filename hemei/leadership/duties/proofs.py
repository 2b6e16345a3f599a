"""What the records say of a duty before anybody hands in a result for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision


def may_hand_in(*, origin_stream: str, origin_item: str, actor: Actor, now: datetime) -> Decision:
    """Whether a result may be handed in for a duty of this origin; no where the records show that it is not done.

    What is asked is named in `DUTY_PROOFS`: also what its own act settles is not handed in.
    """
    for name in settings.DUTY_PROOFS:
        shows: Callable[..., Decision] = import_string(name)
        decision = shows(origin_stream=origin_stream, origin_item=origin_item, actor=actor, now=now)
        if not decision.allowed:
            return decision
    return Decision.yes()
