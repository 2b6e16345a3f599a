"""The scan of a list that a side of a handover signed on paper."""

from __future__ import annotations

import io

from PIL import Image

from hemei.community.committees.services import SignedList


def scan() -> io.BytesIO:
    """Return a small photo, as a telephone sends it."""
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(made, "JPEG")
    made.seek(0)
    return made


def signed_list(seat_id: int | None = None) -> SignedList:
    """Return a signed list, and whose seat received."""
    return SignedList(upload=scan(), name="移交清单.jpg", seat_id=seat_id)
