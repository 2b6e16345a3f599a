"""What a document says in the reader's words: its keys, its fixed values, and codes that the document itself names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from django.utils.translation import gettext as _

from hemei.kernel.limits import UNIT_TEXTS, Limit
from hemei.kernel.standards import Values
from hemei.kernel.standards.value_words import VALUE_WORDS
from hemei.kernel.standards.words import FIELD_WORDS, keys_of
from hemei.ui.words import is_english, listing, say, series

_ENGLISH = "_en"
_BARE = frozenset({"name", "limit", "note"})
"""What needs no word before it."""


class Spoken:
    """The words of one document, for the language of this request."""

    def __init__(self, content: object) -> None:
        self.content = content
        self.names = dict(_named(content))
        head = getattr(content, "head", None)
        if head is not None:
            self.names.setdefault(head.name, head.title)

    def says(self, values: Values) -> str:
        """Return what a table says, value by value, of a text in two languages the reader's."""
        parts = [self._part(name, value) for name, value in values.items() if not _other(name, values)]
        return series(parts)

    def item(self, item: str) -> str:
        """Return an item's address in words: the name of each code on the way, else what the key is called."""
        return " · ".join(self._code(part, "") or self._key(part) for part in item.split("."))

    def legend(self) -> list[tuple[str, str, str]]:
        """Return every key of a document of this kind, what it is called, and the fixed values it takes."""
        return [
            (key, self._key(key), listing(f"{value} {self._code(value, key)}" for value in values))
            for key, values in keys_of(type(self.content)).items()
        ]

    def _part(self, name: str, value: object) -> str:
        key = name.removesuffix(_ENGLISH)
        told = self._told(key, value)
        return told if key in _BARE else _("%(key)s：%(value)s") % {"key": self._key(key), "value": told}

    def _told(self, key: str, value: object) -> str:
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, Limit):
            return say(UNIT_TEXTS[value.unit], {"amount": value.amount})
        if isinstance(value, tuple):
            return listing(self._told(key, one) for one in value)
        if isinstance(value, Mapping):
            return listing(str(one) for one in value.values())
        if isinstance(value, date):
            return value.isoformat()
        return self._code(str(value), key) or str(value)

    def _code(self, code: str, key: str) -> str:
        """Return what a code means, in this document or in every one; nothing where it is no code."""
        fixed = VALUE_WORDS.get(f"{key}.{code}") or VALUE_WORDS.get(code)
        return self.names.get(code) or (say(fixed) if fixed else "")

    @staticmethod
    def _key(key: str) -> str:
        return say(FIELD_WORDS[key]) if key in FIELD_WORDS else key


def _other(name: str, values: Values) -> bool:
    """Whether a text is the one of the other language."""
    if is_english():
        return f"{name}{_ENGLISH}" in values
    return name.endswith(_ENGLISH) and name.removesuffix(_ENGLISH) in values


def _named(content: object) -> Iterator[tuple[str, str]]:
    """Yield the codes of a document with the names it gives them."""
    if isinstance(content, tuple):
        for element in content:
            yield from _named(element)
    elif is_dataclass(content):
        english = getattr(content, "name_en", "") if is_english() else ""
        name, code = english or getattr(content, "name", ""), getattr(content, "code", "")
        if isinstance(code, str) and isinstance(name, str) and code and name:
            yield code, name
        for field in fields(content):
            yield from _named(getattr(content, field.name))
