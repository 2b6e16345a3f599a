"""Business on common parts is put to the owners in the words a contract is held against; nobody types it twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.models import Ledger
from hemei.community.ledgers.queries.parts import buildings_of_part
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.offers import LONGEST_PLACE, Offer, may_offer, offer_words
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.contracts import one_line
from hemei.community.ledgers.services.parts import part_of
from hemei.community.voting import services as voting
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


@records.whole
def put_offer(
    *, actor: Actor, now: datetime, ledger_id: int, offer: Offer, cited: voting.Cited = voting.NOTHING_CITED
) -> int:
    """Put business on common parts to the owners, and return the meeting called for it.

    The committee calls it by the rules of procedure, and whoever enters that for it cites what it decided; the
    residents' committee where no committee is at work. What some buildings share alone is put to just their owners.

    Raises:
        Refused: the books are not the actor's, or kind, place, least price or term is missing.
    """
    demand(may(actor, Act.OFFER))
    with records.acting(actor):
        books = Ledger.objects.filter(record.seen_by(actor), pk=ledger_id).first()
        if books is None:
            raise missing()
        rules = split_on(shanghai_day(now))
        offer = replace(offer, place=one_line(offer.place, LONGEST_PLACE))
        source = rules.source_of(offer.kind)
        demand(may_offer(offer, kind_known=source is not None))
        with opened(actor, books.scope):
            part = part_of(books, offer.buildings, actor=actor, on=shanghai_day(now))
            parts = list(buildings_of_part(part.pk if part else None))
        offer = replace(offer, buildings=tuple(part.buildings) if part is not None else ())
        words = offer_words(offer, source.name if source is not None else "", part.name if part else "")
        assembly = voting.call_assembly(
            actor=actor,
            now=now,
            draft=cited.by(_meeting(actor, now, books, words, parts)),
        )
        with opened(actor, books.scope):
            records.record_event(
                stream=books.stream, type="ledgers.offer_put", actor=actor, at=now, scope=books.scope,
                data={"assembly": assembly, "words": words, "parts": parts, **asdict(offer)},
                references=(rules.decision.warrant.reference,),
            )  # fmt: skip
    return assembly


def _meeting(
    actor: Actor, now: datetime, books: Ledger, words: str, parts: Sequence[str]
) -> voting.AssemblyDraft:
    today = shanghai_day(now)
    with opened(actor, books.scope):
        caller = voting.usual_caller(actor, books.estate_id, today)
        before = len(record.events_of(streams=[books.stream], kind="ledgers.offer_put"))
    item = voting.AgendaItem(matter=split_on(today).decision.matter, title=words)  # type: ignore[arg-type]
    return voting.AssemblyDraft(
        estate_id=books.estate_id, kind="regular", title="利用共有部分经营", key=f"ledgers.offer:{books.pk}:{before}",
        agenda=(item,), buildings=parts, record=books.stream, **caller,
    )  # fmt: skip
