"""Erase sealed texts and files of some streams: what is over its time, or what a person may have deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from hemei.ground.records import models
from hemei.ground.records.services.files import path_of


def erase_texts(
    *, streams: Sequence[str], now: datetime, fields: Iterable[str] = (), but: Iterable[str] = ()
) -> int:
    """Empty the sealed texts of streams; `fields` keeps to some, `but` leaves some out. Returns how many.

    Events and their chain stay whole, and without its salt no commitment can be tested against a guess.
    """
    rows = models.Sealed.objects.filter(stream__in=streams, erased_at=None).exclude(field__in=list(but))
    only = list(fields)
    if only:
        rows = rows.filter(field__in=only)
    return rows.update(ciphertext=None, salt=None, blind_index=None, erased_at=now)


def erase_sealed(*, vault_ids: Sequence[int], now: datetime) -> int:
    """Empty these sealed texts; returns how many were still there."""
    rows = models.Sealed.objects.filter(pk__in=vault_ids, erased_at=None)
    return rows.update(ciphertext=None, salt=None, blind_index=None, erased_at=now)


def erase_files(*, streams: Sequence[str], now: datetime, purpose: str = "") -> int:
    """Erase the files of streams; returns how many. The bytes go after commit, where no other row has them."""
    rows = models.File.objects.filter(stream__in=streams, erased_at=None)
    if purpose:
        rows = rows.filter(purpose=purpose)
    digests = set(rows.values_list("digest", flat=True))
    erased = rows.update(erased_at=now)
    transaction.on_commit(lambda: _unlink(digests))
    return erased


def _unlink(digests: set[str]) -> None:
    kept = models.File.objects.filter(digest__in=digests, erased_at=None).values_list("digest", flat=True)
    for digest in digests - set(kept):
        path_of(digest).unlink(missing_ok=True)
