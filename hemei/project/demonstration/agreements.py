"""Agreements of the made-up city: most were kept, some paid by instalments, some confirmed by a court, one breached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.queries import CourtOrder, Form, Hand, PartyKind, Side
from hemei.oversight.mediation.services import (
    AgreementDraft,
    DisputeDraft,
    PartyDraft,
    Payment,
    bulk,
    bulk_agreements,
)
from hemei.project.demonstration.scale import dice

_LOADER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_CONFIRMED = 6
"""One agreement under a committee's seal in so many is confirmed by a court."""
_BREACHED, _DRAFTED = 8, 10
_TEXT = "双方自愿达成一致：按约定的日期和方式履行，履行完毕后此事了结，互不追究（示范）。"
_QUALITY = "单元门坏了两个月没有修，申请人要求退还部分物业费（示范）。"
_WALKED = "申请人撤回其余要求，被申请人按期履行，互不追究（示范）。"


def told(
    key: str, draft: DisputeDraft, at: datetime, committee_id: int | None
) -> bulk_agreements.ToldAgreement:
    """Return what a loaded dispute ended with; all of it was kept."""
    day, amount = shanghai_day(at), draft.amount_fen
    payments: tuple[tuple[date, int, date], ...] = ()
    if amount is not None:
        first = amount // 2
        payments = tuple(
            (day + timedelta(days=after), fen, day + timedelta(days=after - 1))
            for after, fen in ((3, first), (6, amount - first))
        )
    court = committee_id is not None and dice(f"agreement {key}").randrange(_CONFIRMED) == 0
    asked, confirmed = (day + timedelta(days=2), day + timedelta(days=6)) if court else (None, None)
    return bulk_agreements.ToldAgreement(at, _TEXT, committee_id, amount, payments, asked, confirmed)


def walk(actor: Actor, dispute: int, body: bulk.ToldBody, end: date, today: date, number: int) -> None:
    """Let an agreement come about before the mediator and go its way, as its number says.

    One waits for a hand; one is breached and leads back; of the others each third is paid by instalments.
    """
    with records.acting(_LOADER):
        page = queries.dispute(dispute, actor=_LOADER, now=_at(today, 18))
    parties = [party.id for party in page.parties] if page is not None else []
    form = Form.WRITTEN if body.committee_id is not None else Form.SETTLEMENT
    dues = (
        [end + timedelta(days=after) for after in (1, 40)] if number % 3 == 0 or number == _BREACHED else []
    )
    draft = AgreementDraft(
        form=form, text=_WALKED, amount_fen=80_000 if dues else None,
        payments=[Payment(parties[-1], due, 40_000) for due in dues],
    )  # fmt: skip
    agreement = _do(actor, services.draw_up, end, dispute_id=dispute, draft=draft)
    own = {"agreement_id": agreement}
    _do(actor, services.sign_agreement, end, 11, party_id=parties[0], hand=Hand.SIGNATURE, **own)
    if number == _DRAFTED:
        return
    for party in parties[1:]:
        _do(actor, services.sign_agreement, end, 11, party_id=party, hand=Hand.FINGERPRINT, **own)
    if form is Form.WRITTEN:
        _do(actor, services.seal_agreement, end, 12, mediator=True, seal=True, **own)
    _do(actor, services.put_into_effect, end, 13, **own)
    _perform(actor, body, end, today, number, own)


def _perform(
    actor: Actor, body: bulk.ToldBody, end: date, today: date, number: int, own: dict[str, Any]
) -> None:
    day = timedelta(days=1)
    if number == _BREACHED and end + 2 * day < today:
        _do(actor, services.note_breach, end + 2 * day, reason="第一期到期没有支付，催告后仍未支付", back=True,
            instalment_id=_first(own["agreement_id"]), **own)  # fmt: skip
        return
    if body.committee_id is not None and number % 4 == 1 and end + 3 * day < today:
        _do(actor, services.ask_court, end + day, jointly=True, **own)
        _do(actor, services.note_court, end + 3 * day, court=CourtOrder.CONFIRMED, on=end + 3 * day, **own)
    if number % 3 == 0 and end + day < today:
        _do(actor, services.note_payment, end + day, instalment_id=_first(own["agreement_id"]), received_fen=40_000,
            paid_on=end + day)  # fmt: skip
    elif number % 3 and end + 2 * day < today:
        _do(actor, services.note_kept, end + 2 * day, **own)


def between(draft: DisputeDraft, neighbour: Actor, manager: Actor, project: int | None) -> DisputeDraft:
    """Return a dispute of the showcase's resident with the company that serves his estate."""
    first, _other = draft.parties
    parties = (
        replace(first, person_id=neighbour.person_id),
        PartyDraft(
            side=Side.RESPONDENT,
            kind=PartyKind.COMPANY,
            name="物业服务企业",
            body_id=manager.body_id,
            project_id=project,
        ),
    )
    return replace(draft, kind="quality", text=_QUALITY, amount_fen=60_000, persons=2, parties=parties)


def talk(neighbour: Actor, manager: Actor, day: date, today: date) -> None:
    """Let the resident offer something, and the manager meet it with something else that waits for an answer."""
    with records.acting(neighbour):
        found = queries.own_disputes(actor=neighbour, now=_at(today, 18), limit=1)
    for row in found:
        at, number = day + timedelta(days=1), row.id
        words = "退还两个月物业费六百元，此事了结（示范）。"
        _do(neighbour, services.make_offer, at, 19, dispute_id=number, text=words, amount_fen=60_000)
        words = "减免一个月物业费三百元，并在月底前修好单元门（示范）。"
        _do(manager, services.make_offer, at, 20, dispute_id=number, text=words, amount_fen=30_000)


def _first(agreement_id: int) -> int:
    with records.acting(_LOADER):
        return queries.first_instalment(agreement_id)


def _do(actor: Actor, act: Callable[..., Any], day: date, hour: int = 10, **values: Any) -> Any:
    with records.acting(actor):
        return act(actor=actor, now=_at(day, hour), **values)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
