"""When and where a photo was taken: asked for with a reason, shown once, and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages.case import REFUSED, viewer_of
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import local_time, say, span

if TYPE_CHECKING:
    from datetime import timedelta


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def capture(request: HttpRequest, number: str, file_id: int) -> HttpResponse:
    """Ask for the reason, then show the photo's time and place; each look is an event of its own."""
    viewer = viewer_of(request, number)
    page = queries.case_page(viewer=viewer, number=number, now=utc_now())
    file = page.files.get(file_id) if page else None
    if page is None or file is None:
        raise Http404
    allowed = people.may(viewer.actor.role, people.Act.UNMASK)
    if not allowed.allowed:
        raise Refused(allowed)
    opened, refused = None, None
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            opened = services.open_capture(
                viewer=viewer, now=utc_now(), number=number, file_id=file_id, reason=reason
            )
        except Refused as error:
            refused = error
    context = {
        "number": number,
        "file_id": file_id,
        "place": page.state.place_name,
        "photo": reverse("cases:photo", args=[number, file_id]),
        "bare": file.evidence_id is None,
        "facts": _facts(opened) if opened else (),
        "opened": opened,
        "reason": reason,
        "errors": errors_of(refused) if refused else {},
        "way": [(_("首页"), "/"), (number, reverse("cases:case", args=[number])), (_("拍摄时间和地点"), "")],
    }
    return render(request, "cases/capture.html", context, status_of(refused, REFUSED) if refused else 200)


def _facts(opened: services.Opened) -> list[tuple[str, str]]:
    found = opened.capture
    taken = local_time(found.taken_at) if found.taken_at else say(mark("照片没有带拍摄时间"))
    pairs: list[tuple[str, Any]] = [
        (mark("拍摄时间（北京时间）"), taken),
        (mark("上传时间"), local_time(opened.came_at)),
        (mark("相差"), _difference(found.before(opened.came_at))),
        (mark("拍摄位置"), _position(found.lon, found.lat)),
        (
            mark("离小区"),
            "" if opened.metres is None else say(mark("{metres} 米"), {"metres": opened.metres}),
        ),
    ]
    return [(say(words), value) for words, value in pairs if value]


def _difference(before: timedelta | None) -> str:
    if before is None:
        return ""
    if before.total_seconds() < 0:
        return say(mark("拍摄时间比上传晚 {length}，手机时钟可能不准"), {"length": span(-before)})
    return say(mark("上传前 {length}"), {"length": span(before)})


def _position(lon: int | None, lat: int | None) -> str:
    if lon is None or lat is None:
        return say(mark("照片没有带拍摄位置"))
    values = {"lon": places.degrees(lon), "lat": places.degrees(lat)}
    return say(mark("东经 {lon}，北纬 {lat}"), values)
