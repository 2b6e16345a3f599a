"""What one person entered and another confirms or refuses, once: its constraints, for every table that waits so."""

from __future__ import annotations

from django.db.models import CheckConstraint, F, Q


def settled_once(table: str, **entered: bool) -> CheckConstraint:
    """Return that a row is settled as a whole or not at all; `entered` must hold of what is settled."""
    whole = Q(**entered, settled_at__isnull=False, settled_by__isnull=False, confirmed__isnull=False)
    return CheckConstraint(
        condition=Q(settled_at=None, settled_by=None, confirmed=None) | whole, name=f"{table}_settled"
    )


def settled_by_another(table: str, of: str) -> CheckConstraint:
    """Return that neither who entered a row nor whom it names (`of`) confirms it; who entered it may take it back."""
    return CheckConstraint(
        condition=Q(confirmed=False, settled_by=F("entered_by"))
        | (~Q(settled_by=F("entered_by")) & ~Q(settled_by=F(of))),
        name=f"{table}_two_hands",
    )
