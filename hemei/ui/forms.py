"""From a refusal to the messages beside the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.ui.words import say_reason

if TYPE_CHECKING:
    from hemei.kernel.decision import Refused


def errors_of(refused: Refused) -> dict[str, list[str]]:
    """Return the messages by field; a reason of no field stands under the empty name."""
    errors: dict[str, list[str]] = {}
    for reason in refused.decision.reasons:
        errors.setdefault(reason.field, []).append(say_reason(reason))
    return errors
