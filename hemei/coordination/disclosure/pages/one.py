"""One disclosure: its draft with what moved, what owners said, its versions; and what whoever owes it may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.community.deliberation import queries as deliberation
from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.paper import TEMPLATE, Sheet, paper_of
from hemei.coordination.disclosure.queries import Act, DisclosurePage, State
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.files import saved
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import public_clause, say

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_LONGEST = 400
_LINE = "line-"


@require_safe
@never_cache
@signed_in
def disclosure(request: HttpRequest, disclosure_id: int) -> HttpResponse:
    """Show a disclosure."""
    return _show(request, gate.entered(request), disclosure_id)


def _show(
    request: HttpRequest, actor: Actor, disclosure_id: int, did: str = "", refused: Refused | None = None
) -> HttpResponse:
    on = gate.today()
    page = queries.disclosure(disclosure_id, actor=actor, on=on)
    if page is None:
        raise Http404
    latest = page.latest
    said = queries.said_of([page.row.stream])
    bodies = people.body_names(
        {page.row.body_id, *(one.asker_body_id or 0 for one in said)}
        | {event.actor["body"] for event in page.events if event.actor.get("body")}
    )
    texts, now = queries.texts_of(said), utc_now()
    calendar = queries.calendar_on(page.row.period.until)
    # What was saved stays in its field when another act is refused: an empty field would take it back.
    words = {**(latest.explanations if latest else {}), **(_typed(request.POST) if refused else {})}
    context = {
        "page": page,
        "face": gate.row_face(page.row, on, bodies),
        "sections": gate.lines_face(latest.lines, words, token=page.row.token) if latest else [],
        "flagged": sum(bool(line.get("flags")) for line in latest.lines) if latest else 0,
        "open_lines": len(queries.unexplained(latest.lines, latest.explanations)) if latest else 0,
        "said": [gate.question_face(row, texts, bodies, now) for row in said],
        "course": _course(page, bodies),
        "calendar": calendar,
        "clauses": dict.fromkeys(
            (calendar.of(page.row.subject).warrant.cited, calendar.timing_of(page.row.subject).warrant.cited)
        ),
        "may": _may(page, actor, on),
        "raises": _raises(page, actor, on, contested=bool(said)),
        "did": did,
        "correcting": _correcting(refused, _typed(request.POST)) if refused and did == "correct" else [],
        "errors": errors_of(refused) if refused else {},
        "reason": plain(request.POST.get("reason", ""), _LONGEST),
        "typed": request.POST.dict() if did == "raise" else {},
    }  # fmt: skip
    return render(request, "disclosure/disclosure.html", context, gate.REFUSED if refused else 200)


def _may(page: DisclosurePage, actor: Actor, on: Any) -> dict[str, bool]:
    del actor
    state = page.row.state
    over = page.row.comments_until is not None and on > page.row.comments_until
    return {
        "draft": page.own and state in {State.DUE, State.DRAFTED},
        "explain": page.own and state is State.DRAFTED,
        "comments": page.own and state is State.DRAFTED,
        "publish": page.own and state is State.COMMENTS and over,
        "wait": page.own and state is State.COMMENTS and not over,
        "take_back": page.own and state is State.COMMENTS,
        "correct": page.own and state is State.PUBLISHED,
    }


def _raises(page: DisclosurePage, actor: Actor, on: date, *, contested: bool) -> dict[str, str] | None:
    """Return the topic that was made of it, or in which words one may be raised; None where neither."""
    known = deliberation.handed_on([page.row.stream], actor=actor)
    if known is not None:
        return {"address": reverse("deliberation:topic", args=[known.id]), "title": ""}
    late = page.row.late_by(on) > 0
    if not queries.may(actor, Act.RAISE).allowed or not (late or contested):
        return None
    what = f"{gate.period_words(page.row.period)}{gate.subject_words(page.row.subject)}"
    title = _("%(what)s逾期公开") if late else _("业主对%(what)s有意见")
    return {"address": "", "title": title % {"what": what}}


@require_POST
@signed_in
def raise_topic(request: HttpRequest, disclosure_id: int) -> HttpResponse:
    """Make a topic of the three-in-one meeting of a disclosure that is late or contested."""
    actor = gate.entered(request, Act.RAISE)
    title, text = (plain(request.POST.get(name, ""), _LONGEST) for name in ("title", "text"))
    try:
        number = services.raise_disclosure(
            actor=actor, now=utc_now(), disclosure_id=disclosure_id, title=title, text=text
        )
    except Refused as refused:
        return _show(request, actor, disclosure_id, "raise", refused)
    messages.success(request, _("已提出议题，由社区核对。"))
    return HttpResponseRedirect(reverse("deliberation:topic", args=[number]))


@require_safe
@signed_in
def of_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Lead from a topic back to the disclosure it was made of."""
    stream = deliberation.origin_of(topic_id, actor=gate.entered(request))
    kind, _colon, number = stream.rpartition(":")
    if kind != "disclosure.disclosure":
        raise Http404
    return HttpResponseRedirect(reverse("disclosure:disclosure", args=[int(number)]))


def _correcting(refused: Refused, typed: dict[str, str]) -> list[dict[str, str]]:
    """Return the lines a correction must explain: those just asked for, and those typed before another was asked for.

    A correction is drafted anew, so that a line may be asked for which the version before does not have.
    """
    asked = {
        reason.field.removeprefix(_LINE): str(reason.values["line"])
        for reason in refused.decision.reasons
        if reason.field.startswith(_LINE)
    }
    chart = ledgers.chart_on(gate.today())
    for code in typed:
        item = chart.of(code)
        if code not in asked and item is not None:
            asked[code] = item.name
    return [{"code": code, "name": name, "text": typed.get(code, "")} for code, name in asked.items()]


def _course(page: DisclosurePage, bodies: dict[int, str]) -> list[dict[str, Any]]:
    names = record.event_names()
    return [
        {
            "at": event.at,
            "title": names.get(event.type, event.type),
            "by": bodies.get(event.actor.get("body") or 0, ""),
            "lines": [],
            "clauses": [(public_clause(one["clause"]), "") for one in event.standards if one["clause"]],
        }
        for event in reversed(page.events)
    ]


@require_safe
@never_cache
@signed_in
def sheet(request: HttpRequest, disclosure_id: int) -> HttpResponse:
    """Give the sheet of the latest published version for the estate's board."""
    page = queries.disclosure(disclosure_id, actor=gate.entered(request))
    version = next((one for one in page.versions if one.published_on), None) if page else None
    template = record.paper_template(TEMPLATE, gate.today())
    if page is None or version is None or template is None:
        raise Http404
    address = request.build_absolute_uri(reverse("disclosure:version", args=[version.token]))
    paper = paper_of(
        Sheet(
            row=page.row,
            version=version,
            subject=gate.subject_words(page.row.subject),
            period=gate.period_words(page.row.period),
            body=people.body_names({page.row.body_id}).get(page.row.body_id, ""),
            sections=gate.lines_face(version.lines, version.explanations, token=page.row.token),
            address=address,
            answer_days=queries.calendar_on(page.row.period.until).answer.limit.amount,
        ),
        template,
    )
    return saved(records.pdf_of(paper), records.MEDIA_TYPES["pdf"], f"{paper.title}.pdf")


@require_POST
@signed_in
def act(request: HttpRequest, disclosure_id: int, name: str) -> HttpResponse:
    """Carry out an act on a disclosure."""
    actor = gate.entered(request, Act.PREPARE)
    if name not in _ACTS:
        raise Http404
    done, thanks = _ACTS[name]
    try:
        done(request.POST, {"actor": actor, "now": utc_now(), "disclosure_id": disclosure_id})
    except Refused as refused:
        return _show(request, actor, disclosure_id, name, refused)
    messages.success(request, say(thanks))
    return HttpResponseRedirect(reverse("disclosure:disclosure", args=[disclosure_id]))


def _typed(values: QueryDict) -> dict[str, str]:
    """Return the explanations a form says, by the code of the line."""
    return {
        name.removeprefix(_LINE): plain(str(text), _LONGEST)
        for name, text in values.items()
        if name.startswith(_LINE)
    }


_ACTS: dict[str, tuple[Callable[[QueryDict, dict[str, Any]], object], str]] = {
    "draft": (lambda _values, who: services.draft(**who), mark("已按现在的记录重新起草。")),
    "explain": (lambda values, who: services.explain(**who, texts=_typed(values)), mark("说明已保存。")),
    "comments": (lambda _values, who: services.open_comments(**who), mark("业主现在可以看草稿、提意见。")),
    "take_back": (
        lambda values, who: services.take_back(**who, reason=plain(values.get("reason", ""), _LONGEST)),
        mark("草稿已收回。改好以后重新征求意见。"),
    ),
    "publish": (
        lambda _values, who: services.publish(**who),
        mark("已公布。请下载公示表，打印张贴在公告栏。"),
    ),
    "correct": (
        lambda values, who: services.correct(
            **who, reason=plain(values.get("reason", ""), _LONGEST), texts=_typed(values)
        ),
        mark("已公布更正后的新一版，原来的一版保留。"),
    ),
}
