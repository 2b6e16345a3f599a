"""A contract ended early."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.contracts import back_to, contract_or_404
from hemei.community.ledgers.pages.shared import entered, form, today
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def end(request: HttpRequest, contract_id: int) -> HttpResponse:
    """End a contract early."""
    actor = entered(request, queries.Act.CONTRACT)
    row = contract_or_404(contract_id, actor)

    def act(typed: QueryDict) -> None:
        day = needed_day(typed.get("day", ""), "day")
        services.end_contract(actor=actor, now=utc_now(), contract_id=row.id, day=day)

    fields = [
        {"name": "day", "label": _("从哪一天起终止"), "type": "date", "required": True, "value": today().isoformat(),
         "more": {"min": row.valid_from, "max": row.valid_until}},
    ]  # fmt: skip
    page = {
        "title": _("合同提前终止"),
        "lead": _("这一天以后的不再收取，当期按天数计算；已经入账的自动冲销重记，多收的列为应退还。"),
        "button": _("终止"),
        "danger": True,
        "done": _("已登记终止。"),
        **back_to(row),
    }
    return form(request, page, fields, act)
