"""From a refusal to the messages beside the fields, and from what was typed to values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hemei.kernel.decision import Decision, Refused, mark
from hemei.kernel.money import MOST_FEN, NotMoney, fen_of
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.words import listing, say, say_reason


def errors_of(refused: Refused) -> dict[str, list[str]]:
    """Return the messages by field; a reason of no field stands under the empty name."""
    errors: dict[str, list[str]] = {}
    for reason in refused.decision.reasons:
        errors.setdefault(reason.field, []).append(say_reason(reason))
    return errors


def blocked_steps(acts: Iterable[tuple[str, Decision]]) -> list[dict[str, Any]]:
    """Return of acts, by their words, that cannot be done why not.

    What the state alone forbids (a reason of the code `state` that says which it is) is one sentence for all of it,
    said first.
    """
    barred = list(acts)
    by_state = [(words, why) for words, why in barred if [one.code for one in why.reasons] == ["state"]]
    if len(by_state) == 1:
        by_state = []
    found: list[dict[str, Any]] = []
    if by_state:
        (reason,) = by_state[0][1].reasons
        words = listing(say(words) for words, _ in by_state)
        found.append(
            {"words": words, "reasons": [replace(reason, text=mark("现在是“{state}”，这些都做不了"))]}
        )
    rest = [one for one in barred if one not in by_state]
    return found + [{"words": say(words), "reasons": why.reasons} for words, why in rest]


def at_fields(
    errors: Mapping[str, list[str]], names: Collection[str], called: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """Return what is wrong by the fields a form has; what is wrong of none of them stands for the whole form.

    `called` names the field under which the form asks for what a rule calls otherwise.
    """
    found: dict[str, list[str]] = {}
    for name, texts in errors.items():
        own = (called or {}).get(name, name)
        found.setdefault(own if own in names else "", []).extend(texts)
    return found


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


def fen_or_none(text: str, field: str, *, zero: bool = False) -> int | None:
    """Return the amount a form says in yuan as whole fen, None where it says none.

    Digits, commas and points may be full-width, as an input method leaves them. Zero stands where it may.

    Raises:
        Refused: it is no amount above zero in yuan with at most two decimals; the message names the value and the slip.
    """
    raw = unicodedata.normalize("NFKC", text[:40]).strip()
    if not raw:
        return None
    try:
        fen = fen_of(raw)
    except NotMoney:
        words, remedy = _no_amount(raw)
    else:
        if 0 < fen < MOST_FEN or (zero and fen == 0):
            return fen
        words, remedy = (_ZERO if fen == 0 else _BELOW) if fen <= 0 else _LARGE
    raise Refused.because(words, remedy=remedy, field=field, code="money", raw=text.strip()[:20])


_ABOVE = mark("请填写大于零的金额。")
_ZERO = mark("金额“{raw}”是零。"), _ABOVE
_BELOW = mark("金额“{raw}”是负数。"), _ABOVE
_LARGE = mark("金额“{raw}”太大。"), mark("请核对金额，单位是元。")
_LIKE = mark("请写成 1200 或 1200.50 的样子，单位是元。")
_SLIPS = (
    (re.compile(r"-.*"), _BELOW),
    (re.compile(r"[0-9,]+\.[0-9]{3,}"), (mark("金额“{raw}”细到了一分以下。"), mark("请最多写两位小数。"))),
    (re.compile(r"[0-9]{13,}"), _LARGE),
    (
        re.compile(r"(?=.*[0-9]).*[^0-9.,\s].*"),
        (mark("金额“{raw}”里有数字以外的字。"), mark("只填数字，单位是人民币元；别的币种请先折算。")),
    ),
)


def _no_amount(raw: str) -> tuple[str, str]:
    """Say which slip made this no amount."""
    found = (said for slip, said in _SLIPS if slip.fullmatch(raw))
    return next(found, (mark("金额“{raw}”看不懂。"), _LIKE))


def needed_fen(text: str, field: str, *, zero: bool = False) -> int:
    """Return the amount a form must say, as whole fen.

    Raises:
        Refused: it says none, or no amount above zero.
    """
    fen = fen_or_none(text, field, zero=zero)
    if fen is None:
        raise Refused.because(mark("没有填金额。"), remedy=_LIKE, field=field, code="money")
    return fen


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
