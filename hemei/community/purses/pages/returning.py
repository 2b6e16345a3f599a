"""On the page of an order: report that its payment came back, was never made or was matched wrongly; another judges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries as books
from hemei.community.purses import queries, services
from hemei.community.purses.pages.shared import texts_of
from hemei.community.purses.queries import Act, OrderState, ReturnKind
from hemei.ground.people import services as people_services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import plain, whole_of
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import QueryDict


def returning(
    actor: Actor, page: queries.OrderPage, known: Mapping[int, str], proved_at: datetime | None
) -> dict[str, Any]:
    """Return what the page says of a report that waits, and of one that may be made: `told`, `wrong`, `settle`.

    `before` is whether the actor only reads it, as it was paid before his company came; `proved` is whether the second
    factor given then still counts to settle one.
    """
    waits, row = queries.waiting_return(page.row.id, actor=actor), page.row
    before = queries.paid_before(row.estate_id, row.scope, row.paid_on, actor=actor)
    return {
        "before": before,
        "told": _told(actor, page, waits, known) if waits else None,
        "wrong": _wrong(actor, page) if waits is None and not before else None,
        "settle": True if waits and _settles(actor, waits) else None,
        "proved": bool(waits) and books.correction_code_counts(proved_at, utc_now()),
    }


def _told(
    actor: Actor, page: queries.OrderPage, waits: queries.ReturnRow, known: Mapping[int, str]
) -> dict[str, Any]:
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
        "unpaid": waits.kind is ReturnKind.UNPAID,
        "overtaken": waits.kind is ReturnKind.UNPAID and page.row.state is OrderState.PAID,
        "read": _read(actor, page.row) if waits.kind is ReturnKind.UNPAID else "",
    }


def _read(actor: Actor, row: queries.OrderRow) -> str:
    """Return how far the bank's statement is read, for whoever is to say that the bank did not pay."""
    last, beyond = queries.beyond_filing(row.account_id, row.filed_at, actor=actor)
    if last is None:
        return _("还没有导入过对账单，确认前请先向银行核实。")
    if not beyond:
        return _("对账单只读到%(day)s，送银行以后的还没有导入，确认前请先向银行核实。") % {"day": last}
    return _("对账单已读到%(day)s，送银行以后的已经导入。") % {"day": last}


def _wrong(actor: Actor, page: queries.OrderPage) -> dict[str, Any] | None:
    row = page.row
    if row.state is not OrderState.PAID or not queries.may(actor, Act.REPORT_RETURN).allowed:
        return None
    lines = queries.back_lines(row.account_id, amount_fen=row.amount_fen, paid_on=row.paid_on, actor=actor)
    texts = texts_of(one.text_id for one in lines)
    return {
        "kinds": [(one.value, say(queries.RETURN_NAMES[one])) for one in queries.TAKEN_BACK],
        "lines": [
            (str(one.id), " · ".join((str(one.booked_on), one.reference, texts.get(one.text_id or 0, ""))))
            for one in lines
        ],
    }


def _settles(actor: Actor, waits: queries.ReturnRow) -> bool:
    found = queries.returns_to_confirm(actor=actor, on=shanghai_day(utc_now()), limit=200)
    return any(one.order_id == waits.order_id for one in found)


def report(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:
    """Read the form of a report and say what comes next."""
    kind = plain(data.get("kind", ""), 20)
    if kind not in queries.TAKEN_BACK:
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


def report_never_paid(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:  # noqa: ARG001 - a table
    """Read what the bank says of a payment it did not make."""
    reason = plain(data.get("reason", ""), 500)
    services.report_unpaid(actor=actor, now=utc_now(), order_id=order_id, reason=reason)
    return _("已登记银行没有付款，等业主方的审批人确认；确认以前仍算已送银行。")


def confirm(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:
    """Read the second person's word and say where the order stands."""
    agrees = data.get("word") == "yes"
    waits = queries.waiting_return(order_id, actor=actor)
    never = waits is not None and waits.kind is ReturnKind.UNPAID
    state = services.judge_return(
        actor=actor, now=utc_now(), order_id=order_id, agrees=agrees, reason=plain(data.get("reason", ""), 500),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    if not agrees:
        if never and state is OrderState.PAID:
            return _("没有同意；银行已经付款，付款单算已付。")
        return _("没有同意，付款单仍算已送银行。") if never else _("没有同意更正，付款仍算已付。")
    if not never:
        return _("更正已确认，付款已冲销。")
    if state is OrderState.HELD:
        return _("已确认银行没有付款；付款单仍搁置，可以更换依据或者撤回。")
    return _("已确认银行没有付款，付款单可以重新送银行。")
