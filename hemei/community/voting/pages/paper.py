"""Paper of a vote: print the ballots, print one anew, bring in what was handed in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

LIST, REFUSED = 50, 422
View = Callable[..., HttpResponseBase]


def clerks_only(view: View, act: Act = Act.CAST) -> View:
    """Let in who may handle paper ballots, or do another act, after signing in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.role not in roles_for(act):  # type: ignore[attr-defined]
            raise Refused.because(
                mark("这个身份不能办理纸质表决票"), remedy=mark("由社区工作人员办理"), code="role"
            )
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@never_cache
@require_GET
@clerks_only
def paper(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Show how far the paper of a vote is: printed, brought in, counted."""
    return _paper(request, roll_id)


def _paper(request: HttpRequest, roll_id: int, refused: Refused | None = None) -> HttpResponse:
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    before = whole_of(request.GET.get("before", ""))
    found = queries.batches(roll_id, actor=actor, after=before, limit=LIST + 1)
    runs = queries.print_runs(roll_id, actor=actor, limit=LIST)
    context = {
        "row": row,
        "open": now <= row.closes_at,
        "coming": row.opens_at is not None and now < row.opens_at,
        "counts": queries.paper_counts(roll_id, actor=actor),
        "runs": runs,
        "working": any(run.printed_at is None for run in runs),
        "batches": found[:LIST],
        "older": "?" + urlencode({"before": found[LIST - 1].id}) if len(found) > LIST else "",
        "handed": {name: request.POST.get(name, "") for name in ("handed_from", "received_at")},
        "key": secrets.token_hex(16),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/paper.html", context, REFUSED if refused else 200)


@require_POST
@clerks_only
def print_ballots(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Ask for a ballot for each unit that has none."""
    try:
        services.start_print_run(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            roll_id=roll_id,
            key=request.POST.get("key", "")[:64] or secrets.token_hex(16),
        )
    except Refused as refused:
        return _paper(request, roll_id, refused)
    return HttpResponseRedirect(reverse("voting:paper", args=[roll_id]))


@require_POST
@clerks_only
def open_batch(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Open a batch of ballots that were handed in, and go to it."""
    try:
        batch = services.open_batch(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            roll_id=roll_id,
            handed_from=_moment(request.POST.get("handed_from", ""), "handed_from"),
            received_at=_moment(request.POST.get("received_at", ""), "received_at"),
            key=request.POST.get("key", "")[:64] or secrets.token_hex(16),
        )
    except Refused as refused:
        return _paper(request, roll_id, refused)
    return HttpResponseRedirect(reverse("voting:batch", args=[batch]))


@require_GET
@clerks_only
def run_pdf(request: HttpRequest, run_id: int) -> HttpResponse:
    """Hand out the ballots of a run for printing."""
    content = queries.printed_pdf(run_id, actor=request.actor)  # type: ignore[attr-defined]
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="ballots-{run_id}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@require_GET
@clerks_only
def ballots(request: HttpRequest, roll_id: int) -> HttpResponse:
    """List the printed ballots of a vote, narrowed to a unit; one that is lost can be printed anew."""
    return _ballots(request, roll_id)


def _ballots(request: HttpRequest, roll_id: int, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    text, after = plain(request.GET.get("q", ""), 30), whole_of(request.GET.get("after", "")) or 0
    found = queries.printed_sheets(roll_id, actor=actor, text=text, after=after, limit=LIST + 1)
    context = {
        "row": row,
        "open": utc_now() <= row.closes_at,
        "rows": found[:LIST],
        "q": text,
        "older": "?" + urlencode({"q": text, "after": found[LIST - 1].id}) if len(found) > LIST else "",
        "sheet": reverse("voting:ballots_sheet", args=[roll_id]) + "?" + urlencode({"q": text}),
        "key": secrets.token_hex(16),
        "errors": errors_of(refused) if refused else {},
        "wrong": whole_of(request.POST.get("sheet", "")),
    }
    return render(request, "voting/ballots.html", context, REFUSED if refused else 200)


@never_cache
@require_GET
@clerks_only
def ballots_sheet(request: HttpRequest, roll_id: int) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    header = [_("票号"), _("房屋"), _("作废时间"), _("窗口收下时间"), _("计入时间")]
    return sheet(_("纸质表决票"), header, _every(request, roll_id))


def _every(request: HttpRequest, roll_id: int) -> Iterator[list[Any]]:
    text, after = plain(request.GET.get("q", ""), 30), 0
    actor = request.actor  # type: ignore[attr-defined]
    while rows := queries.printed_sheets(roll_id, actor=actor, text=text, after=after, limit=1_000):
        yield from ([row.serial, row.unit, row.voided_at, row.handed_at, row.entered_at] for row in rows)
        after = rows[-1].id


@require_POST
@clerks_only
def reprint(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Print one ballot anew; the earlier one is void."""
    try:
        services.reprint_sheet(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            sheet_id=whole_of(request.POST.get("sheet", "")) or 0,
            reason=request.POST.get("reason", ""),
            key=request.POST.get("key", "")[:64] or secrets.token_hex(16),
        )
    except Refused as refused:
        return _ballots(request, roll_id, refused)
    return HttpResponseRedirect(reverse("voting:paper", args=[roll_id]))


def _moment(text: str, field: str) -> datetime:
    """Read a moment that a person typed; there is no other: when paper came decides which ballot counts."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Refused.because(
            mark("请写明这批票最早和最晚在什么时刻交来"), field=field, code="no_moment"
        ) from None
