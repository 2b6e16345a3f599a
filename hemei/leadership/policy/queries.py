"""The readers of policy; other apps enter here. Documents are public, so most readers ask for no actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Q

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Basis, Decision, Reason, mark
from hemei.kernel.figures import Relation, Verdict
from hemei.kernel.limits import Limit
from hemei.kernel.periods import REPEAT_TEXTS, Repeat
from hemei.kernel.standards import Document as StandardDocument
from hemei.kernel.standards import Source, Standards, Values, Warrant, said_items, valued_items
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from hemei.leadership.policy.models import Clause, Document
from hemei.leadership.policy.rules import (
    FORCE_TEXTS,
    KIND_TEXTS,
    Act,
    Force,
    force_on,
    may,
)

__all__ = [
    "KIND_TEXTS",
    "NOT_GIVEN",
    "REPEAT_TEXTS",
    "SUPPORTING_DOCUMENTS",
    "Act",
    "ClauseRow",
    "DocumentPage",
    "DocumentRow",
    "Repeat",
    "RuleRow",
    "SourceRow",
    "StandardRow",
    "document_by_citation",
    "document_page",
    "documents",
    "rules_on",
    "sources",
    "standard_versions",
    "standards_on",
]

NOT_GIVEN = mark("来源未给出标题")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with what is known of it; what its source does not give is empty."""

    id: int
    kind: str
    title: str
    number: str
    issuer: str
    supports_id: int | None
    year: int | None
    valid_from: date | None
    valid_until: date | None
    first_topic: bool
    secretary_project: bool
    item: str | None
    cited: str
    scope: str

    def force(self, day: date) -> tuple[Verdict, Reason]:
        """Whether it is in force on a day, and why."""
        return force_on(Force(self.year, self.valid_from, self.valid_until), day)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with what it demands and how far its duties are, as far as the reader sees them."""

    id: int
    number: str
    text: str
    demand: str
    addressee: str
    limit: Limit | None
    repeat: Repeat
    photo_needed: bool
    source: Mapping[str, str] | None
    progress: duties.Progress | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What the page of a document needs."""

    document: DocumentRow
    supports: DocumentRow | None
    supported_by: tuple[DocumentRow, ...]
    clauses: tuple[ClauseRow, ...]
    source: Mapping[str, str] | None
    may: Mapping[Act, Decision]
    rules: int


def documents(*, kind: str = "", marked: bool = False, text: str = "") -> list[DocumentRow]:
    """Return the documents of the city, what supports another after it; they are few."""
    found = Document.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if marked:
        found = found.filter(first_topic=True)
    if text:
        found = found.filter(title__contains=text.replace("\x00", ""))
    return _rows(found.order_by("id").values_list(*DocumentRow.__slots__))


def _rows(found: Iterable[tuple[object, ...]]) -> list[DocumentRow]:
    return [DocumentRow(*row) for row in found]  # type: ignore[arg-type]


def document_page(
    *, actor: Actor, document_id: int, now: datetime, at: datetime | None = None
) -> DocumentPage | None:
    """Return a document with its clauses, their progress and what the actor may do; None where there is none.

    With a past moment the progress is that of then, and nothing can be done.
    """
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        return None
    around = {
        row.id: row
        for row in _rows(
            Document.objects.filter(Q(pk=document.supports_id or 0) | Q(supports_id=document.pk))
            .order_by("id")
            .values_list(*DocumentRow.__slots__)
        )
    }
    row = DocumentRow(*(getattr(document, name) for name in DocumentRow.__slots__))
    progress = duties.progress_of(actor=actor, now=now, origin_streams=[document.stream], at=at)
    today = shanghai_day(now)
    ended = at is not None or (document.valid_until is not None and today >= document.valid_until)
    return DocumentPage(
        document=row,
        supports=around.get(document.supports_id or 0),
        supported_by=tuple(found for found in around.values() if found.supports_id == document.pk),
        clauses=tuple(
            _clause(clause, progress.get((document.stream, str(clause.pk))))
            for clause in document.clauses.order_by("id")
        ),
        source=document.source,
        may={act: may(actor.role, act, ended=ended) for act in Act},
        rules=len(rules_on(document.cited)) if document.cited else 0,
    )


def _clause(clause: Clause, progress: duties.Progress | None) -> ClauseRow:
    return ClauseRow(
        id=clause.pk,
        number=clause.number,
        text=clause.text,
        demand=clause.demand,
        addressee=clause.addressee,
        limit=Limit.parse(clause.limit) if clause.limit else None,
        repeat=Repeat(clause.repeat),
        photo_needed=clause.photo_needed,
        source=clause.source,
        progress=progress,
    )


_SUPPORTING = """
select d.stream as key, coalesce(nullif(d.title, ''), %(not_given)s) as label, d.scope as place,
       case reason when 'ended' then 'no' when 'since' then 'yes' when 'later' then 'no'
         when 'year' then 'yes' when 'before' then 'no' else 'not_provable' end as verdict,
       reason,
       jsonb_build_object('year', d.year::text,
         'day', case reason when 'ended' then d.valid_until else d.valid_from end) as said,
       1::bigint as weight, d.id::text as arg, null::bigint as body, null::timestamptz as at
from policy_document d
cross join lateral (select case
  when d.valid_until <= {day} then 'ended'
  when d.valid_from is not null then case when d.valid_from <= {day} then 'since' else 'later' end
  when d.year is null then 'unknown'
  when d.year < extract(year from {day}) then 'year'
  when d.year > extract(year from {day}) then 'before'
  else 'within' end as reason) judged
where d.kind = 'supporting'
"""
SUPPORTING_DOCUMENTS = Relation(
    _SUPPORTING,
    reasons=FORCE_TEXTS,
    page="policy:document",
    values=MappingProxyType({"not_given": NOT_GIVEN}),
    apps=("policy",),
)
"""The supporting documents of the city's opinion, each in force on the day, not, or not provable (F1).

What it says is what `rules.force_on` says; a test holds the two together on every day.
"""


# --- the standards themselves ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class StandardRow:
    """A standard's document with how many of its items rest on what; `until` is the first day it does not count."""

    document: StandardDocument
    counts: Mapping[Basis, int]
    until: date | None
    counts_on_day: bool


def standards_on(day: date) -> list[StandardRow]:
    """Return the documents that count on a day, and those that will: by title, then by day of force."""
    found = records.standards()
    rows = [_standard_row(found, document, day) for document in found.documents]
    shown = [row for row in rows if row.counts_on_day or row.document.head.day > day]
    return sorted(shown, key=lambda row: (row.document.head.name, row.document.head.day))


def standard_versions(name: str, *, on: date) -> list[StandardRow]:
    """Return every version of a document, the nation's and the city's, the newest first."""
    found = records.standards()
    rows = [_standard_row(found, document, on) for document in found.documents if document.head.name == name]
    return sorted(rows, key=lambda row: row.document.head.day, reverse=True)


def _standard_row(standards: Standards, document: StandardDocument, day: date) -> StandardRow:
    head = document.head
    later = [
        other.head.day
        for other in standards.documents
        if other.head.name == head.name
        and other.head.jurisdiction in {head.jurisdiction, standards.city}
        and other.head.day > head.day
    ]
    counts = Counter(warrant.basis for _says, warrant in said_items(document.content))
    counting = standards.in_force(head.name, on=day) is document
    return StandardRow(document, counts, min(later, default=None), counting)


# --- which rules rest on which document --------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RuleRow:
    """One item of a standard that rests on a source: the document it stands in, what it says, by which clause."""

    document: StandardDocument
    values: Values
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with how many rules rest on it."""

    source: Source
    rules: int


def sources() -> list[SourceRow]:
    """Return every law and document that a rule of this copy rests on, with the number of its rules."""
    return [
        SourceRow(source, len(_rules(records.standards()).get(code, ())))
        for code, source in records.standards().sources.items()
    ]


def rules_on(code: str) -> tuple[RuleRow, ...]:
    """Return the rules that rest on a source, by clause."""
    return _rules(records.standards()).get(code, ())


def document_by_citation(code: str) -> DocumentRow | None:
    """Return the recorded document that standards cite under this code."""
    found = Document.objects.filter(cited=code).order_by("id").values_list(*DocumentRow.__slots__)
    return next(iter(_rows(found)), None)


@lru_cache(maxsize=2)
def _rules(standards: Standards) -> dict[str, tuple[RuleRow, ...]]:
    found: dict[str, list[RuleRow]] = {}
    for document in standards.documents:
        for values, warrant in valued_items(document.content):
            found.setdefault(warrant.source.code, []).append(RuleRow(document, values, warrant))
    return {code: tuple(sorted(rows, key=lambda row: row.warrant.clause)) for code, rows in found.items()}
