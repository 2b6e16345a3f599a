"""Pages of bulletins: those of a place, one with its progress and its files, and what residents may read."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.cockpit import queries, services
from hemei.faces.cockpit.pages.asked import Asked, asked_of, frame, word_in
from hemei.faces.cockpit.queries import AsOf, BulletinRow
from hemei.faces.cockpit.rules import BulletinState
from hemei.ground.people import queries as people
from hemei.ground.records.services import MEDIA_TYPES
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

PAGE = 50
STATES = {
    BulletinState.OPEN: (mark("还没有生成"), ""),
    BulletinState.MADE: (mark("已生成"), "brand"),
    BulletinState.PUBLISHED: (mark("已公布"), "good"),
}
STEPS = (mark("读取指标和名单"), mark("排版"), mark("存档"))
_ACTS = {
    "publish": services.publish_bulletin,
    "withdraw": services.withdraw_bulletin,
    "check": services.ask_for_check,
}


@never_cache
@signed_in
def of_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """List the bulletins of a place; take the wish for another month."""
    asked = asked_of(request, place_id)
    if isinstance(asked, HttpResponse):
        return asked
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("cockpit:bulletin", args=[_ask(request, asked)]))
        except Refused as refused:
            errors = errors_of(refused)
    before = _month_in(word_in(request, "before", 7))
    rows = queries.bulletins(actor=asked.actor, place_id=place_id, before=before, limit=PAGE + 1)
    context = {
        **frame(asked),
        "rows": [(row, _state(row)) for row in rows[:PAGE]],
        "may_make": people.may(asked.actor.role, people.Act.MAKE_BULLETIN).allowed,
        "months": [
            (f"{month:%Y-%m}", f"{month:%Y-%m}") for month in reversed(AsOf.of(None, utc_now()).months[:-1])
        ],
        "errors": errors,
        "older": "?" + urlencode({"before": f"{rows[PAGE - 1].month:%Y-%m}"}) if len(rows) > PAGE else "",
        "here": reverse("cockpit:bulletins", args=[place_id]),
    }
    return render(request, "cockpit/bulletins.html", context, 422 if errors else 200)


def _ask(request: HttpRequest, asked: Asked) -> int:
    month = _month_in(request.POST.get("month", "")[:7])
    if month is None:
        raise Refused.because(
            mark("没有选择月份。"), remedy=mark("请选择已经过去的月份。"), field="month", code="no_month"
        )
    return services.ask_for_bulletin(
        actor=asked.actor,
        now=utc_now(),
        place_id=asked.area.place.id,
        month=month,
        site=request.build_absolute_uri("/").rstrip("/"),
    )


@require_safe
@never_cache
@signed_in
def one(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show a bulletin: how far it is, its files with their fingerprints, and what can be done with it."""
    return _shown(request, _found(request, bulletin_id), {})


@require_POST
@never_cache
@signed_in
def do(request: HttpRequest, bulletin_id: int, act: str) -> HttpResponse:
    """Make anew, check, publish or withdraw a bulletin."""
    actor, row = _found(request, bulletin_id)
    try:
        if act == "make":
            services.ask_for_bulletin(
                actor=actor,
                now=utc_now(),
                place_id=row.place_id,
                month=row.month,
                site=request.build_absolute_uri("/").rstrip("/"),
            )
        elif act in _ACTS:
            _ACTS[act](actor=actor, now=utc_now(), bulletin_id=bulletin_id)
        else:
            raise Http404
    except Refused as refused:
        return _shown(request, (actor, row), errors_of(refused))
    return HttpResponseRedirect(reverse("cockpit:bulletin", args=[bulletin_id]))


@require_safe
@signed_in
def kept_file(request: HttpRequest, bulletin_id: int, form: str) -> HttpResponseBase:
    """Give a file of a bulletin to who is in charge of its place."""
    _actor, row = _found(request, bulletin_id)
    content = queries.bulletin_file(row, form) if form in MEDIA_TYPES else None
    if content is None:
        raise Http404
    return _file(content, f"{row.title}{row.number_words}", form)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """List what residents may read."""
    text = word_in(request, "before", 18)
    before = int(text) if text.isascii() and text.isdigit() else None
    rows = queries.published_bulletins(before=before, limit=PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "older": "?" + urlencode({"before": rows[PAGE - 1].id}) if len(rows) > PAGE else "",
        "newer": reverse("cockpit:published") if text else "",
    }
    return render(request, "cockpit/published.html", context)


@require_safe
def published_file(request: HttpRequest, bulletin_id: int, form: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a published file to everybody."""
    found = queries.published_file(bulletin_id, form) if form in MEDIA_TYPES else None
    if found is None:
        raise Http404
    row, content = found
    return _file(content, f"{row.title}{row.number_words}", form)


def _found(request: HttpRequest, bulletin_id: int) -> tuple[Actor, BulletinRow]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not people.may(actor.role, people.Act.SEE_FIGURES).allowed:
        raise PermissionDenied
    row = queries.bulletin_by_id(bulletin_id, actor=actor)
    if row is None:
        raise Http404
    return actor, row


def _shown(
    request: HttpRequest, found: tuple[Actor, BulletinRow], errors: dict[str, list[str]]
) -> HttpResponse:
    actor, row = found
    content: dict[str, Any] = row.content or {}
    context = {
        "row": row,
        "state": _state(row),
        "month": f"{row.month:%Y-%m}",
        "figures": [
            (one, f"{reverse('cockpit:figure', args=[row.place_id, one['code']])}?on={content['day']}")
            for one in content.get("figures", ())
        ],
        "stages": [say(words) for words in STEPS],
        "may": {act: row.may(act, actor) for act in ("make", "check", "publish", "withdraw")},
        "forms": [
            (form.upper(), reverse("cockpit:bulletin_file", args=[row.id, form]), digest)
            for form, digest in (("pdf", row.pdf_sha256), ("docx", row.docx_sha256))
        ]
        if row.pdf_sha256
        else [],
        "board": reverse("cockpit:board", args=[row.place_id]),
        "list": reverse("cockpit:bulletins", args=[row.place_id]),
        "errors": errors,
    }
    return render(request, "cockpit/bulletin.html", context, 422 if errors else 200)


def _state(row: BulletinRow) -> tuple[str, str]:
    if row.work:
        return say(mark("正在生成")) if row.work == "make" else say(mark("正在核对")), "brand"
    words, tone = STATES[row.state]
    return say(words), tone


def _month_in(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _file(content: bytes, name: str, form: str) -> FileResponse:
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=f"{name}.{form}", content_type=MEDIA_TYPES[form]
    )
