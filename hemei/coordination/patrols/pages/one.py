"""One round: its form on the phone of who walks it, its page for all others, why it was missed, who walks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.coordination.boards import queries as boards
from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.pages import gate
from hemei.coordination.patrols.rules.words import Result, Why
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.captures import SOURCE_TEXTS
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.files import shown
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.handed import fresh_key, moment_of, photos_of, said_by_phone
from hemei.ui.render import render
from hemei.ui.uploads import MOST_FILES, refuse_skipped
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.kernel.actor import Actor

CLEAR = "1"
"""What a form says of a point where all is well; anything else wants a photo or words."""
_RESULTS = {CLEAR: Result.CLEAR, Result.FOUND.value: Result.FOUND, Result.BLOCKED.value: Result.BLOCKED}


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show a round; take it in from who walks it. His phone keeps the form of one that is to be walked."""
    actor = gate.entered(request)
    if request.method != "POST":
        return _round(request, round_id, actor)
    gate.entered(request, queries.Act.WALK)
    try:
        sent = _taken(request, round_id, actor, utc_now())
    except Refused as refused:
        return _round(request, round_id, actor, refused)
    if sent:
        return _round(request, round_id, actor, sent=sent)
    messages.success(request, _("巡查已经收到。"))
    return HttpResponseRedirect(reverse("patrols:round", args=[round_id]))


def _round(
    request: HttpRequest, round_id: int, actor: Actor, refused: Refused | None = None, sent: str = ""
) -> HttpResponse:
    """Show the form to who walks the round, else its page; `sent` is the case of what he just sent ahead of it."""
    page = queries.round_page(round_id, actor=actor)
    if page is None:
        raise Http404
    mine = page.mine and page.row.state is not queries.RoundState.DONE
    walked = page.former and ("walked" in request.GET or request.method == "POST")
    walks = (mine or walked) and page.row.planned_on <= gate.today()
    if not walks or not gate.may_do(actor, queries.Act.WALK):
        if sent:  # a find that waited in a phone, and its round arrived before it
            return HttpResponseRedirect(reverse("patrols:round", args=[round_id]))
        return _shown(request, actor, page, refused)
    context = {**_form(request, page, refused), "just_sent": sent, "duty_number": _duty_number(page)}
    response = render(request, "patrols/walk.html", context, gate.REFUSED if refused else 200)
    if request.method == "GET":  # points of a cell and what to look at: a phone may open it without a network
        response["X-Hemei-Keep"] = "1"
    return response


def _taken(request: HttpRequest, round_id: int, actor: Actor, now: datetime) -> str:
    """Take the round in, or only what was found at one point; returns the case of the one that was sent ahead."""
    refuse_skipped(request, field="photos", most_megabytes=30)
    draft, alone = _draft(request, round_id, actor, now), request.POST.get("at_once")
    if alone is None:
        key = request.POST.get("submission_key", "")
        services.end_round(actor=actor, now=now, round_id=round_id, draft=draft, key=key)
        return ""
    said = tuple(one for one in draft.said if str(one.point) == alone)
    return services.send_find(actor=actor, now=now, round_id=round_id, draft=replace(draft, said=said))


def _duty_number(page: queries.RoundPage) -> str:
    """Return the number under which the community is reached day and night, as its boards print it."""
    body = people.community_body_for(page.row.scope, gate.today())
    return boards.emergency_number(body) if body is not None else ""


def _form(request: HttpRequest, page: queries.RoundPage, refused: Refused | None) -> dict[str, Any]:
    rules, names = queries.rules_on(page.row.planned_on), gate.case_names()
    points = []
    for point in page.points:
        kind = rules.kind(point.kind)
        own, urgent = queries.kinds_at(kind, gate.today())
        points.append(
            {
                "id": point.point_id,
                "name": point.name,
                "kind": gate.named(kind) if kind else "",
                "look": (kind.look_en if is_english() else kind.look) if kind else "",
                "cases": [(code, names.get(code, code)) for code in own],
                "urgent": [(code, names.get(code, code)) for code in urgent],
                "sent": page.sent.get(point.point_id, ""),
            }
        )
    return {
        "page": page,
        "points": points,
        "other": [(cases.OTHER_KIND, names[cases.OTHER_KIND])],
        "results": [
            (value, say(queries.RESULT_NAMES[result])) for value, result in _RESULTS.items()
        ],
        "values": {name: str(value) for name, value in request.POST.items()},
        "errors": errors_of(refused) if refused else {},
        "submission_key": request.POST.get("submission_key") or fresh_key(),
        "opened_at": utc_now().isoformat(),
        "most_photos": MOST_FILES,
        "position_days": rules.positions.days,
    }  # fmt: skip


def _draft(request: HttpRequest, round_id: int, actor: Actor, now: datetime) -> services.WalkDraft:
    data = request.POST
    page = queries.round_page(round_id, actor=actor)
    opened = moment_of(data.get("opened_at", "")) or now
    points = [point.point_id for point in page.points] if page else []
    asked = {
        number
        for name in data
        if name.startswith("mark-") and (number := whole_of(name.removeprefix("mark-"))) is not None
    }
    return services.WalkDraft(
        moment_of(data.get("started_at", "")) or opened,
        moment_of(data.get("ended_at", "")) or now,
        tuple(
            said
            for point in (*points, *sorted(asked - set(points)))
            if (said := _said(request, point)) is not None
        ),
    )


def _said(request: HttpRequest, point: int) -> services.PointSaid | None:
    data = request.POST
    result = _RESULTS.get(data.get(f"mark-{point}", ""))
    if result is None:
        return None
    seen = said_by_phone(data.get(f"seen-{point}", ""))
    lon, lat = _micro(seen.get("lon"), 180), _micro(seen.get("lat"), 90)
    known = lon is not None and lat is not None
    return services.PointSaid(
        point,
        result,
        moment_of(str(seen.get("at", ""))),
        lon if known else None,
        lat if known else None,
        plain(data.get(f"case-{point}", ""), 40) if result is Result.FOUND else "",
        plain(data.get(f"note-{point}", ""), 200),
        tuple(services.PhotoDraft(*photo) for photo in photos_of(request, str(point))),
    )


def _micro(said: object, most: int) -> int | None:
    """Return millionths of a degree as a phone's script wrote them."""
    whole = isinstance(said, int) and not isinstance(said, bool)
    return said if whole and abs(said) <= most * 1_000_000 else None  # type: ignore[return-value, arg-type]


def _shown(
    request: HttpRequest, actor: Actor, page: queries.RoundPage, refused: Refused | None = None
) -> HttpResponse:
    kinds, names, row = gate.kind_names(), gate.case_names(), page.row
    planned = row.state is queries.RoundState.PLANNED
    walkers = (
        [(str(office.id), office.name) for office in queries.walkers_of(row.scope, now=utc_now())]
        if planned and gate.may_do(actor, queries.Act.PLAN)
        else []
    )
    context = {
        "page": page,
        "row": row,
        "state": (say(queries.SHOWN_NAMES[row.shown]), gate.TONES[row.shown]),
        "flags": gate.flags(row.flags),
        "seen": [_line(page, one, kinds, names) for one in page.seen],
        "why": say(queries.WHY_NAMES[Why(row.why)]) if row.why else "",
        "explains": row.unexplained and gate.may_do(actor, queries.Act.EXPLAIN),
        "whys": [(why.value, say(words)) for why, words in queries.WHY_NAMES.items()],
        "walkers": walkers,
        "today": gate.today(),
        "values": {name: request.POST.get(name, "") for name in ("why", "note", "walker")},
        "errors": errors_of(refused) if refused else {},
        "home": ("patrols:mine", _("今天要走的"))
        if gate.may_do(actor, queries.Act.WALK)
        else ("patrols:rounds", _("计划和漏巡")),
    }
    return render(request, "patrols/round.html", context, gate.REFUSED if refused else 200)


def _line(
    page: queries.RoundPage, one: queries.SeenRow, kinds: dict[str, str], names: dict[str, str]
) -> dict[str, Any]:
    over = page.row.state is not queries.RoundState.PLANNED
    missed = (_("没有看"), "bad") if over else (_("待查看"), "")
    return {
        "row": one,
        "kind": kinds.get(one.kind, one.kind),
        "result": (say(queries.RESULT_NAMES[one.result]), gate.RESULT_TONES[one.result])
        if one.result
        else missed,
        "case": names.get(one.case_kind, one.case_kind),
        "note": page.notes.get(one.id, ""),
        "photos": [_photo(page.row.id, shot) for shot in page.shots.get(one.id, ())],
    }


def _photo(round_id: int, shot: queries.ShotRow) -> dict[str, Any]:
    address = reverse("patrols:photo", args=[round_id, shot.file_id])
    return {
        "address": address,
        "small": f"{address}?small",
        "words": _("巡查照片"),
        "taken_at": shot.taken_at,
        "time_from": say(SOURCE_TEXTS[shot.time_from]),  # type: ignore[index]
        "metres": shot.metres,
        "copy_of": reverse("patrols:round", args=[shot.copy_of]) if shot.copy_of else "",
    }


@require_POST
@never_cache
@signed_in
def explain(request: HttpRequest, round_id: int) -> HttpResponse:
    """Say why a round, or points of it, were missed."""
    actor, why = gate.entered(request, queries.Act.EXPLAIN), request.POST.get("why", "")
    try:
        services.explain_round(
            actor=actor, now=utc_now(), round_id=round_id, why=Why(why) if why in set(Why) else Why.OTHER,
            note=plain(request.POST.get("note", ""), 200),
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, round_id, actor, refused)
    messages.success(request, _("原因已记录。"))
    return HttpResponseRedirect(reverse("patrols:round", args=[round_id]))


@require_POST
@never_cache
@signed_in
def give(request: HttpRequest, round_id: int) -> HttpResponse:
    """Let somebody else walk a round."""
    actor = gate.entered(request, queries.Act.PLAN)
    try:
        services.give_round(
            actor=actor,
            now=utc_now(),
            round_id=round_id,
            walker_id=whole_of(request.POST.get("walker", "")) or 0,
        )
    except Refused as refused:
        return _refused(request, round_id, actor, refused)
    messages.success(request, _("已经换人，他的“今天要走的”里有这一轮。"))
    return HttpResponseRedirect(reverse("patrols:round", args=[round_id]))


def _refused(request: HttpRequest, round_id: int, actor: Actor, refused: Refused) -> HttpResponse:
    page = queries.round_page(round_id, actor=actor)
    if page is None:
        raise Http404
    return _shown(request, actor, page, refused)


@require_safe
@signed_in
def photo(request: HttpRequest, round_id: int, file_id: int) -> HttpResponse:
    """Answer a picture of a round, large or as a small preview; not there and not yours look alike."""
    file = queries.shot_file(round_id, file_id, actor=gate.entered(request))
    if file is None:
        raise Http404
    content = records.file_content(file)
    return shown(records.preview_of(content) if "small" in request.GET else content, file.media_type)


@require_safe
@never_cache
@signed_in
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Say on the page of a case which round it comes from."""
    found = queries.origin_of(plain(number, 40), actor=gate.entered(request))
    return render(request, "patrols/of_case.html", {"found": found})
