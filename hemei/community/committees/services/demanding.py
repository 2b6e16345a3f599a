"""What every writer of committees demands: that the rules allow an act, and that a person wrote something."""

from __future__ import annotations

from hemei.kernel.decision import Decision, Reference, Refused

LONGEST_TEXT = 2_000


def demand(*decisions: Decision) -> tuple[Reference, ...]:
    """Raise `Refused` with the reasons of all that say no; return what they stand on."""
    reasons = tuple(reason for decision in decisions for reason in decision.reasons)
    if not all(decision.allowed for decision in decisions):
        raise Refused(Decision.no(*reasons))
    return tuple(dict.fromkeys(one for decision in decisions for one in decision.references))


def written(text: str, field: str, words: str) -> str:
    """Return what a person wrote, refused where he wrote nothing."""
    said = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not said:
        raise Refused.because(words, field=field, code=field)
    return said
