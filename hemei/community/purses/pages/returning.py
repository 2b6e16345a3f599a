"""On the page of an order: report that its payment came back or was matched wrongly; a second person says yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hemei.community.purses import queries, services
from hemei.community.purses.pages.shared import texts_of
from hemei.community.purses.queries import Act, OrderState, ReturnKind
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.forms import plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


def returning(actor: Actor, page: queries.OrderPage, known: Mapping[int, str]) -> dict[str, Any]:
    """Return what the page says of a report that waits, and of one that may be made: `told`, `wrong`, `settle`."""
    waits = queries.waiting_return(page.row.id, actor=actor)
    return {
        "told": _told(waits, known) if waits else None,
        "wrong": _wrong(actor, page) if waits is None else None,
        "settle": True if waits and _settles(actor, waits) else None,
    }


def _told(waits: queries.ReturnRow, known: Mapping[int, str]) -> dict[str, Any]:
    texts = texts_of([waits.reason_id, waits.back_text_id])
    return {
        "what": say(queries.RETURN_NAMES[waits.kind]),
        "reason": texts.get(waits.reason_id, ""),
        "by": known.get(waits.reported_by, ""),
        "at": waits.reported_at,
        "back": waits.back_reference and f"{waits.back_on} · {waits.back_reference}",
        "back_text": texts.get(waits.back_text_id or 0, ""),
        "paid": waits.paid_reference and f"{waits.paid_on} · {waits.paid_reference}",
        "paper": waits.by_paper,
    }


def _wrong(actor: Actor, page: queries.OrderPage) -> dict[str, Any] | None:
    row = page.row
    if row.state is not OrderState.PAID or not queries.may(actor.role, Act.REPORT_RETURN).allowed:
        return None
    lines = queries.back_lines(row.account_id, amount_fen=row.amount_fen, paid_on=row.paid_on, actor=actor)
    texts = texts_of(one.text_id for one in lines)
    return {
        "kinds": [(one.value, say(words)) for one, words in queries.RETURN_NAMES.items()],
        "lines": [
            (str(one.id), " · ".join((str(one.booked_on), one.reference, texts.get(one.text_id or 0, ""))))
            for one in lines
        ],
    }


def _settles(actor: Actor, waits: queries.ReturnRow) -> bool:
    return any(one.order_id == waits.order_id for one in queries.returns_to_confirm(actor=actor, limit=200))


def report(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:
    """Read the form of a report and say what comes next."""
    kind = plain(data.get("kind", ""), 20)
    if kind not in set(ReturnKind):
        raise Refused.because(
            mark("没有选哪里错了。"),
            remedy=mark("请选择银行退回，或者勾对错。"),
            field="kind",
            code="missing",
        )
    draft = services.ReturnDraft(
        kind=ReturnKind(kind),
        reason=plain(data.get("reason", ""), 500),
        back_line=whole_of(data.get("line", "")),
        papers=[services.read_paper(one, one.name or "") for one in request.FILES.getlist("proof")],
    )
    services.report_return(actor=actor, now=utc_now(), order_id=order_id, draft=draft)
    return _("已登记更正，等另一名审批人确认。")


def confirm(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:
    """Read the second person's word and say where the order stands."""
    agrees = data.get("word") == "yes"
    services.judge_return(
        actor=actor, now=utc_now(), order_id=order_id, agrees=agrees, reason=plain(data.get("reason", ""), 500),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    return _("更正已确认，付款已冲销。") if agrees else _("没有同意更正，付款仍算已付。")
