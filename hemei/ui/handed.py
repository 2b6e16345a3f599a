"""What a form filled in on a phone hands in beside its fields: moments, and what the phone knew of each photo."""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

if TYPE_CHECKING:
    from django.http import HttpRequest


class Handed(NamedTuple):
    """A photo as it was uploaded; `noted` is what the phone knew of it, as JSON."""

    upload: BinaryIO
    name: str
    noted: str


def fresh_key() -> str:
    """Return a key for a submission that is sent once."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def moment_of(text: str) -> datetime | None:
    """Return the moment a phone wrote, None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def said_by_phone(text: str) -> dict[str, Any]:
    """Return what a hidden field of a phone's script says; nothing where it is not well-formed."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def photos_of(request: HttpRequest, code: str) -> list[Handed]:
    """Return the photos of one section of a form, `photo-<code>`, each with what the phone noted of it."""
    noted = said_by_phone(request.POST.get(f"noted-{code}", ""))
    return [
        Handed(
            cast("BinaryIO", upload),
            str(upload.name),
            json.dumps(noted.get(f"{upload.name}|{upload.size}", {})),
        )
        for upload in request.FILES.getlist(f"photo-{code}")
    ]
