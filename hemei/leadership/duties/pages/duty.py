"""The page of one duty: what is demanded, its clock, what this viewer may do, what happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Reason, Refused, mark
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.pages import faces
from hemei.leadership.duties.pages.lists import moment_of, staff_only
from hemei.leadership.duties.proofs import may_hand_in
from hemei.leadership.duties.rules.moves import HUMAN_ACTS
from hemei.leadership.duties.rules.words import ACT_TEXTS, ORIGIN_TEXTS, ActName, ClockKind, Origin
from hemei.ui.doors import signed_in
from hemei.ui.files import saved, shown
from hemei.ui.forms import blocked_steps, errors_of
from hemei.ui.render import render
from hemei.ui.words import local_time, say

REFUSED, STALE = 422, 409
_OPEN_BASIS, _OPEN_LIST = mark("看这项任务的依据"), mark("打开要更正的名单")


@never_cache
@require_GET
@signed_in
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Show a duty; not there and not yours look alike."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    return _show(request, duty_id)


def _show(
    request: HttpRequest,
    duty_id: int,
    *,
    form: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    at = moment_of(request)
    page = queries.duty_page(actor=request.actor, duty_id=duty_id, at=at)  # type: ignore[attr-defined]
    if page is None:
        raise Http404
    stale = isinstance(refused, services.Stale)
    missed = {event.id for event in refused.since} if isinstance(refused, services.Stale) else set()
    roles = {role.value: say(words) for role, words in people.ROLE_NAMES.items()}
    entries, by_act = faces.course(page, roles), _by_act(page, request.actor)  # type: ignore[attr-defined]
    steps = {act: may for act, may in page.steps.items() if not (by_act and act is ActName.SUBMIT)}
    done = "" if form else request.GET.get("done", "")
    context = {
        "page": page,
        **({"now": at} if at else {}),
        "state": faces.state_badge(page.state.state),
        "facts": [*_facts(page), *_division(page, request.actor)],  # type: ignore[attr-defined]
        "text": page.text_of(page.events[0]),
        "origin": faces.origin_link(page.origin_stream, page.origin_item),
        "origin_words": say(_OPEN_LIST if page.origin is Origin.DATA_FIX else _OPEN_BASIS),
        "clock": _clock(page),
        "entries": entries,
        "changed": [entry for entry in entries if entry["event"] in missed],
        "steps": [_step(page, act) for act, decision in steps.items() if decision.allowed],
        "blocked": []
        if page.state.ended
        else blocked_steps(
            (ACT_TEXTS[act], decision) for act, decision in steps.items() if not decision.allowed
        ),
        "by_act": by_act,
        "done": say(ACT_TEXTS[ActName(done)]) if done in HUMAN_ACTS else "",
        "form": {
            **(form or {"act": "", "values": {}}),
            "errors": errors_of(refused) if refused and not stale else {},
        },
    }
    return render(request, "duties/duty.html", context, STALE if stale else REFUSED if refused else 200)


def _by_act(page: queries.DutyPage, actor: Actor) -> tuple[Reason, ...]:
    """Return why no result is handed in where the act itself settles the duty; empty for any other."""
    submit = page.steps.get(ActName.SUBMIT)
    if submit is None or not submit.allowed:
        return ()
    said = may_hand_in(
        origin_stream=page.origin_stream, origin_item=page.origin_item, actor=actor, now=utc_now()
    )
    return tuple(reason for reason in said.reasons if reason.code == "by_act")


def _facts(page: queries.DutyPage) -> list[tuple[str, str]]:
    state, bodies = page.state, page.bodies
    pairs = [
        (mark("责任单位"), bodies.get(state.owner, "")),
        (mark("党组织"), bodies.get(state.on_behalf or 0, "")),
        (mark("布置单位"), bodies.get(state.setter, "")),
        (mark("来源"), say(ORIGIN_TEXTS[page.origin])),
        (mark("布置时间"), local_time(page.set_at)),
        (mark("证明"), say(mark("须附照片")) if state.photo_needed else say(mark("文字说明"))),
        (mark("申请延到"), state.asked_until.isoformat() if state.asked_until else ""),
        (mark("超期上报"), bodies.get(state.escalated_to or 0, "")),
        (mark("结束时间"), local_time(state.ended_at)),
    ]
    return [(say(words), value) for words, value in pairs if value]


def _division(page: queries.DutyPage, actor: Actor) -> list[tuple[str, str]]:
    """Return which estate's work it is and which part, where it was given by the division of the mixed mode."""
    about = page.events[0].data.get("about", {})
    if "portion" not in about:
        return []
    site = places.estates_by_id([about["estate"]], actor=actor).get(about["estate"])
    said = str(about["portion"])
    if not about["by_division"]:
        said = say(mark("{part}（另派，理由见说明）"), {"part": said})
    named = [(say(mark("小区")), site.name)] if site else []
    return [*named, (say(mark("“居委会+物业”分工")), said)]


def _clock(page: queries.DutyPage) -> dict[str, Any] | None:
    clock = page.state.clock
    if clock is None:
        return None
    label = mark("完成") if clock.kind is ClockKind.WORK else mark("验收")
    face = {"due_at": clock.due_at, "provisional": clock.provisional, "label": say(label)}
    return {"body": page.bodies.get(clock.body, ""), "face": face}


_TEXT_LABELS: dict[ActName, str] = {
    ActName.SUBMIT: mark("做了什么，结果怎样"),
    ActName.ACCEPT: mark("验收意见"),
    ActName.SEND_BACK: mark("哪里不符合要求"),
    ActName.ASK_EXTENSION: mark("延期理由"),
    ActName.EXTEND: mark("延期理由"),
    ActName.DECLINE_EXTENSION: mark("不同意的理由"),
    ActName.CANCEL: mark("撤销理由"),
    ActName.COMMENT: mark("补充内容"),
}
_WITH_PHOTOS = frozenset({ActName.SUBMIT, ActName.COMMENT})
_WITH_DAY = frozenset({ActName.ASK_EXTENSION, ActName.EXTEND})
_GRAVE = frozenset({ActName.SEND_BACK, ActName.CANCEL, ActName.DECLINE_EXTENSION})
_USUAL = frozenset({ActName.SUBMIT, ActName.ACCEPT})
_IMAGES = {
    ActName.SUBMIT: "file",
    ActName.ACCEPT: "check",
    ActName.SEND_BACK: "alert",
    ActName.CANCEL: "alert",
}


def _step(page: queries.DutyPage, act: ActName) -> dict[str, Any]:
    asked = page.state.asked_until
    return {
        "act": act.value,
        "words": say(ACT_TEXTS[act]),
        "image": _IMAGES.get(act, "clock" if act in _WITH_DAY else "arrow"),
        "grave": act in _GRAVE,
        "usual": act in _USUAL,
        "label": say(_TEXT_LABELS[act]),
        "required": act is not ActName.ACCEPT,
        "photos": act in _WITH_PHOTOS,
        "photo_needed": act is ActName.SUBMIT and page.state.photo_needed,
        "day": act in _WITH_DAY,
        "day_value": asked.isoformat() if asked and act is ActName.EXTEND else "",
        "submission_key": secrets.token_hex(16),
    }


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, duty_id: int, name: str) -> HttpResponseRedirect | HttpResponse:
    """Carry out an act; a refusal shows the duty again with the form as it was typed."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    if name not in HUMAN_ACTS:
        raise Http404
    form = {"act": name, "values": {key: request.POST.get(key, "") for key in request.POST}}
    try:
        services.act(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            duty_id=duty_id,
            act=_read(ActName(name), request),
            seen=_whole(request.POST.get("seen", "")),
            submission_key=request.POST.get("submission_key", "")[:64],
            photos=cast("list[BinaryIO]", request.FILES.getlist("photos")),
            attachments=cast("list[BinaryIO]", request.FILES.getlist("attachments")),
        )
    except services.NoSuchDuty as missing:
        raise Http404 from missing
    except Refused as refused:
        return _show(request, duty_id, form=form, refused=refused)
    return HttpResponseRedirect(f"{reverse('duties:duty', args=[duty_id])}?done={name}")


def _read(name: ActName, request: HttpRequest) -> services.Act:
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    return services.Act(name, text=text, until=read_day(request.POST.get("until", "")))


def read_day(raw: str) -> date | None:
    """Return the day a form names, None where it names none; raises Refused for what is no day."""
    if not raw.strip():
        return None
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Refused.because(mark("这不是日期"), field="until", code="no_day") from None


def _whole(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0  # noqa: PLR2004 - an int4


@require_GET
@signed_in
def photo(request: HttpRequest, duty_id: int, file_id: int) -> HttpResponse:
    """Answer a picture of a duty, large or as a small preview; not there and not yours look alike."""
    page = queries.duty_page(actor=request.actor, duty_id=duty_id)  # type: ignore[attr-defined]
    file = page.files.get(file_id) if page else None
    if file is None:
        raise Http404(_("没有找到这个页面"))
    content = records.file_content(file)
    if file.width is None:
        return saved(content, file.media_type, _name(file))
    return shown(records.preview_of(content) if "small" in request.GET else content, file.media_type)


def _name(file: Any) -> str:
    """Return what a document was called by who uploaded it."""
    return records.open_sealed([file.evidence_id]).get(file.evidence_id) or str(file.pk)
