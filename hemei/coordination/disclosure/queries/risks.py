"""The list of risks in the actor's places, the most weighty first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from hemei.coordination.disclosure.models import Risk, RiskLook
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

CHUNK = 1_000
_DONE = """not exists (
  select 1 from jsonb_array_elements(disclosure_risk.reasons) r where not exists (
    select 1 from disclosure_risklook l
    where l.estate_id = disclosure_risk.estate_id and l.digest = disclosure_risk.digest
      and (l.codes = '{}' or r->>'code' = any(l.codes))))"""
_FIELDS = (
    "id", "estate_id", "estate__name", "estate__community__name", "since", "until", "score", "reasons", "digest",
    "looked_at", "done",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Where somebody should look, with the reasons."""

    id: int
    estate_id: int
    estate: str
    community: str
    since: date
    until: date
    score: int
    reasons: list[dict[str, Any]]
    digest: str
    looked_at: datetime
    done: bool


@dataclass(frozen=True, slots=True)
class LookRow:
    """What was found of an estate's reasons, and who found it; `current` are the reasons that stand now."""

    estate_id: int
    score: int
    found_id: int
    person_id: int
    body_id: int | None
    at: datetime
    codes: list[str]
    """The reasons it is of; empty is all that stood then."""
    current: bool


def risks(
    *,
    actor: Actor,
    after: tuple[int, int] | None = None,
    limit: int = 50,
    done: bool | None = None,
    number: int | None = None,
) -> list[RiskRow]:
    """Return the estates with a reason, the most weighty first: all, those looked at, the open ones, or one."""
    if not may(actor, Act.SEE_RISKS).allowed:
        return []
    rows = Risk.objects.filter(records.seen_by(actor)).annotate(done=_done())
    if number is not None:
        rows = rows.filter(pk=number)
    if done is not None:
        rows = rows.filter(done=done)
    if after is not None:
        score, last = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, id__gt=last))
    return [RiskRow(*row) for row in rows.order_by("-score", "id").values_list(*_FIELDS)[:limit]]


def _done() -> RawSQL:
    """Return whether somebody said of each reason that stands now what he found; an older look is of all."""
    return RawSQL(_DONE, [], BooleanField())  # noqa: S611 - nothing is bound


def open_risks(*, actor: Actor) -> records.Lines[tuple[int]]:
    """Return of how many estates nobody said yet what he found, where it is the actor's to look; one statement."""
    if not may(actor, Act.LOOK).allowed:
        return records.Lines()
    return records.counted(
        Risk.objects.filter(records.seen_by(actor)).annotate(done=_done()).filter(done=False), ()
    )


def looks(estate_ids: Iterable[int], *, actor: Actor) -> list[LookRow]:
    """Return what was found of these estates, the latest first."""
    if not may(actor, Act.SEE_RISKS).allowed:
        return []
    now = Risk.objects.filter(estate_id=OuterRef("estate_id"), digest=OuterRef("digest"))
    rows = RiskLook.objects.filter(records.seen_by(actor), estate_id__in=set(estate_ids))
    fields = ("estate_id", "score", "found_id", "looked_by_id", "body_id", "looked_at", "codes", "current")
    return [LookRow(*row) for row in rows.annotate(current=Exists(now)).order_by("-id").values_list(*fields)]


def words_of(found_ids: Iterable[int]) -> dict[int, str]:
    """Return what was found, by vault id; what was erased is left out."""
    return {one: text for one, text in records.open_sealed(list(found_ids)).items() if text is not None}


def all_risks(*, actor: Actor, done: bool | None = None) -> Iterator[RiskRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := risks(actor=actor, after=after, limit=CHUNK, done=done):
        yield from page
        after = page[-1].score, page[-1].id
