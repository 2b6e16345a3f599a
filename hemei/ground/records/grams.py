"""Words of sealed texts that can be searched: two characters at a time, numbers taken out, each as a keyed digest.

A text is made plain (one width, lower case), what may be a number of a phone, a document, a plate, an account or a
network name goes, and every two neighbouring letters give one token under a key that the database never sees. Tokens
are kept sorted and once each, so neither order nor number of the words is told. Negative tokens are the places above.
See decision 0014.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from hemei.ground.records.keys import derived

# Whatever holds a digit, goes whole, with the letters, dots and signs around it; so does what is written like an
# address of the net, and five Chinese numerals in a row.
_NUMBERS = re.compile(r"[a-z0-9@._+-]*[0-9@][a-z0-9@._+-]*|[零〇一二三四五六七八九幺两]{5,}")
_RUNS = re.compile(r"[^\W\d_]{2,}")
MASK = "＊"
_BYTES = 4
_BITS = 0x7FFF_FFFF


def plain(text: str) -> str:
    """Return a text as it is searched and shown in part: one width, lower case, numbers masked."""
    return _NUMBERS.sub(MASK, unicodedata.normalize("NFKC", text).casefold())


def runs(text: str) -> tuple[str, ...]:
    """Return the words of a text that can be searched for: runs of two letters and more."""
    return tuple(_RUNS.findall(plain(text)))


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a text's words."""
    return frozenset(run[place : place + 2] for run in runs(text) for place in range(len(run) - 1))


def tokens_of(pairs: Iterable[str], master: str = "") -> list[int]:
    """Return the tokens of pairs of letters, under the present master key or this one."""
    return sorted(_token(master or settings.VAULT_KEY, pair) for pair in pairs)


def tokens(text: str, master: str = "") -> list[int]:
    """Return the tokens of a text's words, under the present master key or this one."""
    return tokens_of(pairs_of(text), master)


def row_token_list(text: str, scope: str) -> list[int]:
    """Return what is kept of a text: its tokens and those of the places it lies in below the city."""
    return [*sorted(-int(number) for number in scope.split(".")[1:-1]), *tokens(text)]


def row_tokens(text: str, scope: str) -> str:
    """Return the same as the database reads an array from a text."""
    return "{" + ",".join(map(str, row_token_list(text, scope))) + "}"


@lru_cache(maxsize=1 << 16)
def _token(master: str, gram: str) -> int:
    digest = hmac.digest(derived(master, "grams"), gram.encode(), "sha256")
    return int.from_bytes(digest[:_BYTES]) & _BITS
