"""The shape of the document `self-help-disputes`: what to try first, what the law says plainly, what to bring."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.standards import Head, Misfit, Warrant


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of a kind of dispute; `code` is the kind of `mediation-levels`."""

    code: str
    first: str
    first_en: str
    law: str
    law_en: str
    papers: tuple[str, ...]
    papers_en: tuple[str, ...]
    warrant: Warrant

    def __post_init__(self) -> None:
        if len(self.papers) != len(self.papers_en) or not self.papers:
            raise Misfit("papers stand in both languages", "papers", "papers_en")


@dataclass(frozen=True, slots=True)
class SelfHelp:
    """`self-help-disputes`: by the day somebody reads it."""

    head: Head
    guide: tuple[Guide, ...]

    def of_kind(self, code: str) -> Guide | None:
        """Return the guide of a kind, None where there is none."""
        return next((one for one in self.guide if one.code == code), None)
