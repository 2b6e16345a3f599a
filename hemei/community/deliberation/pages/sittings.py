"""Three-in-one meetings: call one, see its agenda, write down what was concluded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.pages.shared import REFUSED, community_or_404, entered, limit_words, today
from hemei.community.deliberation.pages.topics import task_of
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

MOST_TASKS = 3


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def call(request: HttpRequest, place_id: int) -> HttpResponse:
    """Call a meeting on what waits for an estate, or for the community as a whole."""
    actor = entered(request, queries.Act.CALL)
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    if request.method == "GET":
        return _call_form(request, actor, place_id, typed)
    try:
        number = services.call_sitting(actor=actor, now=utc_now(), draft=_draft(place_id, typed))
    except Refused as refused:
        return _call_form(request, actor, place_id, typed, refused)
    messages.success(request, _("会议已通知，议程已经排定。"))
    return HttpResponseRedirect(reverse("deliberation:sitting", args=[number]))


def _draft(place_id: int, typed: Mapping[str, str]) -> services.SittingDraft:
    day, hour = needed_day(typed.get("day", ""), "day"), typed.get("hour", "")
    try:
        at = time.fromisoformat(hour)
    except ValueError:
        raise Refused.because(
            mark("时间看不懂"), remedy=mark("请写成 15:00 的样子"), field="hour", code="hour"
        ) from None
    return services.SittingDraft(
        community_id=place_id,
        estate_id=whole_of(typed.get("estate", "")),
        starts_at=datetime.combine(day, at.replace(tzinfo=None), SHANGHAI),
        location=plain(typed.get("location", ""), 60),
        key=f"sitting:{typed.get('submission_key', '')[:64] or secrets.token_hex(16)}",
        extra=bool(typed.get("extra")),
    )


def _call_form(
    request: HttpRequest,
    actor: Actor,
    place_id: int,
    typed: Mapping[str, str],
    refused: Refused | None = None,
) -> HttpResponse:
    place = community_or_404(place_id, actor)
    waiting = queries.waiting_for(place_id, actor=actor)
    whole = next((count for estate, _name, count in waiting if estate is None), 0)
    context = {
        "place": place,
        "estates": [("", f"{place.name}（{whole}）")]
        + [(estate, f"{name}（{count}）") for estate, name, count in waiting if estate is not None],
        "earliest": queries.earliest_meeting(today()),
        "submission_key": typed.get("submission_key") or secrets.token_hex(16),
        "values": typed,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "deliberation/call.html", context, REFUSED if refused else 200)


@never_cache
@require_safe
@signed_in
def sitting(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show a meeting with its agenda and, once it ended, the forms of what was concluded."""
    return _show(request, entered(request), sitting_id, {})


def _show(
    request: HttpRequest,
    actor: Actor,
    sitting_id: int,
    typed: Mapping[str, Any],
    topic_id: int = 0,
    refused: Refused | None = None,
) -> HttpResponse:
    page = queries.sitting(actor=actor, now=utc_now(), sitting_id=sitting_id)
    if page is None:
        raise Http404
    meeting, errors = page.meeting, errors_of(refused) if refused else {}
    context = {
        "page": page,
        "row": page.row,
        "meeting": meeting,
        "meeting_page": _address(page.row.meeting_id),
        "state": say(queries.SITTING_TEXTS[page.row.state]),
        "tone": queries.SITTING_TONES[page.row.state],
        "owners_text": say(queries.OWNERS_SIDE_TEXTS[page.row.owners_side]),
        "agenda": [_agenda(one) for one in page.agenda],
        "ended": meeting is not None and meeting.row.ended_at is not None,
        "kinds": [
            (kind.value, say(words))
            for kind, words in queries.CONCLUSION_TEXTS.items()
            if kind is not queries.ConclusionKind.DROPPED
        ],
        "owners": list({side.body_id: side.body for side in meeting.sides if side.body_id}.items())
        if meeting
        else [],
        "tasks": range(1, MOST_TASKS + 1),
        "matters": dict(queries.matters_on(today())),
        "today": today(),
        "wrong": topic_id,
        "values": typed,
        "errors": errors,
    }
    return render(request, "deliberation/sitting.html", context, REFUSED if refused else 200)


def _address(meeting_id: int) -> str:
    """Return where the meeting itself is run; empty in a copy without its pages."""
    try:
        return reverse("meetings:meeting", args=[meeting_id])
    except NoReverseMatch:
        return ""


def _agenda(one: queries.AgendaRow) -> dict[str, Any]:
    return {
        "row": one,
        "state": say(queries.STATE_TEXTS[one.state]),
        "tone": queries.STATE_TONES[one.state],
        "purpose": say(queries.PURPOSE_TEXTS[one.purpose]),
    }


@never_cache
@require_POST
@signed_in
def conclude(request: HttpRequest, sitting_id: int, topic_id: int) -> HttpResponse:
    """Write down what was concluded on a topic."""
    actor, typed = entered(request, queries.Act.CONCLUDE), request.POST.dict()
    try:
        services.conclude_topic(actor=actor, now=utc_now(), topic_id=topic_id, draft=_conclusion(typed))
    except Refused as refused:
        return _show(request, actor, sitting_id, typed, topic_id, refused)
    messages.success(request, _("议定事项已记录。"))
    return HttpResponseRedirect(reverse("deliberation:sitting", args=[sitting_id]))


def _conclusion(typed: Mapping[str, str]) -> services.ConclusionDraft:
    kind = typed.get("kind", "")
    if kind not in set(queries.ConclusionKind):
        raise Refused.because(mark("请选择怎样议定"), field="kind", code="kind")
    asked = [str(number) for number in range(1, MOST_TASKS + 1) if typed.get(f"title{number}", "").strip()]
    return services.ConclusionDraft(
        kind=queries.ConclusionKind(kind),
        text=typed.get("text", ""),
        tasks=tuple(task_of(typed, number) for number in asked),
    )


@never_cache
@require_POST
@signed_in
def ask_extra(request: HttpRequest) -> HttpResponse:
    """Ask for an extra meeting as one of the sides; the page one came from says what came of it."""
    actor, typed = entered(request, queries.Act.ASK_EXTRA), request.POST
    topic_id = whole_of(typed.get("topic", "")) or 0
    page = queries.topic(actor=actor, now=utc_now(), topic_id=topic_id)
    if page is None:
        raise Http404
    try:
        services.ask_extra(
            actor=actor, now=utc_now(), reason=plain(typed.get("reason", ""), 200), topic_id=topic_id
        )
    except Refused as refused:
        for texts in errors_of(refused).values():
            for text in texts:
                messages.error(request, text)
    else:
        messages.success(
            request, _("已提出，社区党组织应在%(limit)s内召开会议。") % {"limit": limit_words("extra")}
        )
    return HttpResponseRedirect(reverse("deliberation:topic", args=[topic_id]))
