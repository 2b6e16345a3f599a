"""Owners support a proposal on paper: one clerk enters their signature list, another confirms it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from unittest.mock import patch

from hemei.community.voting import services
from hemei.community.voting.models import CalledBallot
from hemei.community.voting.rules.proposals import Asked
from hemei.kernel.actor import Actor

PDF = b"%PDF-1.4\n%%EOF\n"
ONE, OTHER = 1_000_901, 1_000_902
"""The numbers of two persons of a residents' committee, where a clerk has none."""


def signed(unit_ids: Sequence[int]) -> services.Signed:
    """Return what the owners of units signed, with its scan."""
    return services.Signed(unit_ids=unit_ids, scan=(BytesIO(PDF), "签名表.pdf"))


def letter_of() -> tuple[BytesIO, str]:
    """Return the scan of a guardian's or delegate's paper."""
    return BytesIO(PDF), "授权书.pdf"


def by(actor: Actor, person_id: int) -> Actor:
    """Return the actor as another person at the same desk."""
    return replace(actor, person_id=person_id)


def supported(*, actor: Actor, now: datetime, proposal_id: int, unit_ids: Sequence[int]) -> Asked:
    """Let owners support a proposal by a signature list that two persons of the residents' committee enter."""
    sheet = services.enter_support(
        actor=by(actor, ONE), now=now, proposal_id=proposal_id, signed=signed(unit_ids)
    )
    asked = services.settle_support(actor=by(actor, OTHER), now=now, sheet_id=sheet, confirmed=True)
    assert asked is not None
    return asked


def left(*, actor: Actor, now: datetime, proposal_id: int, unit_ids: Sequence[int]) -> None:
    """Let owners take back on paper what they asked, by two persons of the residents' committee."""
    sheet = services.take_back_support(
        actor=by(actor, ONE), now=now, proposal_id=proposal_id, signed=signed(unit_ids)
    )
    services.settle_support(actor=by(actor, OTHER), now=now, sheet_id=sheet, confirmed=True)


@contextmanager
def drawing_only(chosen: Callable[[CalledBallot], bool]) -> Iterator[None]:
    """Draw the ballots that are chosen and no others, as where the margin asks for no more."""
    listed = CalledBallot.objects.bulk_create

    def put(rows: Iterator[CalledBallot]) -> None:
        kept = list(rows)
        for row in kept:
            row.drawn = chosen(row)
        listed(kept)

    with patch.object(CalledBallot.objects, "bulk_create", put):
        yield
