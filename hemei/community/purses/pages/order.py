"""A payment order with its whole trail on one page, and what the reader may do with it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.purses import queries, services
from hemei.community.purses.pages.returning import confirm, report, report_never_paid, returning
from hemei.community.purses.pages.shared import (
    REFUSED,
    account_names,
    entered,
    kind_names,
    names,
    state_badge,
    texts_of,
)
from hemei.community.purses.pages.trail import entries
from hemei.community.purses.queries import Act, OrderState
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from django.http import QueryDict


_PROOF = mark("银行退回的凭证")


@never_cache
@require_safe
@signed_in
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show an order: what is to be paid, why, who agreed, what became of it."""
    return _shown(request, entered(request), order_id, "", {})


def _or_404(actor: Actor, order_id: int) -> queries.OrderPage:
    page = queries.order(order_id, actor=actor)
    if page is None:
        raise Http404
    return page


def _shown(
    request: HttpRequest, actor: Actor, order_id: int, act: str, errors: dict[str, list[str]]
) -> HttpResponse:
    page, now = _or_404(actor, order_id), utc_now()
    row = page.row
    given = [one for one in page.approvals if one.round == page.round]
    persons = {page.prepared_by, *(one.person_id for one in page.approvals)}
    persons |= {event.actor["person"] for event in page.events if event.actor.get("person")}
    known = names(actor, row.scope, persons | ({page.pause.person_id} if page.pause else set()), now)
    texts = texts_of(_sealed(page))
    waits = any(
        one.id == order_id
        for one in queries.to_approve(actor=actor, now=now, on=shanghai_day(now), limit=200)
    )
    told = returning(actor, page, known, people_services.confirmed_at(request.session))
    carries = queries.carries_on(
        row.account_id, row.estate_id, row.scope, actor=actor, now=now, number=row.number
    )
    acts = _acts(actor, page, now, waits=waits, carries=carries.allowed)
    acts |= {name: bool(told[name]) for name in ("wrong", "settle")}
    acts["return"] = acts["return"] and told["told"] is None
    context = {
        "page": page,
        "row": row,
        "amount": yuan(row.amount_fen),
        "kind": kind_names().get(row.kind, row.kind),
        "state": state_badge(row, now),
        "texts": texts,
        "payee_account": _payee_account(texts.get(page.payee_account_id, ""), now, whole=waits),
        "basis": _basis(actor, page),
        "worth": yuan(page.basis_fen) if page.basis_fen else "",
        "budget_line": _budget_line(page, now),
        "papers": _papers(page),
        "taken_on": _taken_on(page, now),
        "missing": listing(say(queries.PAPER_NAMES[paper]) for paper in row.missing_papers),
        "sides": _sides(page, given),
        "trail": entries(page, known, texts),
        "waits": waits,
        "confirm": f"{reverse('people:confirm')}?next={reverse('purses:order', args=[order_id])}",
        "confirmed": services.code_counts(people_services.confirmed_at(request.session), now),
        **told,
        "acts": acts,
        "gone": _gone(errors) if errors and not acts[act] else {},
        "pause_clause": _pause_clause(page, actor),
        "other_resolutions": _others(actor, page) if acts["rest"] else [],
        "act": act,
        "errors": errors,
        "values": request.POST,
    }
    return render(request, "purses/order.html", context, REFUSED if errors else 200)


def _payee_account(number: str, now: datetime, *, whole: bool) -> str:
    """Return where the money goes: whole for whom the order waits for, who agrees to that account; else masked."""
    return number if whole else people.masked("bank_account", number, now)


def _sealed(page: queries.OrderPage) -> list[int | None]:
    """Return the numbers of the vault that the page opens."""
    return [
        page.row.payee_id, page.row.purpose_id, page.payee_account_id, page.contract_id, page.basis_text_id,
        *(one.reason_id for one in page.approvals),
        *((page.pause.reason_id, page.pause.clause_id) if page.pause else ()),
        *(text["vault"] for event in page.events for text in event.data.get("texts", {}).values()),
    ]  # fmt: skip


def _gone(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what was refused where the form, which stood on a page of before, is gone: it is said all the same."""
    return {"": [text for texts in errors.values() for text in texts]}


def _sides(page: queries.OrderPage, given: list[queries.ApprovalRow]) -> list[dict[str, Any]]:
    needed = {queries.Side.COMMITTEE: page.committee_needed, queries.Side.COMMUNITY: page.community_needed}
    return [
        {
            "name": say(queries.SIDE_NAMES[side]),
            "has": sum(one.agrees and one.side is side for one in given),
            "needs": number,
        }
        for side, number in needed.items()
        if number
    ]


def _basis(actor: Actor, page: queries.OrderPage) -> str:
    if page.assembly_id is None or page.vote_id is None:
        return ""
    with people_services.opened(actor, page.row.scope):
        return queries.resolution_title(page.assembly_id, page.vote_id, page.row.scope)


def _budget_line(page: queries.OrderPage, now: datetime) -> dict[str, Any] | None:
    if page.budget_line is None:
        return None
    _id, year, code = page.budget_line
    return {"year": year, "name": account_names(shanghai_day(now)).get(code, code)}


def _taken_on(page: queries.OrderPage, now: datetime) -> dict[str, str] | None:
    """Return who carries an open order on since the company that prepared it left, None where that is still there.

    What a committee prepared is carried on by a company that came since.
    """
    if page.row.state not in queries.OPEN:
        return None
    company = queries.company_in_charge(page.row.estate_id, page.row.scope, shanghai_day(now))
    if company == (None if page.by_owners else page.prepared_body_id):
        return None
    name = people.body_names([company]).get(company, "") if company else ""
    return {"by": name, "left": "" if page.by_owners else page.prepared_body}


def _pause_clause(page: queries.OrderPage, actor: Actor) -> str:
    number = queries.pause_clause(page.agreement_id, actor=actor)
    return texts_of([number]).get(number or 0, "")


def _others(actor: Actor, page: queries.OrderPage) -> list[tuple[str, str]]:
    with people_services.opened(actor, page.row.scope):
        found = queries.resolutions(
            page.row.estate_id, page.row.scope, on=shanghai_day(utc_now()), of_parts=bool(page.part)
        )
    return [(f"{assembly}-{vote}", words) for assembly, vote, words in found]


def _papers(page: queries.OrderPage) -> list[dict[str, str]]:
    """Return the papers with their addresses; a picture says below it what it is."""
    kinds = {**{one.value: name for one, name in queries.PAPER_NAMES.items()}, services.RETURN_PAPER: _PROOF}
    return [
        {
            "words": (words := say(kinds[file.purpose])),
            "more_words": words,
            "address": (address := reverse("purses:paper", args=[page.row.id, file.id])),
            "small": address,
            "photo": "yes" if file.media_type.startswith("image/") else "",
        }
        for file in page.files
        if file.purpose in kinds
    ]


def _acts(
    actor: Actor, page: queries.OrderPage, now: datetime, *, waits: bool, carries: bool
) -> dict[str, bool]:
    state = page.row.state
    at_bank = bool(page.file_number)
    pauses = page.pause is None and state in {OrderState.APPROVING, OrderState.APPROVED}
    agreed = queries.pause_clause(page.agreement_id, actor=actor) is not None
    return {
        "approve": waits and not (page.row.paused_until and page.row.paused_until > now),
        "withdraw": carries
        and not at_bank
        and state in {OrderState.APPROVING, OrderState.APPROVED, OrderState.HELD},
        "return": carries and (state is OrderState.FILED or (state is OrderState.HELD and at_bank)),
        "rest": carries
        and queries.may(actor, Act.PREPARE).allowed
        and state is OrderState.HELD
        and page.row.basis_annulled_on is not None
        and not at_bank,
        "pause": pauses and agreed and queries.may(actor, Act.PAUSE).allowed,
    }


def _approve(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:
    agrees = data.get("word") == "yes"
    state = services.judge_order(
        actor=actor, now=utc_now(), order_id=order_id, agrees=agrees, reason=plain(data.get("reason", ""), 500),
        confirmed_at=people_services.confirmed_at(request.session),
    )  # fmt: skip
    if state is OrderState.APPROVED:
        return _("审批齐了，付款单已通过并记账。")
    return _("您已同意，还等其他审批人。") if agrees else _("您没有同意，付款单未通过。")


def _withdraw(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:  # noqa: ARG001 - a table
    services.withdraw_order(actor=actor, now=utc_now(), order_id=order_id)
    return _("付款单已撤回。")


def _rest(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:  # noqa: ARG001 - a table
    ids = [whole_of(one) or 0 for one in plain(data.get("resolution", "")).split("-")]
    if len(ids) != 2 or not all(ids):  # noqa: PLR2004 - assembly and vote
        raise Refused.because(
            mark("没有选业主大会决议。"),
            remedy=mark("请选择仍然有效的决议。"),
            field="resolution",
            code="missing",
        )
    services.rest_order_anew(
        actor=actor,
        now=utc_now(),
        order_id=order_id,
        resolution_ids=(ids[0], ids[1]),
    )
    return _("已更换依据，重新审批。")


def _pause(actor: Actor, order_id: int, data: QueryDict, request: HttpRequest) -> str:  # noqa: ARG001 - a table
    services.pause_order(
        actor=actor, now=utc_now(), order_id=order_id, days=whole_of(data.get("days", "")) or 0,
        reason=plain(data.get("reason", ""), 500), clause=plain(data.get("clause", ""), 200),
    )  # fmt: skip
    return _("付款单已暂缓，到期自动恢复。")


_ACTS: dict[str, Callable[[Actor, int, Any, HttpRequest], str]] = {
    "approve": _approve,
    "withdraw": _withdraw,
    "return": report_never_paid,
    "rest": _rest,
    "pause": _pause,
    "wrong": report,
    "settle": confirm,
}


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, order_id: int, name: str) -> HttpResponse:
    """Do something with an order and show it again."""
    actor = entered(request)
    if name not in _ACTS:
        raise Http404
    try:
        done = _ACTS[name](actor, order_id, request.POST, request)
    except Refused as refused:
        code = refused.decision.reasons[0].code
        if code == "step_up":
            back = reverse("purses:order", args=[order_id])
            return HttpResponseRedirect(f"{reverse('people:confirm')}?next={back}")
        if code == "not_found":
            raise Http404 from refused
        return _shown(request, actor, order_id, name, errors_of(refused))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("purses:order", args=[order_id]))


@never_cache
@require_safe
@signed_in
def paper(request: HttpRequest, order_id: int, file_id: int) -> HttpResponse:
    """Give a paper of an order."""
    page = _or_404(entered(request), order_id)
    found = next((one for one in page.files if one.id == file_id), None)
    if found is None:
        raise Http404
    response = HttpResponse(record.file_content(found), content_type=found.media_type)
    if not found.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="{found.purpose}-{found.id}"'
    return response
