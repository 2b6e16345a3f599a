"""From a refusal to the messages beside the fields, and from what was typed to values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.words import say_reason


def errors_of(refused: Refused) -> dict[str, list[str]]:
    """Return the messages by field; a reason of no field stands under the empty name."""
    errors: dict[str, list[str]] = {}
    for reason in refused.decision.reasons:
        errors.setdefault(reason.field, []).append(say_reason(reason))
    return errors


def plain(text: str, most: int = 100) -> str:
    """Return one line of typed text: no text of the database holds a NUL."""
    return " ".join(text.replace("\x00", "").split())[:most]


def day_of(text: str, field: str) -> date | None:
    """Return the day a form says, None where it says none.

    Raises:
        Refused: what it says is no day.
    """
    raw = text.strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Refused.because(
            mark("日期“{raw}”看不懂。"), remedy=mark("请写成 2026-09-28 的样子。"), field=field, raw=raw[:20]
        ) from None


def needed_day(text: str, field: str) -> date:
    """Return the day a form must say.

    Raises:
        Refused: it says none.
    """
    day = day_of(text, field)
    if day is None:
        raise Refused.because(mark("没有填日期。"), remedy=mark("请写成 2026-09-28 的样子。"), field=field)
    return day


def as_of(text: str, today: date) -> date:
    """Return the day a page is asked for, today where the address says none or nothing sensible."""
    try:
        return day_of(text, "on") or today
    except Refused:
        return today


def past_end(text: str, today: date) -> datetime | None:
    """Return the end of the past day a page is asked for, None for today."""
    day = as_of(text, today)
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) if day < today else None


def whole_of(text: str) -> int | None:
    """Return a whole number that fits a key of the database, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - 64 bits
