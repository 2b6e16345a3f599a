"""A quarter's share is ordered to be paid into the account of the maintenance fund."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import services
from hemei.community.purses.pages.shared import entered
from hemei.community.purses.queries import Act
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day
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
    try:
        quarter = needed_day(request.POST.get("quarter", ""), "quarter")
        made = services.order_transfer(actor=actor, now=utc_now(), ledger_id=ledger_id, quarter=quarter)
    except Refused as refused:
        for reason in refused.decision.reasons:
            messages.error(request, say_reason(reason))
        return HttpResponseRedirect(back)
    messages.success(request, _("付款单已填写，等待审批。"))
    return HttpResponseRedirect(reverse("purses:order", args=[made]))
