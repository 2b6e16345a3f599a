"""The document `hotline-sources`: systems whose orders come in as files, their columns and their words for ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hemei.coordination.hotline.rules.words import ANSWERED, ASKED, MATERIAL, SAID_LATER, Says
from hemei.kernel.standards import Head, Warrant

_BETWEEN = "、"
MOST_DAYS = 3_660
_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class SourceSystem:
    """A system: `columns` are what each column is called there, several names apart by 、; `wording` is for our words.

    `updates` are the columns a later file may change of a known order; `keep_days` how long a file stays so that it
    can be answered in.
    """

    code: str
    name: str
    name_en: str
    channel: Literal["hotline", "patrol"]
    columns: Mapping[str, str | int]
    updates: str
    wording: Mapping[str, str | int]
    time_format: str
    keep_days: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(
                f"{self.code}: a code is small letters, digits and _, a letter first, at most 30"
            )
        if unknown := set(self.columns) - set(ASKED) - set(ANSWERED):
            raise ValueError(f"{', '.join(sorted(unknown))}: no such column of an order")
        if missing := {one.value for one in Says if one not in SAID_LATER} - set(self.wording):
            raise ValueError(f"wording lacks {', '.join(sorted(missing))}")
        if barred := self.updatable - (set(ASKED) - set(MATERIAL)):
            raise ValueError(f"{', '.join(sorted(barred))} cannot be updated by a file")
        if not 1 <= self.keep_days <= MOST_DAYS:
            raise ValueError(f"keep_days must lie between 1 and {MOST_DAYS}")

    @property
    def updatable(self) -> frozenset[str]:
        """The columns a later file may change of a known order."""
        return frozenset(name for name in self.updates.split(_BETWEEN) if name)

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return what each column is called in the system's files."""
        return {name: tuple(str(called).split(_BETWEEN)) for name, called in self.columns.items()}

    def says(self, word: Says) -> str:
        """Return the system's word for ours."""
        return str(self.wording.get(word.value) or SAID_LATER[word])


@dataclass(frozen=True, slots=True)
class HotlineSources:
    """The document `hotline-sources`."""

    head: Head
    system: tuple[SourceSystem, ...]

    def of(self, code: str) -> SourceSystem | None:
        """Return a system by its code."""
        return next((one for one in self.system if one.code == code), None)


STANDARDS: dict[str, type] = {"hotline-sources": HotlineSources}
