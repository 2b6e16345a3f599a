"""Contracts of third-party assessment: the list, and a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.pages.kit_gate import CHUNK, PAGE, REFUSED, entered, may_do
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_contracts import LONGEST_NUMBER, LONGEST_TASK
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_FIELDS = ("supplier", "number", "task", "price", "signed_on", "valid_from", "valid_until")


@require_safe
@never_cache
@signed_in
def contracts(request: HttpRequest) -> HttpResponse:
    """List the contracts, the latest first."""
    actor = entered(request)
    before = whole_of(request.GET.get("before", "")) or 0
    found = queries.assessment_contracts(actor=actor, before=before, limit=PAGE + 1)
    today = shanghai_day(utc_now())
    context = {
        "rows": [(row, row.runs_on(today)) for row in found[:PAGE]],
        "older": f"?before={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "keeps": may_do(actor, KitAct.KEEP_CONTRACT),
    }
    return render(request, "assessment/contracts.html", context)


@require_safe
@never_cache
@signed_in
def contracts_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    header = [
        _("合同编号"),
        _("评估机构"),
        _("服务内容"),
        _("价款（分）"),
        _("签订日期"),
        _("开始"),
        _("结束（不含）"),
    ]
    return sheet(_("第三方评估合同"), header, _sheet_rows(entered(request)))


def _sheet_rows(actor: Actor) -> Iterator[list[Any]]:
    before = 0
    while rows := queries.assessment_contracts(actor=actor, before=before, limit=CHUNK):
        for row in rows:
            yield [
                row.number, row.supplier, row.task, row.price_fen, row.signed_on, row.valid_from, row.valid_until,
            ]  # fmt: skip
        before = rows[-1].id


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def new_contract(request: HttpRequest) -> HttpResponse:
    """Record a contract."""
    actor, refused = entered(request, KitAct.KEEP_CONTRACT), None
    if request.method == "POST":
        try:
            number = services.record_contract(actor=actor, now=utc_now(), draft=_draft(request.POST))
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("合同已登记。"))
            return HttpResponseRedirect(reverse("assessment:contract", args=[number]))
    today = shanghai_day(utc_now())
    context = {
        "suppliers": [(row.id, row.name) for row in queries.suppliers(today)],
        "values": {name: request.POST.get(name, "") for name in _FIELDS},
        "errors": errors_of(refused) if refused else {},
        "longest_task": LONGEST_TASK,
        "longest_number": LONGEST_NUMBER,
    }
    return render(request, "assessment/contract_new.html", context, REFUSED if refused else 200)


def _draft(data: QueryDict) -> services.ContractDraft:
    return services.ContractDraft(
        supplier_id=whole_of(data.get("supplier", "")) or 0,
        number=plain(data.get("number", ""), LONGEST_NUMBER + 1),
        task=plain(data.get("task", ""), LONGEST_TASK + 1),
        price_fen=needed_fen(data.get("price", ""), "price"),
        signed_on=needed_day(data.get("signed_on", ""), "signed_on"),
        valid_from=needed_day(data.get("valid_from", ""), "valid_from"),
        valid_until=needed_day(data.get("valid_until", ""), "valid_until"),
    )


@require_safe
@never_cache
@signed_in
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract with the assessors its supplier has in office."""
    actor = entered(request)
    row = queries.assessment_contract(contract_id, actor=actor)
    if row is None:
        raise Http404
    today = shanghai_day(utc_now())
    held = queries.supplier_assessors(row.supplier_id, today)
    context = {
        "row": row,
        "runs": row.runs_on(today),
        "assessors": queries.assessor_names(held, now=utc_now()),
    }
    return render(request, "assessment/contract.html", context)
