"""A bill is approved by one and paid by another, each with a second factor; on the page of the use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import confirm_first, today
from hemei.ground.people import services as people_services
from hemei.kernel.clock import utc_now
from hemei.ui.forms import needed_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Decision


def may_hand(actor: Actor, row: queries.UseRow, by: dict[str, bool]) -> Decision:
    """Whether the actor checks a use or, once it is approved, pays it: who approved does not."""
    of_company = queries.of_company(row.id, actor=actor, now=utc_now())
    checks = queries.may_check(actor, own=row.is_of(actor.person_id), of_company=of_company, **by)
    if not checks.allowed or row.state is not queries.State.APPROVED:
        return checks
    return queries.other_hand(actor.person_id, row.checked_by_id, queries.fund_rules(today()))


def proof(request: HttpRequest, row: queries.UseRow) -> dict[str, Any]:
    """Return whether a second factor counts now, and where to give one."""
    given = people_services.confirmed_at(request.session)
    return {
        "proved": queries.paying_code_counts(given, utc_now()),
        "confirm": confirm_first(reverse("funds:use", args=[row.id])),
    }


def _approve(actor: Actor, row: queries.UseRow, request: HttpRequest) -> None:
    given = people_services.confirmed_at(request.session)
    services.approve_use(actor=actor, now=utc_now(), use_id=row.id, confirmed_at=given)


def _pay(actor: Actor, row: queries.UseRow, request: HttpRequest) -> None:
    day = needed_day(request.POST.get("day", ""), "paid_on")
    given = people_services.confirmed_at(request.session)
    services.pay_use(actor=actor, now=utc_now(), use_id=row.id, day=day, confirmed_at=given)


HANDS: dict[str, Callable[[Actor, queries.UseRow, HttpRequest], None]] = {"approve": _approve, "pay": _pay}
