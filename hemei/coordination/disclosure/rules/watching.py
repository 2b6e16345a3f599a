"""When a spending is watched: before it is decided, while it is carried out, after it is paid."""

from __future__ import annotations

from hemei.coordination.disclosure.rules.words import Stage


def stage_of(*, decided: bool, paid: bool) -> Stage:
    """Return the stage in which a spending is, by how far it is; nobody chooses it.

    What came to nothing stays where it ended: a payment refused was watched before, works that fell midway during.
    """
    if paid:
        return Stage.AFTER
    return Stage.DURING if decided else Stage.BEFORE
