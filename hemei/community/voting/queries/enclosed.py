"""The scanned papers a meeting rests on: its sealed document, the lists of who asked for it, who votes for another."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hemei.community.voting.models import Assembly, Sheet, Support, SupportSheet, VoterBinding

_FILE = ("digest", "media_type", "size", "erased_at")


@dataclass(frozen=True, slots=True)
class Paper:
    """A scan in a case file: its name there, where its bytes lie, how many they are, and what it is."""

    name: str
    digest: str
    size: int
    about: dict[str, Any]


def papers_of(found: Assembly) -> list[Paper]:
    """Return the scans of a meeting that are kept, in the order of the file; the caller opened the place.

    Of owners who asked for it every list, confirmed or not, and every paper by which one took it back.
    """
    this = Assembly.objects.filter(pk=found.pk, decision_scan__isnull=False)
    sheets = SupportSheet.objects.filter(proposal=found.proposal_id or 0)
    listed, left = sheets.filter(takes_back=False), sheets.filter(takes_back=True)
    back = Support.objects.filter(proposal=found.proposal_id or 0, back_scan__isnull=False)
    back = back.exclude(back_scan__in=left.values("scan"))  # of the time before another confirmed it
    cast = Sheet.objects.filter(roll=found.roll_id or 0, binding__isnull=False).values("binding_id")
    bound = VoterBinding.objects.filter(pk__in=cast, scan__isnull=False)
    return [
        *_papers("decision", this, "decision_scan"),
        *_papers("support", listed, "scan", "unit_ids", "confirmed"),
        *_papers("support-left", left, "scan", "unit_ids", "confirmed"),
        *_papers("support-back", back, "back_scan", "unit_id"),
        *_papers("voter", bound, "scan", "unit_id", "capacity"),
    ]


def _papers(kind: str, rows: QuerySet[Any], scan: str, *about: str) -> Iterator[Paper]:
    fields = ("pk", *(f"{scan}__{name}" for name in _FILE), *about)
    for number, digest, media_type, size, erased_at, *rest in rows.order_by("pk").values_list(*fields):
        if erased_at is None:
            name = f"papers/{kind}-{number}{mimetypes.guess_extension(media_type) or ''}"
            said = dict(zip(about, rest, strict=True))
            yield Paper(name, digest, size, {"kind": kind, "number": number, **said})
