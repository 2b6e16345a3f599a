"""Orders by the limit their source system set: the list of those that wait, and the order beside its case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline import queries
from hemei.coordination.hotline.pages.files import entered
from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import SOON, clock_words, is_english, say

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE, LONGEST = 50, 40
_DUE = ("late", "soon", "")
_OUTSIDE = frozenset({Role.RESIDENT, Role.PUBLIC})
"""Whoever reported reads how his case stands, not how the hotline counts it."""


@never_cache
@require_safe
@signed_in
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders whose case has no result yet, by their system's limit: late, soon late, or all that have one."""
    actor, now = entered(request), utc_now()
    due = request.GET.get("due", "late")
    due = due if due in _DUE else "late"
    since, until = _between(due, now)
    found = queries.due_orders(actor=actor, since=since, until=until, after=_after(request), limit=PAGE + 1)
    rows = found[:PAGE]
    last = rows[-1] if len(found) > PAGE else None
    systems = _systems()
    context = {
        "tabs": [
            {"words": words, "address": f"{reverse('hotline:orders')}?due={value}", "here": value == due}
            for value, words in (("late", _("已经超时")), ("soon", _("快到时限")), ("", _("全部在办")))
        ],
        "rows": [
            (
                one,
                systems.get(one.source, one.source),
                say(cases.STATE_TEXTS[cases.State(one.state)]),
                clock_words(now, one.due_at),
            )
            for one in rows
        ],
        "bodies": people.body_names({one.body for one in rows}),
        "more": "?" + urlencode({"due": due, "after": f"{last.due_at.isoformat()}~{last.id}"})
        if last
        else "",
    }
    return render(request, "hotline/orders.html", context)


def _between(due: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return between which moments the limits lie that a tab shows."""
    if due == "late":
        return None, now - timedelta(microseconds=1)
    return (now - timedelta(microseconds=1), now + SOON) if due == "soon" else (None, None)


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    """Return where the page before ended; an address somebody bent begins at the top."""
    at, _tilde, number = request.GET.get("after", "").partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    last = whole_of(number)
    return (moment, last) if moment.tzinfo and last is not None else None


def _systems() -> Mapping[str, str]:
    return {one.code: one.name_en if is_english() else one.name for one in queries.systems_named()}


@never_cache
@require_safe
@signed_in
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Say on the page of a case which order it comes from, until when its system wants a result, its reminders."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role in _OUTSIDE:
        raise Http404
    found, now = queries.order_of(plain(number, LONGEST)), utc_now()
    context: dict[str, Any] = {"found": found, "number": number}
    if found is not None:
        context |= {
            "system": _systems().get(found.source, found.source),
            "clock": clock_words(now, found.due_at) if found.due_at and not found.over else None,
            "file": reverse("hotline:file", args=[found.file_id])
            if queries.may(actor.role, queries.Act.SEE).allowed
            else "",
        }
    return render(request, "hotline/of_case.html", context)
