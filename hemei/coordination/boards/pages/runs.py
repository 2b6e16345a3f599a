"""Print runs: ask for the boards of one estate or of a whole list, watch the printing, take the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.coordination.boards import queries, services
from hemei.coordination.boards.pages import gate
from hemei.coordination.boards.pages.boards import asked_of
from hemei.ground.records import queries as record
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render


@require_POST
@never_cache
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Make what is missing and print it: one estate, or all of a list as it was filtered."""
    actor = gate.entered(request, queries.Act.MAKE)
    estate, english = whole_of(request.POST.get("estate", "")), request.POST.get("language") == "en"
    if estate is not None:
        wanted = [estate]
    else:
        asked = asked_of(request)
        rows = queries.board_rows(actor=actor, asked=asked, limit=services.MOST_AT_ONCE + 1)
        wanted = [row.estate_id for row in rows]
    try:
        run = services.print_boards(
            actor=actor,
            now=utc_now(),
            estate_ids=wanted,
            key=f"{plain(request.POST.get('key', ''), 64)}{'-en' if english else ''}",
            language="en" if english else "zh",
            site=request.build_absolute_uri("/").rstrip("/"),
        )
    except Refused as refused:
        messages.error(request, " ".join(gate.words_of(refused)))
        back = reverse("boards:board", args=[estate]) if estate is not None else reverse("boards:boards")
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("boards:run", args=[run]))


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far the printing is, and the file when it is done; or say that all of it hangs."""
    actor = gate.entered(request)
    row = queries.print_run(run_id, actor=actor)
    if row is None:
        raise Http404
    waiting = queries.to_hang(row, actor=actor)
    refused = None
    if request.method == "POST":
        gate.entered(request, queries.Act.POST)
        try:
            day = needed_day(request.POST.get("posted_on", ""), "posted_on")
            services.post_editions(actor=actor, now=utc_now(), edition_ids=waiting, posted_on=day)
        except Refused as error:
            refused = error
        else:
            gate.say_posted(request, waiting)
            return HttpResponseRedirect(reverse("boards:run", args=[run_id]))
    context = {
        "row": row,
        "waiting": len(waiting),
        "stale": queries.lapsed_among(waiting, actor=actor),
        "posts": queries.may(actor.role, queries.Act.POST).allowed,
        "today": gate.today(),
        "posted_on": request.POST.get("posted_on", ""),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "boards/run.html", context, gate.REFUSED if refused else 200)


@require_safe
@never_cache
@signed_in
def file(request: HttpRequest, run_id: int) -> HttpResponse:
    """Give the boards as one A3 file."""
    actor = gate.entered(request)
    row = queries.print_run(run_id, actor=actor)
    files = record.files_of([row.stream]) if row is not None else []
    if not files:
        raise Http404
    response = HttpResponse(record.file_content(files[0]), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="boards-{run_id}.pdf"'
    return response
