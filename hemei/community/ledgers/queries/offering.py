"""The business on common parts that was put to the owners, and whether they passed it in those words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.models import RevenueContract
from hemei.community.ledgers.queries.contracts import ContractRow
from hemei.community.ledgers.queries.parts import parts_of
from hemei.community.ledgers.rules.contracts import Terms
from hemei.community.ledgers.rules.offers import Offer, may_rest_on
from hemei.community.voting import queries as voting
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import system_actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Put:
    """Business that was put to the owners: its words, what a contract is held against, what became of it."""

    words: str
    offer: Offer
    answer: voting.Answer


@dataclass(frozen=True, slots=True)
class Passed:
    """Business the owners allowed: the vote that stands, its words, and what a contract is held against."""

    vote_id: int
    words: str
    offer: Offer


def offers_passed(stream: str, scope: str) -> list[Passed]:
    """Return what the owners allowed of the business put to them from these books, the latest first.

    The caller sees the books, and so is told, whether or not he may read the meeting.
    """
    found = _put(stream, scope)
    return [
        Passed(one.answer.vote_id, one.words, one.offer) for one in found if one.answer.vote_id is not None
    ]


def offer_for(row: ContractRow, stream: str, scope: str) -> Put | None:
    """Return the latest business that allows a contract, if its owners passed it or may still do.

    The vote that carries another contract allows no second one. The caller sees the books.
    """
    terms = Terms(row.valid_from, row.valid_until, row.every_months, row.amount_fen, row.due_days)
    part = parts_of([row.ledger_id]).get(row.part_id or 0)
    of: dict[str, Any] = {
        "kind": row.kind,
        "place": row.place,
        "terms": terms,
        "buildings": part.buildings if part else (),
    }
    open_or_passed = [
        one for one in _put(stream, scope) if one.answer.waits or one.answer.vote_id is not None
    ]
    rested = RevenueContract.objects.filter(ledger_id=row.ledger_id, ended_on=None).exclude(pk=row.id)
    used = set(rested.values_list("vote_id", flat=True)) - {None}
    fits = (
        one for one in open_or_passed if may_rest_on(one.offer, used=one.answer.vote_id in used, **of).allowed
    )
    return next(fits, None)


def _put(stream: str, scope: str) -> list[Put]:
    system = system_actor(scope)
    with opened(system, scope):
        told = record.events_of(streams=[stream], kind="ledgers.offer_put")
        return [*_answered(reversed([event for _stream, event in told]), scope)]


def _answered(told: Any, scope: str) -> Iterator[Put]:
    for event in told:
        words, offer = str(event.data["words"]), offer_from(event.data)
        answer = voting.answer_of(
            int(event.data["assembly"]), title=words, matter=split_on(shanghai_day(event.at)).decision.matter,
            actor=system_actor(scope), buildings=event.data.get("parts", ()),
        )  # fmt: skip
        if answer is not None:
            yield Put(words, offer, answer)


def offer_from(data: Mapping[str, Any]) -> Offer:
    """Return the offer an event keeps."""
    return Offer(
        kind=str(data["kind"]), place=str(data["place"]), least_fen=int(data["least_fen"]),
        every_months=int(data["every_months"]), months=int(data["months"]),
        buildings=tuple(int(one) for one in data.get("buildings", ())),
    )  # fmt: skip
