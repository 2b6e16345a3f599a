"""The city bureau's desk: what waits for the group, for posting, for publication; each as one list at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.pages.shared import PAGE, REFUSED, entered, subject_words, tabs, today
from hemei.oversight.honours.queries import Act, NominationFilter, State
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

_WAITING = {"review": State.NOMINATED, "post": State.PASSED, "publish": State.POSTED}
LONGEST = 1_000


@never_cache
@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the group, for posting and for publication."""
    return _show(request, entered(request, Act.REVIEW), QueryDict())


def _show(
    request: HttpRequest, actor: Actor, typed: QueryDict, form: str = "", refused: Refused | None = None
) -> HttpResponse:
    rules = queries.exemplar_rules(today())
    errors = errors_of(refused) if refused else {}
    waiting = {name: _waiting(actor, state) for name, state in _WAITING.items()}
    context: dict[str, Any] = {
        "tabs": tabs(actor, "honours:desk"),
        "members": [(one.code, one.name) for one in rules.member],
        "least": rules.group.least,
        "today": today(),
        "values": {**typed.dict(), "members": typed.getlist("members"), "chosen": typed.getlist("chosen")},
        "errors": {name: errors if form == name else {} for name in _WAITING},
        "waiting": {name: rows[:PAGE] for name, rows in waiting.items()},
        "more": {
            name: f"{reverse('honours:nominations')}?{urlencode({'state': _WAITING[name].value})}"
            for name, rows in waiting.items()
            if len(rows) > PAGE
        },
    }
    return render(request, "honours/desk.html", context, REFUSED if refused else 200)


def _waiting(actor: Actor, state: State) -> list[dict[str, Any]]:
    """Return what waits in a state, the longest first; one more than a page where there is more."""
    rows = queries.nominations(NominationFilter(state=state), actor=actor, limit=PAGE + 1, longest=True)
    day = today()
    return [
        {
            "row": row,
            "kind": say(queries.KIND_TEXTS[row.kind]),
            "subject": subject_words(row),
            "open": row.posting_ends_on is not None and row.posting_ends_on >= day,
        }
        for row in rows
    ]


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a review, post a list, or publish one."""
    actor, typed = entered(request, Act.REVIEW), request.POST
    if name not in _CARRY_OUT:
        raise Http404
    try:
        count = _CARRY_OUT[name](actor, typed)
    except Refused as refused:
        return _show(request, actor, typed, name, refused)
    messages.success(request, _("已记录%(count)s项。") % {"count": count})
    return HttpResponseRedirect(reverse("honours:desk"))


def _chosen(typed: QueryDict) -> list[int]:
    found = [number for text in typed.getlist("chosen") if (number := whole_of(text)) is not None]
    if not found:
        raise Refused.because(
            mark("没有选择任何一项"), remedy=mark("请勾选要办理的"), field="chosen", code="none"
        )
    return found


def _review(actor: Actor, typed: QueryDict) -> int:
    verdicts = []
    for number in _chosen(typed):
        agree = whole_of(typed.get(f"agree-{number}", ""))
        if agree is None:
            raise Refused.because(mark("请填写同意的票数"), field=f"agree-{number}", code="agree")
        found = typed.get(f"found-{number}", "").replace("\r\n", "\n")[:LONGEST]
        verdicts.append(services.Verdict(number, agree, found))
    session = services.Session(
        held_on=needed_day(typed.get("on", ""), "on"), members=typed.getlist("members"), verdicts=verdicts
    )
    return len(services.hold_review(actor=actor, now=utc_now(), session=session))


def _post(actor: Actor, typed: QueryDict) -> int:
    chosen = _chosen(typed)
    services.post_nominations(actor=actor, now=utc_now(), nominations=chosen)
    return len(chosen)


def _publish(actor: Actor, typed: QueryDict) -> int:
    chosen = _chosen(typed)
    services.publish_nominations(actor=actor, now=utc_now(), nominations=chosen)
    return len(chosen)


_CARRY_OUT: dict[str, Callable[[Actor, QueryDict], int]] = {
    "review": _review,
    "post": _post,
    "publish": _publish,
}
