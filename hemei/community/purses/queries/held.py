"""What persons did around joint accounts, for themselves; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.purses.models import Approval, Signatory
from hemei.community.purses.rules.words import Side
from hemei.kernel.workdays import shanghai_day

_MOST = 500


@dataclass(frozen=True, slots=True)
class Signing:
    """For whose account and side somebody signs or did."""

    estate: str
    side: Side
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Approved:
    """An order somebody approved or refused."""

    estate: str
    number: str
    on: date


def signing(persons: Sequence[int]) -> list[Signing]:
    """Return for which accounts these persons sign or did, the latest first."""
    rows = Signatory.objects.filter(person_id__in=persons).order_by("-id")
    fields = ("account__estate__name", "side", "valid_from", "valid_until")
    return [
        Signing(estate, Side(side), first, last)
        for estate, side, first, last in rows.values_list(*fields)[:_MOST]
    ]


def approvals_by(persons: Sequence[int]) -> list[Approved]:
    """Return the orders these persons approved or refused, the latest first."""
    rows = Approval.objects.filter(person_id__in=persons).order_by("-id")
    fields = ("order__account__estate__name", "order__number", "given_at")
    return [
        Approved(estate, number, shanghai_day(at)) for estate, number, at in rows.values_list(*fields)[:_MOST]
    ]
