"""The company prepares a payment order: what the tier demands is refused by name while it is missing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.purses import queries, services
from hemei.community.purses.pages.shared import REFUSED, account_or_404, entered, kind_names
from hemei.community.purses.queries import Act, Paper
from hemei.ground.people import services as people_services
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_fen, plain, whole_of
from hemei.ui.render import render
from hemei.ui.uploads import refuse_skipped
from hemei.ui.words import say

_MEGABYTES = 10


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def prepare(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show the form, or prepare the order and show it."""
    actor, now = entered(request, Act.PREPARE), utc_now()
    row = account_or_404(actor, account_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = services.prepare_order(actor=actor, now=now, account_id=account_id, draft=_draft(request))
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("付款单已填写，等待审批。"))
            return HttpResponseRedirect(reverse("purses:order", args=[made]))
    with people_services.opened(actor, row.scope):
        adopted = queries.resolutions(row.estate_id, row.scope)
    agreement = queries.agreement_in_force(account_id, shanghai_day(now), actor=actor)
    context = {
        "account": row,
        "kinds": list(kind_names().items()),
        "resolutions": [(f"{assembly}-{vote}", words) for assembly, vote, words in adopted],
        "papers": [(paper.value, say(words)) for paper, words in queries.PAPER_NAMES.items()],
        "tiers": [_tier_words(tier) for tier in agreement.tiers] if agreement else [],
        "values": request.POST,
        "errors": errors,
    }
    return render(request, "purses/prepare.html", context, REFUSED if errors else 200)


def _tier_words(tier: queries.Tier) -> dict[str, Any]:
    return {
        "name": tier.name,
        "up_to": yuan(tier.up_to_fen) if tier.up_to_fen else "",
        "papers": "、".join(say(queries.PAPER_NAMES[paper]) for paper in tier.papers),
        "resolution": tier.needs_resolution,
    }


def _draft(request: HttpRequest) -> services.OrderDraft:
    data = request.POST
    refuse_skipped(request, field="invoice", most_megabytes=_MEGABYTES)
    chosen = [whole_of(one) for one in plain(data.get("resolution", "")).split("-")]
    return services.OrderDraft(
        kind=plain(data.get("kind", ""), 40),
        amount_fen=needed_fen(data.get("amount", ""), "amount"),
        payee=plain(data.get("payee", "")),
        payee_account=plain(data.get("payee_account", ""), 40),
        payee_bank=plain(data.get("payee_bank", ""), 60),
        purpose=plain(data.get("purpose", ""), 200),
        invoice_number=plain(data.get("invoice_number", ""), 30),
        contract=plain(data.get("contract_name", ""), 200),
        resolution=(chosen[0], chosen[1]) if len(chosen) == 2 and chosen[0] and chosen[1] else None,  # noqa: PLR2004
        budget=plain(data.get("budget", ""), 200),
        papers={
            paper: [services.read_paper(one, one.name or "") for one in request.FILES.getlist(paper.value)]
            for paper in Paper
        },
    )
