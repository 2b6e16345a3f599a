"""Topics and small matters: the lists, one topic, raising one, and what the community and residents do with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.community.deliberation import queries, services
from hemei.community.deliberation.pages.faces import UNCHANGED, event_face, matter_words, topic_face
from hemei.community.deliberation.pages.shared import CHUNK, PAGE, REFUSED, limit_words, seen, tabs, today
from hemei.community.deliberation.rules.words import Purpose, SittingState
from hemei.community.voting import queries as voting
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import LEAST_REASON, Refused
from hemei.ui.doors import signed_in
from hemei.ui.files import shown
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

MOST_CHOICES = 60


def _asked(request: HttpRequest, kind: queries.TopicKind) -> tuple[queries.TopicFilters, dict[str, str]]:
    state, text = request.GET.get("state", ""), plain(request.GET.get("q", ""), 30)
    known = state if state in set(queries.TopicState) else ""
    filters = queries.TopicFilters(
        kind=kind.value, state=known, text=text, community_id=whole_of(request.GET.get("community", ""))
    )
    asked = {"state": known, "q": text, "community": request.GET.get("community", "")[:18]}
    return filters, {name: value for name, value in asked.items() if value}


@never_cache
@require_safe
@signed_in
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics of the three-in-one meeting."""
    return _list(request, queries.TopicKind.TOPIC)


@never_cache
@require_safe
@signed_in
def small_matters(request: HttpRequest) -> HttpResponse:
    """List residents' small matters with the step each is at."""
    return _list(request, queries.TopicKind.SMALL_MATTER)


def _list(request: HttpRequest, kind: queries.TopicKind) -> HttpResponse:
    actor, now = seen(request), utc_now()
    filters, asked = _asked(request, kind)
    found = queries.topics(
        actor=actor, now=now, filters=filters, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    rows = found[:PAGE]
    steps = queries.steps_of(rows, actor=actor)
    name = "deliberation:topics" if kind is queries.TopicKind.TOPIC else "deliberation:small_matters"
    context = {
        "rows": [topic_face(row, steps.get(row.id)) for row in rows],
        "small": kind is queries.TopicKind.SMALL_MATTER,
        "asked": asked,
        "states": [(state.value, say(words)) for state, words in queries.STATE_TEXTS.items()],
        "tabs": tabs(actor, name),
        "older": "?" + urlencode({**asked, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('deliberation:topics_sheet', args=[kind.value])}?{urlencode(asked)}",
        "raises": queries.may(actor.role, queries.Act.RAISE).allowed,
        "new": f"{reverse('deliberation:new')}?kind={kind.value}",
        "resident": actor.role is Role.RESIDENT,
    }
    return render(request, "deliberation/topics.html", context)


@never_cache
@require_safe
@signed_in
def topics_sheet(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    if kind not in set(queries.TopicKind):
        raise Http404
    actor, (filters, _typed) = seen(request), _asked(request, queries.TopicKind(kind))
    header = [_("编号"), _("标题"), _("社区"), _("小区"), _("来源"), _("状态"), _("提出日期"), _("办结日期")]
    return sheet(say(queries.KIND_TEXTS[queries.TopicKind(kind)]), header, _sheet_rows(actor, filters))


def _sheet_rows(actor: Actor, filters: queries.TopicFilters) -> Iterator[list[Any]]:
    after, now = None, utc_now()
    while rows := queries.topics(actor=actor, now=now, filters=filters, after=after, limit=CHUNK):
        for row in rows:
            yield [
                row.id, row.title, row.community, row.estate, say(queries.RAISED_TEXTS[row.raised_by]),
                say(queries.STATE_TEXTS[row.state]), row.raised_at, row.done_on,
            ]  # fmt: skip
        after = rows[-1].id


# --- raise one -------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Raise a topic or a small matter, on a phone as at a desk."""
    actor = seen(request, queries.Act.RAISE)
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    if request.method == "GET":
        return _form(request, actor, typed)
    try:
        number = services.propose_topic(
            actor=actor,
            now=utc_now(),
            draft=_proposal(actor, typed),
            photos=cast("list[BinaryIO]", request.FILES.getlist("photos")),
        )
    except Refused as refused:
        return _form(request, actor, typed, refused)
    messages.success(request, _("已提出，社区会在%(limit)s内核对。") % {"limit": limit_words("check")})
    return HttpResponseRedirect(reverse("deliberation:topic", args=[number]))


def _kind(typed: Mapping[str, str]) -> queries.TopicKind:
    kind = typed.get("kind", "")
    return queries.TopicKind(kind) if kind in set(queries.TopicKind) else queries.TopicKind.TOPIC


def _proposal(actor: Actor, typed: Mapping[str, str]) -> services.Proposal:
    place = typed.get("place", "")
    here = whole_of(place.removeprefix("c")) if place.startswith("c") else None
    key = typed.get("submission_key", "")[:64] or secrets.token_hex(16)
    return services.Proposal(
        key=f"form:{actor.account_id}:{key}",
        kind=_kind(typed),
        title=typed.get("title", ""),
        text=typed.get("text", ""),
        estate_id=None if here else whole_of(place),
        community_id=here,
    )


def _form(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    context = {
        "kind": _kind(typed).value,
        "kinds": [(kind.value, say(words)) for kind, words in queries.KIND_TEXTS.items()],
        "places": _places(actor, plain(typed.get("q", ""), 30)),
        "resident": actor.role is Role.RESIDENT,
        "check": limit_words("check"),
        "values": typed,
        "submission_key": typed.get("submission_key") or secrets.token_hex(16),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "deliberation/new.html", context, REFUSED if refused else 200)


def _places(actor: Actor, text: str) -> list[tuple[str, str]]:
    """Return where one may raise something: a resident where he is at home, a clerk also for the whole community."""
    if actor.role is Role.RESIDENT:
        return [(str(number), name) for number, name in queries.home_estates(actor, utc_now())]
    rows = places.estates(actor=actor, text=text, limit=MOST_CHOICES)
    found = [(str(row.id), row.name) for row in rows]
    for place in actor.places[:1]:
        here = places.places_on_path(place.path)
        found += [(f"c{row.id}", row.name) for row in here if row.level is places.Level.COMMUNITY]
    return found


# --- one of them -----------------------------------------------------------------------------------
@never_cache
@require_safe
@signed_in
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Show a topic or small matter with its whole course, and what one may do about it."""
    return _show(request, seen(request), topic_id, {})


def _show(
    request: HttpRequest,
    actor: Actor,
    topic_id: int,
    typed: Mapping[str, Any],
    form: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    page = queries.topic(actor=actor, now=utc_now(), topic_id=topic_id)
    if page is None:
        raise Http404
    errors = errors_of(refused) if refused else {}
    row, small = page.row, page.row.kind is queries.TopicKind.SMALL_MATTER
    context = {
        "page": page,
        "row": row,
        "face": topic_face(row, page.step if small else None),
        "small": small,
        "steps": [say(words) for words in queries.STEP_TEXTS.values()] if small else [],
        "at": list(queries.STEP_TEXTS).index(page.step) + (row.shared_on is not None),
        "tasks": page.tasks,
        "short": voting.short_vote(row.proposal_id, actor=actor),
        "task_texts": {state: say(words) for state, words in queries.TASK_TEXTS.items()},
        "part_texts": {part: say(words) for part, words in queries.PART_TEXTS.items()},
        "purpose_texts": {one: say(words) for one, words in queries.PURPOSE_TEXTS.items()},
        "sitting_texts": {one: say(words) for one, words in queries.SITTING_TEXTS.items()},
        **_matter(page),
        "before": _photos(row.id, page.before),
        "after": _photos(row.id, page.after),
        "rating_closed": [say_reason(reason) for reason in page.may_rate.reasons],
        "ground": queries.ground_of(row.ground, today()),
        "grounds": queries.grounds_on(today()),
        "scores": [(number, str(number)) for number in range(5, 0, -1)],
        "owners": queries.task_owners(actor=actor, now=utc_now(), topic_id=topic_id)
        if page.looks_after
        else [],
        "today": today(),
        "last_day": queries.last_task_day(today()),
        "values": typed,
        "errors": {name: errors if form == name else {} for name in _ACTS},
    }
    return render(request, "deliberation/topic.html", context, REFUSED if refused else 200)


def _matter(page: queries.TopicPage) -> dict[str, Any]:
    """Return what the topic is before the law, how it came to be that, and why it is changed no more."""
    matters, reasons = queries.matters_on(today()), queries.reasons_of(page)
    names, state = dict(matters), page.row.state
    told = [one for one in page.events if one.type.startswith("deliberation.")]
    return {
        "matters": matters,
        "matter": matter_words(page.row.matter, names) if state in _TAKEN_UP else "",
        "course": [event_face(one, names, reasons.get(one.id, "")) for one in told],
        "under_way": _under_way(page),
        "unchanged": say(UNCHANGED[state]) if page.looks_after and state in UNCHANGED else "",
        "least": LEAST_REASON,
    }


def _under_way(page: queries.TopicPage) -> int | None:
    """Return the meeting a topic was put to that has not ended: what the topic is stays as its sides were told."""
    heard = [one for one in page.appearances if one.purpose is Purpose.DISCUSS]
    called = (
        page.row.state is queries.TopicState.ON_AGENDA and heard and heard[-1].state is SittingState.CALLED
    )
    return heard[-1].sitting_id if called else None


_TAKEN_UP = {queries.TopicState.WAITING, queries.TopicState.ON_AGENDA, *UNCHANGED}


def _photos(topic_id: int, files: tuple[records.FileRow, ...]) -> list[dict[str, str]]:
    address = [reverse("deliberation:photo", args=[topic_id, file.id]) for file in files]
    return [{"address": one, "small": one + "?small", "words": _("照片")} for one in address]


_ACTS: dict[str, Callable[[HttpRequest, dict[str, Any]], object]] = {
    "accept": lambda request, who: services.accept_topic(
        **who, title=request.POST.get("title", ""), matter=request.POST.get("matter", ""),
        reason=request.POST.get("not_owners", ""),
    ),
    "refuse": lambda request, who: services.refuse_topic(
        **who, ground=request.POST.get("ground", ""), text=request.POST.get("text", "")
    ),
    "merge": lambda request, who: services.merge_topic(
        **who, into_id=whole_of(request.POST.get("into", "")) or 0
    ),
    "matter": lambda request, who: services.change_matter(
        **who, matter=request.POST.get("matter", ""), reason=request.POST.get("not_owners", "")
    ),
    "return": lambda request, who: services.return_topic(**who, reason=request.POST.get("reason", "")),
    "rate": lambda request, who: services.rate_topic(
        **who, score=whole_of(request.POST.get("score", "")) or 0, text=request.POST.get("text", "")
    ),
    "photos": lambda request, who: services.add_photos(
        **who, photos=cast("list[BinaryIO]", request.FILES.getlist("photos"))
    ),
    "upkeep": lambda request, who: services.add_upkeep(**who, task=task_of(request.POST.dict())),
    "share": lambda request, who: services.share_result(**who, text=request.POST.get("text", "")),
}  # fmt: skip


@never_cache
@require_POST
@signed_in
def act(request: HttpRequest, topic_id: int, name: str) -> HttpResponse:
    """Check a topic, put it right, rate its result, or go on with it."""
    actor = seen(request)
    if name not in _ACTS:
        raise Http404
    try:
        _ACTS[name](request, {"actor": actor, "now": utc_now(), "topic_id": topic_id})
    except Refused as refused:
        return _show(request, actor, topic_id, request.POST.dict(), name, refused)
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("deliberation:topic", args=[topic_id]))


def task_of(typed: Mapping[str, str], number: str = "") -> services.Planned:
    """Return the task a form says."""
    return services.Planned(
        title=typed.get(f"title{number}", ""),
        owner=whole_of(typed.get(f"owner{number}", "")) or 0,
        until=needed_day(typed.get(f"until{number}", ""), f"until{number}"),
    )


@require_safe
@signed_in
def photo(request: HttpRequest, topic_id: int, file_id: int) -> HttpResponse:
    """Answer a picture of a topic, large or as a small preview; not there and not yours look alike."""
    page = queries.topic(actor=seen(request), now=utc_now(), topic_id=topic_id)
    found = {file.id: file for file in (*page.before, *page.after)} if page else {}
    if file_id not in found:
        raise Http404
    content = records.file_content(found[file_id])
    return shown(
        records.preview_of(content) if "small" in request.GET else content, found[file_id].media_type
    )
