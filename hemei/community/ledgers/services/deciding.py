"""How owners decided on business on their common parts: entered later, and noted where it runs without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.models import RevenueContract
from hemei.community.ledgers.queries.contracts import gone_votes, registered_by, running_undecided
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import DECISION_PAPER, Terms, may_decide
from hemei.community.ledgers.rules.releasing import may_answer
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.contracts import (
    LONGEST_RESOLUTION,
    ContractDraft,
    demand_offered,
    one_line,
)
from hemei.community.ledgers.services.papers import keep
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

_BATCH = 500


def register_decision(
    *,
    actor: Actor,
    now: datetime,
    contract_id: int,
    vote_id: int | None = None,
    resolution: str = "",
    papers: Sequence[Attachment | Photo] = (),
) -> None:
    """Enter how the owners decided on a contract that was registered without their decision, or whose vote is gone.

    Raises:
        Refused: the contract is not the actor's, is decided, or neither a vote of just its owners that passed nor
            the number of a resolution with its scan is named; or the number is not entered by the committee at work, or
            by the community where there is none.
    """
    demand(may(actor, Act.ATTEST if vote_id is None else Act.CONTRACT))
    with records.acting(actor):
        row = (
            RevenueContract.objects.select_for_update(of=("self",))
            .select_related("ledger", "part")
            .filter(record.seen_by(actor), pk=contract_id)
            .first()
        )
        if row is None:
            raise missing()
        stands = row.vote_id is not None and row.vote_id not in gone_votes({row.vote_id})
        number = one_line(resolution, LONGEST_RESOLUTION)
        own = registered_by(actor, contract_id=row.pk, ledger_id=row.ledger_id)
        demand(
            may_decide(
                decided=stands or bool(row.resolution), vote=vote_id is not None, resolution=number,
                papers=len(papers) + (actor.role is Role.SYSTEM), own=own,
            )
        )  # fmt: skip
        by = split_on(shanghai_day(now)).decision
        if vote_id is None:
            committee = people.committee_able(row.ledger.estate_id, shanghai_day(now)) is not None
            demand(may_answer(actor.role, own=False, committee=committee))
        demand_offered(row.ledger, [(_as_drafted(row), vote_id, row.part)])
        row.vote_id, row.resolution = vote_id, number
        row.save(update_fields=["vote_id", "resolution"])
        keep(papers, row.stream, row.scope, f"{DECISION_PAPER}-{row.pk}", now)
        records.record_event(
            stream=row.stream, type="ledgers.contract_decided", actor=actor, at=now, scope=row.scope,
            data={"contract": row.pk, "vote": vote_id, "papers": len(papers)},
            references=(by.warrant.reference,) if vote_id is not None else (),
        )  # fmt: skip


def _as_drafted(row: RevenueContract) -> ContractDraft:
    """Return what the owners' word is held against."""
    terms = Terms(row.valid_from, row.valid_until, row.every_months, row.amount_fen, row.due_days)
    return ContractDraft(kind=row.kind, party="", place=row.place, terms=terms)


def note_undecided(*, actor: Actor, now: datetime) -> int:
    """Note each contract that runs today without the owners' decision, once; returns how many. May be begun again."""
    noted = 0
    while True:
        found = _note_some(actor, now)
        noted += found
        if found < _BATCH:
            return noted


def _note_some(actor: Actor, now: datetime) -> int:
    today = shanghai_day(now)
    with records.acting(actor):
        reference = split_on(today).decision.warrant.reference
        rows = list(
            running_undecided(today)
            .filter(undecided_on=None)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("ledger")
            .order_by("id")[:_BATCH]
        )
        RevenueContract.objects.filter(pk__in=[row.pk for row in rows]).update(undecided_on=today)
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(
                    row.stream, "ledgers.contract_undecided", now, row.scope,
                    {"contract": row.pk, "estate": row.ledger.estate_id, "since": row.valid_from.isoformat()},
                    (reference,),
                )
                for row in rows
            ],
        )  # fmt: skip
    return len(rows)
