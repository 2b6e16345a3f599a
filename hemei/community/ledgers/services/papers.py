"""Papers of a cost that was booked by hand: invoice, contract or photo, kept beside the entry, which never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hemei.community.ledgers.models import Entry, Posting
from hemei.community.ledgers.queries.proving import cost_codes, unproven
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.proving import is_by_hand, may_keep_papers, purpose_of
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services.books import missing
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

MOST_PAPER = 10_000_000


def read_paper(upload: Any, name: str) -> Attachment | Photo:
    """Check an uploaded paper of a payment: a document by its bytes, or a photo; raises Refused."""
    if name.lower().endswith(records.DOCUMENT_ENDINGS):
        return records.prepare_attachment(upload, name=name, most_bytes=MOST_PAPER)
    return records.prepare_photo(upload, name=name, most_bytes=MOST_PAPER)


def keep(papers: Sequence[Attachment | Photo], stream: str, scope: str, purpose: str, now: datetime) -> None:
    """Keep papers under one purpose of a stream."""
    for one in papers:
        if isinstance(one, Photo):
            records.add_photo(one, stream=stream, scope=scope, purpose=purpose, now=now)
        else:
            records.add_attachment(one, stream=stream, scope=scope, purpose=purpose, now=now)


def keep_papers(*, actor: Actor, now: datetime, entry_id: int, papers: Sequence[Attachment | Photo]) -> None:
    """Keep papers that prove a cost booked by hand; from then on it is on no list of payments without papers.

    Raises:
        Refused: the entry is not the actor's, is no cost booked by hand, was reversed, or there is no paper.
    """
    demand(may(actor, Act.POST))
    with records.acting(actor):
        row = Entry.objects.filter(record.seen_by(actor), pk=entry_id).first()
        if row is None:
            raise missing()
        spent = Posting.objects.filter(
            entry=row, account__code__in=cost_codes(row.booked_on), amount_fen__gt=0
        )
        demand(
            may_keep_papers(
                by_hand=is_by_hand(EntryKind(row.kind), row.source_stream, cost=spent.exists()),
                reversed_already=Entry.objects.filter(reverses=row).exists(), count=len(papers),
            )
        )  # fmt: skip
        keep(papers, row.stream, row.scope, purpose_of(row.pk), now)
        records.record_event(
            stream=row.stream, type="ledgers.papers_kept", actor=actor, at=now, scope=row.scope,
            data={"entry": row.pk, "papers": len(papers)},
        )  # fmt: skip


def prove_costs(
    *, actor: Actor, now: datetime, ledger_id: int, entry_ids: Sequence[int], picture: Photo
) -> int:
    """Keep the same picture beside costs booked by hand that have no paper yet; return how many. For loads of many.

    What is no such cost is left alone.
    """
    demand(may(actor, Act.POST))
    with records.acting(actor):
        rows = unproven(actor, shanghai_day(now)).filter(account__ledger_id=ledger_id, entry_id__in=entry_ids)
        found = sorted(set(rows.values_list("entry_id", "stream", "scope")))
        if not found:
            return 0
        records.add_photos(
            [
                records.PhotoDraft(picture, stream, scope, purpose_of(number), now)
                for number, stream, scope in found
            ]
        )
        (first, stream, scope), (last, *_place) = found[0], found[-1]
        data = {"first": first, "last": last, "entries": len(found), "papers": len(found)}
        records.record_event(
            stream=stream, type="ledgers.papers_kept", actor=actor, at=now, scope=scope, data=data
        )
    return len(found)
