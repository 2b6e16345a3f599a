"""Agreements of disputes that are loaded whole, and the committees in whose name they were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from hemei.ground.clocks import queries as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation.facts import agreements_on
from hemei.oversight.mediation.models import (
    Agreement,
    CommitteeMember,
    Dispute,
    Instalment,
    MediationBody,
    MediationCommittee,
    Signing,
)
from hemei.oversight.mediation.rules.agreements import Court, Form, Hand
from hemei.oversight.mediation.services.agreements import SERIES
from hemei.oversight.mediation.services.drafts import CommitteeDraft

if TYPE_CHECKING:
    from hemei.oversight.mediation.services.bulk import ToldDispute


@dataclass(frozen=True, slots=True)
class ToldAgreement:
    """An agreement that was kept: when it took effect, what it says, its payments with the day each came.

    `asked_on` and `confirmed_on` are when a court was asked and confirmed it. Without a committee it is a settlement.
    """

    at: datetime
    text: str
    committee_id: int | None
    amount_fen: int | None = None
    payments: tuple[tuple[date, int, date], ...] = ()
    asked_on: date | None = None
    confirmed_on: date | None = None


def load_committees(
    *, actor: Actor, now: datetime, drafts: Sequence[tuple[CommitteeDraft, str, int]]
) -> list[int]:
    """Enter committees, each with the path of its founder's place and the body that mediates in its name."""
    ids = records.next_ids("mediation_mediationcommittee", len(drafts))
    records.insert_rows(
        [
            MediationCommittee(
                id=number, founder_id=one.founder_id, name=one.name, valid_from=one.valid_from,
                valid_until=one.valid_until,
            )
            for number, (one, _path, _body) in zip(ids, drafts, strict=True)
        ]
    )  # fmt: skip
    records.insert_rows(
        [
            CommitteeMember(committee_id=number, person_id=member.person_id, woman=member.woman)
            for number, (one, _path, _body) in zip(ids, drafts, strict=True)
            for member in one.members
        ]
    )
    rows = [
        MediationBody(pk=body, committee_id=number)
        for number, (_, _path, body) in zip(ids, drafts, strict=True)
    ]
    MediationBody.objects.bulk_update(rows, ["committee"])
    records.record_many((event, actor) for event in _founded(now, ids, drafts))
    return ids


def _founded(
    now: datetime, ids: Sequence[int], drafts: Sequence[tuple[CommitteeDraft, str, int]]
) -> Iterator[records.EventDraft]:
    for number, (one, path, body) in zip(ids, drafts, strict=True):
        data = {"committee": number, "founder": one.founder_id, "members": len(one.members)}
        stream = f"mediation.committee:{number}"
        yield records.EventDraft(stream, "mediation.committee_registered", now, path, data)
        named = {"committee": number}
        yield records.EventDraft(f"mediation.body:{body}", "mediation.committee_named", now, path, named)


def write_agreements(
    rows: Sequence[Dispute], parties: Mapping[int, Sequence[int]], told: Sequence[ToldDispute], now: datetime
) -> dict[int, list[records.EventDraft]]:
    """Write what these disputes ended with, and return the events of each dispute that has an agreement."""
    agreed = [(row, one.agreement) for row, one in zip(rows, told, strict=True) if one.agreement is not None]
    ids = records.next_ids("mediation_agreement", len(agreed))
    terms = records.write_seals(
        [
            records.prepare_seal(stream=row.stream, scope=NOWHERE, field="terms", text=one.text)
            for row, one in agreed
        ]
    )
    working = clocks.working_time(now=now)
    found = [
        (_row(number, row, one, seal.vault_id, working), row, one)
        for number, (row, one), seal in zip(ids, agreed, terms, strict=True)
    ]
    records.insert_rows([agreement for agreement, _, _ in found])
    records.insert_rows(
        [
            Signing(
                agreement_id=agreement.pk, stream=row.stream, scope=NOWHERE, party_id=party,
                hand=Hand.SIGNATURE.value, signed_at=one.at,
            )
            for agreement, row, one in found
            for party in parties[row.pk]
        ]
    )  # fmt: skip
    records.insert_rows(
        [
            Instalment(
                agreement_id=agreement.pk, stream=row.stream, scope=NOWHERE, place=place,
                payer_id=parties[row.pk][-1], due_on=due_on, amount_fen=fen, paid_on=paid_on,
            )
            for agreement, row, one in found
            for place, (due_on, fen, paid_on) in enumerate(one.payments, start=1)
        ]
    )  # fmt: skip
    return {row.pk: list(_events(agreement, row, one, parties[row.pk])) for agreement, row, one in found}


def _row(number: int, row: Dispute, one: ToldAgreement, terms_id: int, working: Any) -> Agreement:
    day, settlement = shanghai_day(one.at), one.committee_id is None
    confirm_by = None if settlement else working.due(one.at, agreements_on(day).confirmation.limit).at
    return Agreement(
        id=number, dispute_id=row.pk, stream=row.stream, scope=NOWHERE,
        number=f"{day.year}-{records.next_number(series=SERIES, year=day.year):05}",
        form=(Form.SETTLEMENT if settlement else Form.WRITTEN).value, rules_on=day, committee_id=one.committee_id,
        terms_id=terms_id, amount_fen=one.amount_fen, drawn_up_at=one.at,
        mediator_signed_at=None if settlement else one.at, sealed_at=None if settlement else one.at,
        effective_at=one.at, confirm_by=confirm_by, asked_court_on=one.asked_on,
        court=Court.CONFIRMED.value if one.confirmed_on else "", court_on=one.confirmed_on, kept_at=_kept_at(one),
    )  # fmt: skip


def _kept_at(one: ToldAgreement) -> datetime:
    """Return when all was done: with the last payment, else a week later."""
    last = max((paid_on for _, _, paid_on in one.payments), default=None)
    return _noon(last) if last is not None else one.at


def _events(
    agreement: Agreement, row: Dispute, one: ToldAgreement, parties: Sequence[int]
) -> Iterator[records.EventDraft]:
    same = {"agreement": agreement.pk, "form": agreement.form, "level": row.level, "size": row.size}

    def told(name: str, at: datetime, **data: Any) -> records.EventDraft:
        return records.EventDraft(row.stream, f"mediation.{name}", at, NOWHERE, {**same, **data})

    yield told("agreement_drawn_up", one.at)
    for party in parties:
        yield told("agreement_signed", one.at, party=party, hand=Hand.SIGNATURE.value)
    if agreement.sealed_at is not None:
        yield told("agreement_sealed", one.at, mediator=True, seal=True)
    yield told("agreement_in_effect", one.at)
    if one.asked_on is not None:
        yield told("confirmation_asked", _noon(one.asked_on))
    if one.confirmed_on is not None:
        yield told("court_decided", _noon(one.confirmed_on), court=Court.CONFIRMED.value)
    for place, (_due, _fen, paid_on) in enumerate(one.payments, start=1):
        yield told("instalment_paid", _noon(paid_on), instalment=place)
    yield told("agreement_kept", _kept_at(one))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
