"""Instants and time limits in words a reader understands."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Protocol, TypeVar, TypeVarTuple

from django.utils import translation

from hemei.kernel.workdays import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from fractions import Fraction

    from hemei.kernel.decision import Reason

A = TypeVarTuple("A")
R = TypeVar("R")
SOON = timedelta(hours=4)
_HOURS_UNTIL = timedelta(hours=48)
_WHOLE = 1000  # tenths of a percent
_TICKING = frozenset({"running", "soon", "overdue"})
# Asked two hundred times a page: the framework's own note of the language takes fifty times as long to read.
_english: ContextVar[bool | None] = ContextVar("english", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language: ours and the framework's words; nothing else may change it."""
    before = _english.set(language.startswith("en"))
    try:
        with translation.override(language):
            yield
    finally:
        _english.reset(before)


def is_english() -> bool:
    """Whether the reader chose English; standards carry an English name beside the Chinese one."""
    english = _english.get()
    return (translation.get_language() or "").startswith("en") if english is None else english


class Titled(Protocol):
    """What has a Chinese title, and an English one of its own where a standard gives it."""

    @property
    def title(self) -> str:
        """The title as it is written."""

    @property
    def title_en(self) -> str:
        """The same in English, where no catalogue has it."""


def title_of(titled: Titled) -> str:
    """Return a title in the reader's language: the standard's own English before the catalogue's."""
    return titled.title_en if titled.title_en and is_english() else gettext(titled.title)


def said_once(build: Callable[[*A], R]) -> Callable[[*A], R]:
    """Keep what a function says, once for each language and its arguments: words do not change while we run."""

    @lru_cache(maxsize=256)
    def kept(_english: bool, *args: *A) -> R:  # noqa: FBT001 - part of the key only
        return build(*args)

    @wraps(build)
    def say_it(*args: *A) -> R:
        return kept(is_english(), *args)

    return say_it


def gettext(message: str) -> str:
    """Translate a message; whoever reads the language it is written in needs no look into a catalogue."""
    return translation.gettext(message) if is_english() else message


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a message with a number; Chinese has one form for all."""
    return translation.ngettext(one, many, count) if is_english() else many


def local(at: datetime) -> datetime:
    """Return the instant on the city's clock; it is stored in UTC."""
    return at.astimezone(SHANGHAI)


def local_time(at: datetime | None) -> str:
    """Return day and minute on the city's clock, `2026-11-23 10:30`."""
    return local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def short_time(at: datetime, now: datetime) -> str:
    """Return day and minute, with the year only where it is not this one."""
    here = local(at)
    return here.strftime("%m-%d %H:%M" if here.year == local(now).year else "%Y-%m-%d %H:%M")


def local_day(at: datetime | None) -> str:
    """Return the day on the city's clock, `2026-11-23`."""
    return local(at).strftime("%Y-%m-%d") if at else ""


def machine_time(at: datetime) -> str:
    """Return the instant for `<time datetime>`, ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def span(length: timedelta) -> str:
    """Return a length of time in its largest sensible unit, rounded down: `2 小时`.

    Below an hour in minutes, below two days in hours, then in days: a limit of
    one and a half days reads `36 小时`, never `1 天`.
    """
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return gettext("不到 1 分钟")
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return ngettext("%(count)d 分钟", "%(count)d 分钟", minutes) % {"count": minutes}
    if length < _HOURS_UNTIL:
        return ngettext("%(count)d 小时", "%(count)d 小时", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d 天", "%(count)d 天", length.days) % {"count": length.days}


def until(due_at: datetime, now: datetime) -> str:
    """Say how long is left, or by how much the limit has passed."""
    if due_at >= now:
        return gettext("还剩 %(span)s") % {"span": span(due_at - now)}
    return gettext("已超 %(span)s") % {"span": span(now - due_at)}


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago something happened."""
    return gettext("%(span)s前") % {"span": span(now - at)}


def clock_state(
    now: datetime, due_at: datetime | None, done_at: datetime | None = None, *, paused: bool = False
) -> str:
    """Name the state of a time limit; the page shows it in word and colour, never in colour alone."""
    if due_at is None:
        return "none"
    if done_at is not None:
        return "met" if done_at <= due_at else "late"
    if paused:
        return "paused"
    if now > due_at:
        return "overdue"
    return "soon" if due_at - now <= SOON else "running"


@dataclass(frozen=True, slots=True)
class ClockWords:
    """What a clock chip says: its state, how long is left or by how much it passed, and the moment twice.

    A clock that was met says nothing more, one met late by how much.
    """

    state: str
    left: str = ""
    short: str = ""
    machine: str = ""
    late: str = ""


def clock_words(
    now: datetime, due_at: datetime | None, done_at: datetime | None = None, *, paused: bool = False
) -> ClockWords:
    """Return all a clock chip says in one go; a list has fifty of them."""
    state = clock_state(now, due_at, done_at, paused=paused)
    if due_at is None or state not in _TICKING:
        late = span(done_at - due_at) if state == "late" and done_at and due_at else ""
        return ClockWords(state, late=late)
    return ClockWords(state, until(due_at, now), short_time(due_at, now), machine_time(due_at))


def say(text: str, values: Mapping[str, str | int] | None = None) -> str:
    """Translate a marked message, then fill its `{placeholders}`.

    Text values may themselves be marked messages (the name of a state), or lists of them with a `、` between, as rules
    write them, so they are translated too; a name that is nobody's message stays as it is.
    """
    if not text:
        return ""
    filled = {
        key: _said(value) if value and isinstance(value, str) else value
        for key, value in (values or {}).items()
    }
    return gettext(text).format(**filled)


_BETWEEN = "、"


def _said(value: str) -> str:
    said = gettext(value)
    if said != value or _BETWEEN not in value or not is_english():
        return said
    return listing(gettext(part) for part in value.split(_BETWEEN) if part)


def say_reason(reason: Reason) -> str:
    """Say what happened and what to do about it, each as a sentence."""
    parts = [part for part in (say(reason.text, reason.values), say(reason.remedy, reason.values)) if part]
    if is_english():
        return " ".join(part if part[-1] in _ENDS else f"{part}." for part in parts)
    return "".join(part if part[-1] in _ENDS else f"{part}。" for part in parts)


_ENDS = "。！？…；.!?;"


_UNCHECKED = re.compile(r"（[^（）]*条号待核）")


def public_clause(clause: str) -> str:
    """Return a clause as the public reads it: a note that its number is still to be checked is for administrators."""
    return _UNCHECKED.sub("", clause)


def percent(share: Fraction | None) -> str:
    """Return a share with one decimal; neither rounded up to all nor down to nothing."""
    if share is None:
        return "-"
    tenths = (share.numerator * 2000 + share.denominator) // (2 * share.denominator)
    if share.numerator:
        tenths = max(tenths, 1)
    if share < 1:
        tenths = min(tenths, _WHOLE - 1)
    return f"{tenths // 10}.{tenths % 10}%"


def between(*, of_parts: bool = False) -> str:
    """Return the mark the reader's language puts between words of a list, or between parts that may hold commas."""
    english, chinese = ("; ", "；") if of_parts else (", ", _BETWEEN)
    return english if is_english() else chinese


def listing(words: Iterable[str]) -> str:
    """Return words one after another, with the mark the reader's language puts between them."""
    return between().join(words)


def series(parts: Iterable[str]) -> str:
    """Return parts one after another that may hold commas themselves."""
    return between(of_parts=True).join(parts)
