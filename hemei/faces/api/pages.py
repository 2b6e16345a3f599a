"""Pages of the open side: the description for people, and for who keeps the keys the webhooks with their queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.api import description, queries, services
from hemei.faces.api.door import asked_language, not_allowed
from hemei.faces.api.rules import FAULT_TEXTS, KINDS, STATE_TEXTS, WAY_TEXTS, Fault, State, Way
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.ui.doors import signed_in, stands_alone
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, say, speaking

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE = 50
_TONES = {Way.WAITING: "brand", Way.SENT: "good", Way.GIVEN_UP: "bad"}
_CHAPTERS = {
    "places": mark("区划和小区"), "companies": mark("物业企业"), "credit": mark("信用等级"), "cases": mark("案件"),
    "figures": mark("指标"), "boards": mark("公示牌"), "disclosures": mark("公开事项"), "standards": mark("标准"),
    "verification": mark("核对点"), "key": mark("密钥"), "webhooks": mark("事件推送"),
}  # fmt: skip
_SUBJECTS = {
    "cases.case": mark("第{number}件（导入已撤销，没有这件了）"),
    "boards.board": mark("公示牌{number}"),
    "records.document": mark("标准{number}"),
}
_HOOK_TONES = {State.ACTIVE: "good", State.PAUSED: "bad", State.ENDED: ""}


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """Show people what the API offers."""
    scopes = {scope.value: say(name) for scope, name in people.SCOPE_NAMES.items()}
    kinds = [(kind, say(name), scopes[scope]) for kind, (scope, name) in KINDS.items()]
    context = {
        "chapters": description.chapters(),
        "titles": {name: say(words) for name, words in _CHAPTERS.items()},
        "scopes": scopes,
        "kinds": kinds,
        "english": is_english(),
    }
    return render(request, "api/described.html", context)


@csrf_exempt
@stands_alone
def openapi(request: HttpRequest) -> HttpResponse:
    """Give programs the same as OpenAPI."""
    if request.method not in {"GET", "HEAD"}:
        with speaking(asked_language(request.headers.get("Accept-Language", ""))):
            return not_allowed("GET, HEAD")
    response = HttpResponse(description.shipped(), content_type="application/json")
    response["Cache-Control"] = "max-age=300"
    return response


@require_safe
@never_cache
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """List the webhooks, and what is on its way to them."""
    actor, asked = _entered(request), _asked(request)
    rows = queries.queue(actor=actor, asked=asked, limit=PAGE + 1)
    kept = _kept(asked)
    context = {
        "hooks": queries.webhooks(actor=actor),
        "rows": rows[:PAGE],
        "asked": asked,
        "states": [(way.value, say(words)) for way, words in WAY_TEXTS.items()],
        "way_texts": WAY_TEXTS,
        "tones": _TONES,
        "state_texts": STATE_TEXTS,
        "hook_tones": _HOOK_TONES,
        "kind_name": _kind,
        "subject_name": _subject,
        "fault": _fault,
        "older": "?" + urlencode({**kept, "after": str(rows[PAGE - 1].id)}) if len(rows) > PAGE else "",
        "sheet": f"{reverse('api:queue_sheet')}?{urlencode(kept)}",
    }
    return render(request, "api/queue.html", context)


@require_safe
@never_cache
@signed_in
def queue_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor, asked = _entered(request), _asked(request)
    header = [
        _("事件"), _("事件编号"), _("对象"), _("程序"), _("推送到"), _("状态"), _("失败次数"), _("发生时间"),
        _("送达时间"), _("对方回答"), _("没有送达的原因"),
    ]  # fmt: skip
    return sheet(_("事件推送"), header, _lines(actor, asked))


def _lines(actor: Actor, asked: queries.QueueFilter) -> Iterator[list[Any]]:
    for row in queries.whole_queue(actor=actor, asked=asked):
        yield [
            _kind(row.kind), row.event_id, _subject(row), row.program, row.url, say(WAY_TEXTS[row.state]),
            row.failures, row.happened_at, row.sent_at, row.status, _fault(row.fault),
        ]  # fmt: skip


@require_POST
@signed_in
def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Push an event once more."""
    services.send_again(actor=_entered(request), now=utc_now(), delivery_id=delivery_id)
    messages.success(request, _("一分钟内再推送一次。"))
    return HttpResponseRedirect(reverse("api:queue"))


@require_POST
@signed_in
def end(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """End a webhook."""
    services.end_webhook(actor=_entered(request), now=utc_now(), webhook_id=webhook_id)
    messages.success(request, _("推送已结束。"))
    return HttpResponseRedirect(reverse("api:queue"))


def _entered(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not people.may(actor.role, people.Act.KEEP_KEYS).allowed:
        raise PermissionDenied
    return actor


def _asked(request: HttpRequest) -> queries.QueueFilter:
    state = request.GET.get("state", "")
    return queries.QueueFilter(
        state=Way(state) if state in set(Way) else None,
        webhook_id=whole_of(request.GET.get("webhook", "")),
        after=whole_of(request.GET.get("after", "")),
    )


def _kept(asked: queries.QueueFilter) -> dict[str, str]:
    kept = {"state": asked.state or "", "webhook": str(asked.webhook_id or "")}
    return {name: str(value) for name, value in kept.items() if value}


def _kind(kind: str) -> str:
    return say(KINDS[kind][1]) if kind in KINDS else kind


def _subject(row: queries.DeliveryRow) -> str:
    """Return what an event is about, as people name it; a case without a number is not there any more."""
    if row.number:
        return row.number
    name, _colon, number = row.subject.rpartition(":")
    words = _SUBJECTS.get(name)
    return say(words, {"number": number}) if words else row.subject


def _fault(fault: str) -> str:
    return say(FAULT_TEXTS[Fault(fault)]) if fault else ""
