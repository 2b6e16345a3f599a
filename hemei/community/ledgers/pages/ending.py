"""A contract ended early, and money given back that came for what is not asked for any more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.pages.contracts import A_DAY, back_to, contract_or_404
from hemei.community.ledgers.pages.shared import entered, form, key_of, today
from hemei.kernel.clock import utc_now
from hemei.kernel.money import yuan
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, needed_fen


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


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def give_back(request: HttpRequest, due_id: int) -> HttpResponse:
    """Enter that money went back."""
    actor = entered(request, queries.Act.RECEIVE)
    due = queries.due(due_id, actor=actor)
    if due is None:
        raise Http404
    row = contract_or_404(due.contract_id, actor)

    def act(typed: QueryDict) -> None:
        services.give_back(
            actor=actor, now=utc_now(), due_id=due.id, amount_fen=needed_fen(typed.get("amount", ""), "amount"),
            day=needed_day(typed.get("day", ""), "day"), key=key_of(typed),
        )  # fmt: skip

    fields = [
        {"name": "amount", "label": _("退还金额（元）"), "required": True, "value": yuan(due.back_fen),
         "hint": _("这一期要退还%(fen)s元。") % {"fen": yuan(due.back_fen)},
         "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": "day", "label": _("退还日期"), "type": "date", "required": True,
         "value": today().isoformat(), "more": {"max": today()}},
    ]  # fmt: skip
    page = {
        "title": _("登记退还"),
        "lead": _("%(place)s，%(since)s至%(until)s") % {
            "place": due.place, "since": due.period_from, "until": due.period_until - A_DAY,
        },
        "button": _("登记退还"),
        "done": _("已登记退还。"),
        **back_to(row),
    }  # fmt: skip
    return form(request, page, fields, act)
