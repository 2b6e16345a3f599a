"""What the residents' committee advised on decisions, and what the committee made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.community.committees.models import Advice
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import Taken
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AdviceView:
    """A decision that was told, what was advised, how it was answered; `about` is kind and number of what decided."""

    id: int
    about: tuple[str, int]
    title: str
    told_on: date
    advise_due_on: date
    advised_on: date | None
    text: str
    answer_due_on: date | None
    answered_on: date | None
    taken: Taken | None
    answer: str

    @property
    def waits(self) -> bool:
        """Whether the residents' committee has still to say something."""
        return self.advised_on is None

    @property
    def to_answer(self) -> bool:
        """Whether the committee has still to answer."""
        return self.answer_due_on is not None and self.answered_on is None


def advices(estate_id: int, *, actor: Actor, limit: int = 20) -> tuple[AdviceView, ...]:
    """Return the decisions of an estate that were told, the latest first; two statements."""
    if not may(actor, LifeAct.SEE).allowed:
        return ()
    rows = list(Advice.objects.filter(record.seen_by(actor), estate_id=estate_id).order_by("-id")[:limit])
    texts = record.open_sealed(number for row in rows for number in (row.text_id, row.answer_id) if number)
    return tuple(_view(row, texts) for row in rows)


def _view(row: Advice, texts: dict[int, str | None]) -> AdviceView:
    kind, _, number = row.about.partition(":")
    return AdviceView(
        row.pk, (kind, int(number)), row.title, row.told_on, row.advise_due_on, row.advised_on,
        texts.get(row.text_id or 0) or "", row.answer_due_on, row.answered_on,
        Taken(row.taken) if row.taken else None, texts.get(row.answer_id or 0) or "",
    )  # fmt: skip
