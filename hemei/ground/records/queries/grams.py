"""Find sealed texts by words that stand in them: candidates by tokens, then each is opened and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from hemei.ground.records.grams import plain, runs, tokens, tokens_of
from hemei.ground.records.keys import masters
from hemei.ground.records.queries.sealed import open_sealed

_HOLDING = "select vault_id, of_stream from records_texts_holding(%s, %s, %s)"
_CANDIDATES = 60
_ROUNDS = 4
_AROUND = 14
_NEWEST = 2**62
_CHINESE = str.maketrans(",:;?!()", "，：；？！（）")  # one width is for searching; people read these


@dataclass(frozen=True, slots=True)
class Said:
    """A stream in which the words stand, and the passage, numbers masked."""

    stream: str
    passage: str


def can_be_searched(text: str) -> bool:
    """Whether a text holds a word of two letters, which is the least that is looked for."""
    return bool(runs(text))


def tokens_wanted(pairs: Iterable[str]) -> list[int]:
    """Return the tokens by which pairs of letters stand in kept texts; until all is rotated, former keys' too."""
    wanted = list(pairs)
    return [token for master in masters() for token in tokens_of(wanted, master)]


def masked(text: str) -> str:
    """Return a text as it may be shown in part: one width, lower case, numbers masked, on one line."""
    return _on_one_line(plain(text))


def texts_saying(text: str, *, limit: int) -> list[Said]:
    """Return the streams whose texts hold all words of `text`, the newest first, within the bound actor's sight.

    The database answers with candidates; each text is opened, behind the wall of the vault, and read. Three
    statements for each of four rounds at most.
    """
    wanted, found = runs(text), dict[str, str]()
    before = _NEWEST
    for _ in range(_ROUNDS if wanted else 0):
        rows = _candidates(text, before)
        opened = open_sealed(number for number, _ in rows)
        for number, stream in rows:
            said = plain(opened.get(number) or "")
            if stream not in found and all(word in said for word in wanted):
                found[stream] = _passage(said, wanted[0])
        if len(found) >= limit or len(rows) < _CANDIDATES:
            break
        before = rows[-1][0]
    return [Said(stream, passage) for stream, passage in list(found.items())[:limit]]


def _candidates(text: str, before: int) -> list[tuple[int, str]]:
    """Return the newest candidates; until all is rotated, also by the tokens of former keys."""
    rows: list[tuple[int, str]] = []
    with connection.cursor() as cursor:
        for master in masters():
            cursor.execute(_HOLDING, [tokens(text, master), before, _CANDIDATES])
            rows += cursor.fetchall()
    return sorted(rows, reverse=True)[:_CANDIDATES]


def _passage(said: str, word: str) -> str:
    """Return the words around the first place where it stands, on one line."""
    place = said.index(word)
    begin, end = max(place - _AROUND, 0), place + len(word) + _AROUND
    cut = _on_one_line(said[begin:end])
    return f"{'…' if begin else ''}{cut}{'…' if end < len(said) else ''}"


def _on_one_line(said: str) -> str:
    return " ".join(said.split()).translate(_CHINESE)
