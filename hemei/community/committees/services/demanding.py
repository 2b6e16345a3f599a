"""What every writer of committees demands: that the rules allow an act, and that a person wrote something."""

from __future__ import annotations

from hemei.kernel.decision import Refused

LONGEST_TEXT = 2_000


def written(text: str, field: str, words: str) -> str:
    """Return what a person wrote, refused where he wrote nothing."""
    said = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not said:
        raise Refused.because(words, field=field, code=field)
    return said
