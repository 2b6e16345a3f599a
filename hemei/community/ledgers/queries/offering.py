"""The business on common parts that was put to the owners, and whether they passed it in those words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.rules.offers import Offer
from hemei.community.voting import queries as voting
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.workdays import shanghai_day


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
    system = system_actor(scope)
    with opened(system, scope):
        told = record.events_of(streams=[stream], kind="ledgers.offer_put")
        return [*_passed(reversed([event for _stream, event in told]), system)]


def _passed(told: Any, system: Actor) -> Iterator[Passed]:
    for event in told:
        words, offer = str(event.data["words"]), offer_from(event.data)
        matter = split_on(shanghai_day(event.at)).decision.matter
        answer = voting.answer_of(int(event.data["assembly"]), title=words, matter=matter, actor=system)
        if answer is not None and answer.vote_id is not None:
            yield Passed(answer.vote_id, words, offer)


def offer_from(data: Mapping[str, Any]) -> Offer:
    """Return the offer an event keeps."""
    return Offer(
        kind=str(data["kind"]), place=str(data["place"]), least_fen=int(data["least_fen"]),
        every_months=int(data["every_months"]), months=int(data["months"]),
    )  # fmt: skip
