"""What a clerk may bring in: pictures of ballots by their first bytes, never by their name, and how large."""

from __future__ import annotations

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
_FIRST = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
MOST_BYTES = 30_000_000
MOST_FILES = 20
_HEAD = 1_024


def kind_of(head: bytes) -> str | None:
    """Return what a file is by its first bytes; None where it is neither a picture nor a PDF."""
    if b"%PDF-" in head[:_HEAD]:
        return PDF
    return next((kind for first, kind in _FIRST.items() if head.startswith(first)), None)
