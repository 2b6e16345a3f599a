"""What the mediator does about an agreement: draw it up, note hands and seal, the court, payments, a breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hemei.ground.records import queries as record
from hemei.kernel.decision import Refused, mark
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.pages.shared import options, today, yuan
from hemei.ui.forms import day_of, fen_or_none, needed_day, needed_fen, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_LONGEST, _ROWS = 5_000, 6


def agreed(page: queries.DisputePage) -> dict[str, Any]:
    """Return what every reader of a file sees of what is drafted and what stands, and the notices for him."""
    found = queries.agreements_of(page.row.id)
    files = frozenset(one.purpose for one in record.files_of([page.row.stream]))
    notices = queries.notices_of(page, kept=files)
    names = _names(page)
    return {
        "agreements": [_faced(one, page, names, files) for one in found],
        "draft": next((one for one in found if one.open()), None),
        "agreement": next((one for one in found if not one.open()), None),
        "notices": [_noticed(one, names) for one in notices],
        "unserved": [
            (str(one.id), f"{names.get(one.party_id, '')} · {say(queries.NOTICE_TEXTS[one.kind])}")
            for one in notices
            if one.served_on is None
        ],
    }


def _names(page: queries.DisputePage) -> dict[int, str]:
    return {party.id: party.name or say(queries.SIDE_TEXTS[party.side]) for party in page.parties}


def _faced(
    one: queries.AgreementRow, page: queries.DisputePage, names: dict[int, str], files: frozenset[str]
) -> dict[str, Any]:
    live = [party for party in page.parties if not party.left]
    hands = queries.HAND_TEXTS
    return {
        "row": one,
        "form": say(queries.FORM_TEXTS[one.form]),
        "settlement": one.form is queries.Form.SETTLEMENT,
        "amount": yuan(one.amount_fen),
        "hands": [
            (names[party.id], say(hands[one.signed[party.id]]) if party.id in one.signed else "")
            for party in live
        ],
        "unsigned": [(str(party.id), names[party.id]) for party in live if party.id not in one.signed],
        "payments": [
            {"row": pay, "payer": names.get(pay.payer_id, ""), "amount": yuan(pay.amount_fen), "late": _late(pay)}
            for pay in one.instalments
        ],
        "court": say(queries.COURT_TEXTS[one.court]) if one.court else "",
        "papers": [form for form in ("pdf", "docx") if f"{form}-{one.id}" in files],
        "scans": [
            {
                "id": scan.id,
                "words": say(queries.SCAN_TEXTS[scan.kind]),
                "who": names.get(scan.party_id or 0, ""),
                "at": scan.added_at,
                "sha256": scan.sha256,
            }
            for scan in one.scans
        ],
    }  # fmt: skip


def _noticed(one: queries.NoticeRow, names: dict[int, str]) -> dict[str, Any]:
    return {
        "row": one,
        "kind": say(queries.NOTICE_TEXTS[one.kind]),
        "who": names.get(one.party_id, ""),
        "service": say(queries.SERVICE_TEXTS[one.service]) if one.service else "",
    }


def offered(one: queries.OfferRow, page: queries.DisputePage) -> dict[str, Any]:
    """Return an offer as every reader of a file sees it."""
    names = {party.id: party.name for party in page.parties}
    return {
        "id": one.id,
        "side": say(queries.SIDE_TEXTS[one.side]),
        "who": names.get(one.party_id) or say(queries.SIDE_TEXTS[one.side]),
        "text": one.text,
        "amount": yuan(one.amount_fen),
        "state": say(queries.OFFER_TEXTS[one.state]),
        "open": one.state is queries.OfferState.OPEN,
        "good": one.state is queries.OfferState.ACCEPTED,
        "at": one.offered_at,
    }


def _late(one: queries.InstalmentRow) -> bool:
    return one.paid_on is None and today() > one.due_on


def to_agree(page: queries.DisputePage, actor: Actor) -> dict[str, Any]:
    """Return what the form of an agreement offers: an accepted offer is its draft, so that nothing is typed twice."""
    accepted = [
        one for one in queries.offers_of(page.row.id) if one.state is queries.OfferState.ACCEPTED and one.text
    ]
    body = queries.mediation_body(page.row.mediation_body_id)
    committee = body.committee_on(today()) if body else ""
    forms = [one for one in queries.Form if committee or one is queries.Form.SETTLEMENT]
    return {
        "forms": [(one.value, say(queries.FORM_TEXTS[one])) for one in forms],
        "draft_text": accepted[-1].text if accepted else "",
        "draft_amount": yuan(accepted[-1].amount_fen).replace(",", "") if accepted else "",
        "units": [
            (str(unit), door) for unit, door in queries.units_of_parties(page.row.id, actor=actor, on=today())
        ],
        "hand_words": options(queries.HAND_TEXTS),
        "court_words": options(queries.COURT_TEXTS),
        "scan_words": options(queries.SCAN_TEXTS),
        "service_words": options(queries.SERVICE_TEXTS),
        "rows_of": range(1, _ROWS + 1),
        "after_breach": [("mediation", _("恢复调解")), ("court", _("由对方起诉或申请强制执行"))],
    }


def _draw_up(actor: Actor, now: datetime, number: int, typed: QueryDict) -> None:
    try:
        form = queries.Form(typed.get("form", ""))
    except ValueError:
        raise Refused.because(mark("请选择协议的形式"), field="form", code="form") from None
    draft = services.AgreementDraft(
        form=form, text=typed.get("terms", "")[:_LONGEST], amount_fen=fen_or_none(typed.get("amount", ""), "amount"),
        payments=_payments(typed), unit_id=whole_of(typed.get("unit", "")),
    )  # fmt: skip
    services.draw_up(actor=actor, now=now, dispute_id=number, draft=draft)


def _payments(typed: QueryDict) -> list[services.Payment]:
    """Return the payments of the rows that were filled in."""
    found = []
    for row in range(1, _ROWS + 1):
        fen = fen_or_none(typed.get(f"fen{row}", ""), "instalments")
        due_on = day_of(typed.get(f"due{row}", ""), "instalments")
        if fen is None and due_on is None:
            continue
        if fen is None or due_on is None:
            raise Refused.because(
                mark("第{number}期要同时写日期和金额"), field="instalments", code="row", number=row
            )
        found.append(services.Payment(whole_of(typed.get("payer", "")) or 0, due_on, fen))
    return found


def _sign(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    try:
        hand = queries.Hand(typed.get("hand", ""))
    except ValueError:
        raise Refused.because(mark("请选择签名的方式"), field="hand", code="hand") from None
    services.sign_agreement(
        actor=actor, now=now, agreement_id=_agreement(typed), party_id=whole_of(typed.get("party", "")) or 0, hand=hand
    )  # fmt: skip


def _seal(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    marks = typed.getlist("marks")
    services.seal_agreement(
        actor=actor,
        now=now,
        agreement_id=_agreement(typed),
        mediator="mediator" in marks,
        seal="seal" in marks,
    )


def _effect(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.put_into_effect(actor=actor, now=now, agreement_id=_agreement(typed))


def _ask_court(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    jointly = typed.get("jointly") == "1"
    services.ask_court(actor=actor, now=now, agreement_id=_agreement(typed), jointly=jointly)


def _court(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    try:
        court = queries.CourtOrder(typed.get("court", ""))
    except ValueError:
        raise Refused.because(mark("请选择法院的决定"), field="court", code="court") from None
    services.note_court(
        actor=actor, now=now, agreement_id=_agreement(typed), court=court,
        on=needed_day(typed.get("court_on", ""), "court_on"),
    )  # fmt: skip


def _paid(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.note_payment(
        actor=actor, now=now, instalment_id=whole_of(typed.get("instalment", "")) or 0,
        received_fen=needed_fen(typed.get("amount", ""), "amount"),
        paid_on=needed_day(typed.get("paid_on", ""), "paid_on"),
    )  # fmt: skip


def _kept(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.note_kept(actor=actor, now=now, agreement_id=_agreement(typed))


def _breach(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    services.note_breach(
        actor=actor, now=now, agreement_id=_agreement(typed), reason=typed.get("reason", "")[:_LONGEST],
        instalment_id=whole_of(typed.get("instalment", "")), back=typed.get("way") == "mediation",
    )  # fmt: skip


def _serve(actor: Actor, now: datetime, _number: int, typed: QueryDict) -> None:
    try:
        service = queries.Service(typed.get("service", ""))
    except ValueError:
        raise Refused.because(mark("请选择送达的方式"), field="service", code="service") from None
    services.serve_notice(
        actor=actor, now=now, notice_id=whole_of(typed.get("notice", "")) or 0, service=service,
        on=needed_day(typed.get("on", ""), "on"), note=typed.get("note", "")[:_LONGEST],
    )  # fmt: skip


def _agreement(typed: QueryDict) -> int:
    return whole_of(typed.get("agreement", "")) or 0


ACTS: dict[str, Callable[[Actor, datetime, int, QueryDict], object]] = {
    "draw_up": _draw_up,
    "sign": _sign,
    "seal": _seal,
    "effect": _effect,
    "ask_court": _ask_court,
    "court": _court,
    "paid": _paid,
    "kept": _kept,
    "breach": _breach,
    "serve": _serve,
}
