"""A column that holds one of fixed words, kept so by the database."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import CheckConstraint, Q


def one_of(words: type[StrEnum], column: str, name: str, *, empty: bool = False) -> CheckConstraint:
    """Return the constraint that a column holds one of these words, or nothing."""
    values = [word.value for word in words]
    return CheckConstraint(condition=Q(**{f"{column}__in": [*values, *([""] if empty else [])]}), name=name)
