"""The account of the maintenance fund is entered; a quarter's share is ordered to be paid into it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field, form
from hemei.community.purses.pages.shared import entered
from hemei.community.purses.queries import Act
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain
from hemei.ui.words import say_reason


@never_cache
@require_POST
@signed_in
def into_fund(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Prepare the order that pays a quarter's share to the account of the fund, and show it."""
    actor = entered(request, Act.SEE)
    book = ledgers.ledger(ledger_id, actor=actor)
    if book is None:
        raise Http404
    back = reverse("ledgers:book", args=[ledger_id])
    if not queries.may(actor.role, Act.PREPARE).allowed:
        messages.info(request, _("划转要有付款单，请公司填写。"))
        return HttpResponseRedirect(back)
    try:
        quarter = needed_day(request.POST.get("quarter", ""), "quarter")
        made = services.order_transfer(actor=actor, now=utc_now(), ledger_id=ledger_id, quarter=quarter)
    except Refused as refused:
        for reason in refused.decision.reasons:
            messages.error(request, say_reason(reason))
        return HttpResponseRedirect(back)
    messages.success(request, _("付款单已填写，等待审批。"))
    return HttpResponseRedirect(reverse("purses:order", args=[made]))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enter(request: HttpRequest, ledger_id: int) -> HttpResponse:
    """Enter the account in which the maintenance fund of an estate lies."""
    actor = entered(request, Act.OPEN_FUND)
    book = ledgers.ledger(ledger_id, actor=actor)
    if book is None:
        raise Http404
    fields: list[Field] = [
        {"name": "holder", "label": _("户名"), "required": True, "more": {"maxlength": 60}},
        {"name": "bank", "label": _("开户行"), "required": True, "more": {"maxlength": 60}},
        {"name": "number", "label": _("账号"), "required": True, "hint": _("存入保险库，页面上只显示尾号。"),
         "more": {"inputmode": "numeric", "maxlength": 40, "autocomplete": "off"}},
        {"name": "opened_on", "label": _("开户日期"), "type": "date", "required": True},
    ]  # fmt: skip
    back = reverse("ledgers:book", args=[ledger_id])

    def act(data: Any) -> str:
        services.enter_fund_account(
            actor=actor, now=utc_now(), estate_id=book.estate_id, holder=plain(data.get("holder", ""), 60),
            bank=plain(data.get("bank", "")), number=plain(data.get("number", "")),
            opened_on=needed_day(data.get("opened_on", ""), "opened_on"),
        )  # fmt: skip
        return back

    now = queries.fund_account_of(book.estate_id, actor=actor)
    lead = _("公共收益补充维修资金，只能付到这里登记的账号。")
    if now is not None:
        lead = _("已登记尾号%(tail)s的账号；划转到新的开户银行以后，登记新的。") % {"tail": now.tail}
    context = {
        "title": _("登记维修资金专户"), "lead": lead, "button": _("登记"), "done": _("已登记。"), "back": back,
        "steps": [(book.estate, back)],
    }  # fmt: skip
    return form(request, context, fields, act)
