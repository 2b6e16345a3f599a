"""The page of a meeting: where it stands, the next step open, everything else folded."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.meetings import queries
from hemei.community.meetings.pages.acts import ACTS, AMONG_STATEMENTS, AT_DOOR, Form, done_words
from hemei.community.meetings.pages.faces import allowed, comment_face, told
from hemei.community.meetings.pages.shared import REFUSED, entered, meeting_or_404
from hemei.community.meetings.pages.statements import show as show_statements
from hemei.community.meetings.queries import Act, State
from hemei.ground.records import queries as records
from hemei.ground.records.services import MEDIA_TYPES
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in, status_of
from hemei.ui.files import saved, shown
from hemei.ui.forms import errors_of
from hemei.ui.render import render


@never_cache
@require_safe
@signed_in
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting."""
    return show(request, entered(request), meeting_id)


@never_cache
@require_safe
@signed_in
def door(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the register at the door: big names, one tap each."""
    return show(request, entered(request, Act.RUN), meeting_id, template="meetings/door.html")


@never_cache
@require_safe
@signed_in
def minutes_file(request: HttpRequest, meeting_id: int, form: str) -> HttpResponseBase:
    """Give the printed minutes with the lines for signatures to the hosts; owners read them on the page."""
    actor = entered(request)
    page = meeting_or_404(actor, meeting_id)
    content = None
    if form in MEDIA_TYPES and page.may_run:
        found = next((file for file in records.files_of([page.row.stream]) if file.purpose == form), None)
        content = records.file_content(found) if found else None
    if content is None:
        raise Http404
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=f"{page.row.title}.{form}",
        content_type=MEDIA_TYPES[form],
    )


@never_cache
@require_safe
@signed_in
def signed_file(request: HttpRequest, meeting_id: int, file_id: int) -> HttpResponse:
    """Give the page that members signed on paper, to whoever sees it on the page of the meeting."""
    page = meeting_or_404(entered(request), meeting_id)
    found = next((file for file in page.scans if file.id == file_id), None)
    if found is None:
        raise Http404
    content = records.file_content(found)
    if found.media_type.startswith("image/"):
        return shown(content, found.media_type)
    return saved(content, found.media_type, _("签字页"))


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """Carry out an act; a refusal shows the page again with what was typed."""
    actor = entered(request)
    if name not in ACTS:
        raise Http404
    try:
        said = ACTS[name](Form(actor, utc_now(), meeting_id, request.POST, request.FILES))
    except Refused as refused:
        if name in AMONG_STATEMENTS:
            return show_statements(request, actor, meeting_id, request.POST.dict(), (name, refused))
        template = "meetings/door.html" if request.POST.get("at") == "door" else "meetings/meeting.html"
        return show(request, actor, meeting_id, request.POST.dict(), (name, refused), template=template)
    messages.success(request, said or done_words(name))
    back = "meeting"
    if name in AT_DOOR and request.POST.get("at") == "door":
        back = "door"
    if name in AMONG_STATEMENTS:
        back = "statements"
    return HttpResponseRedirect(reverse(f"meetings:{back}", args=[meeting_id]))


def show(
    request: HttpRequest,
    actor: Actor,
    meeting_id: int,
    typed: Mapping[str, str] | None = None,
    refused: tuple[str, Refused] | None = None,
    *,
    template: str = "meetings/meeting.html",
) -> HttpResponse:
    """Show a meeting, with what was typed into a form that was refused."""
    page, now = meeting_or_404(actor, meeting_id), utc_now()
    comments = queries.comments(actor=actor, now=now, meeting_id=meeting_id)
    stated = queries.statements(actor=actor, now=now, meeting_id=meeting_id)
    name, errors = (refused[0], errors_of(refused[1])) if refused else ("", {})
    context = {
        **told(page, actor, now),
        **allowed(page, actor, now),
        "comments": [comment_face(one, now) for one in comments],
        "statements": stated,
        "demanded": queries.demand_words(actor=actor, meeting_id=meeting_id)
        if page.row.state is State.PREPARED
        else None,
        "key": (typed or {}).get("key") or secrets.token_urlsafe(12),
        "values": typed or {},
        "errors": {one: errors if one == name else {} for one in ACTS},
    }
    return render(request, template, context, status_of(refused[1], REFUSED) if refused else 200)
