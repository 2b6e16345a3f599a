"""Handing a kept file out: to be looked at, or saved under the name its owner gave it; never run in the browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def shown(content: bytes, media_type: str) -> HttpResponse:
    """Answer a picture to be looked at; what lies under an id never changes, so the browser may keep it."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def saved(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer a document to be saved."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
