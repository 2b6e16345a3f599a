"""What the key of a program may open."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """What a key opens; the value is stored with the key and named in refusals."""

    REPORT = "report"
    CASES = "cases"
    PLACES = "places"
    FIGURES = "figures"
    PUBLISHED = "published"
    CREDIT = "credit"
    WEBHOOKS = "webhooks"
