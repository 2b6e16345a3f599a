"""Disclosures of one's estates: the list and its sheet, the calendar of an estate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act, DisclosureFilter, State, Subject
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


def _asked(request: HttpRequest) -> dict[str, str]:
    subject, state = request.GET.get("subject", ""), request.GET.get("state", "")
    return {
        "q": plain(request.GET.get("q", ""), 40),
        "subject": subject if subject in set(Subject) else "",
        "state": state if state in set(State) else "",
        "overdue": "1" if request.GET.get("overdue") == "1" else "",
    }


def _filter(asked: dict[str, str]) -> DisclosureFilter:
    return DisclosureFilter(
        subject=asked["subject"], state=asked["state"], text=asked["q"],
        overdue=gate.today() if asked["overdue"] else None,
    )  # fmt: skip


@require_safe
@never_cache
@signed_in
def disclosures(request: HttpRequest) -> HttpResponse:
    """List disclosures, the latest due first."""
    return _list(request)


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor, asked = gate.entered(request), _asked(request)
    after = gate.after_of(request.GET.get("after", ""))
    found = queries.disclosures(_filter(asked), actor=actor, after=after, limit=gate.PAGE + 1)
    rows, kept = found[: gate.PAGE], {name: word for name, word in asked.items() if word}
    on = gate.today()
    bodies = people.body_names({row.body_id for row in rows})
    last = rows[-1] if len(found) > gate.PAGE else None
    context = {
        "rows": [gate.row_face(row, on, bodies) for row in rows],
        "asked": asked,
        "narrowed": bool(kept),
        "first": after is None,
        "here": f"?{urlencode(kept)}",
        "older": f"?{urlencode({**kept, 'after': f'{last.due_on}~{last.id}'})}" if last else "",
        "sheet": f"{reverse('disclosure:disclosures_sheet')}?{urlencode(kept)}",
        "subjects": [(one.value, say(words)) for one, words in queries.SUBJECT_TEXTS.items()],
        "states": [(one.value, say(words)) for one, words in queries.STATE_TEXTS.items()],
        "tabs": gate.tabs(actor, "disclosure:disclosures"),
        "starts": queries.may(actor, Act.START).allowed,
        "errors": errors_of(refused) if refused else {},
        "typed": {name: plain(request.POST.get(name, "")) for name in ("code", "since")},
    }
    return render(request, "disclosure/disclosures.html", context, gate.REFUSED if refused else 200)


@require_safe
@never_cache
@signed_in
def disclosures_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request)
    header = [
        _("小区"),
        _("事项"),
        _("期间"),
        _("应公布"),
        _("公布"),
        _("状态"),
        _("逾期天数"),
        _("公开单位"),
    ]
    return sheet(_("小区公开"), header, _lines(actor, _filter(_asked(request))))


def _lines(actor: Actor, only: DisclosureFilter) -> Iterator[list[Any]]:
    on, bodies = gate.today(), dict[int, str]()
    for row in queries.all_disclosures(only, actor=actor):
        if row.body_id not in bodies:
            bodies |= people.body_names({row.body_id})
        yield [
            row.estate, gate.subject_words(row.subject), gate.period_words(row.period), row.due_on, row.published_on,
            say(queries.STATE_TEXTS[row.state]), row.late_by(on), bodies.get(row.body_id, ""),
        ]  # fmt: skip


@require_POST
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Enter an estate on the calendar."""
    actor = gate.entered(request, Act.START)
    try:
        found = places.estate_by_code(plain(request.POST.get("code", ""), 20), actor=actor)
        if found is None:
            raise Refused.because(
                mark("没有编号是“{typed}”的小区。"), remedy=mark("请填写小区编号。"), field="code", code="estate",
                typed=request.POST.get("code", "")[:20],
            )  # fmt: skip
        since = needed_day(request.POST.get("since", ""), "since")
        new = services.start_calendar(actor=actor, now=utc_now(), estate_ids=[found.id], since=since)
    except Refused as refused:
        return _list(request, refused)
    messages.success(request, _("已列入公开日历。") if new else _("这个小区已经在公开日历里。"))
    return HttpResponseRedirect(reverse("disclosure:estate", args=[found.id]))


@require_safe
@never_cache
@signed_in
def estate(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show the calendar of an estate: each period with its subjects, when due, how they stand."""
    actor = gate.entered(request)
    found = places.estate(estate_id, actor=actor)
    rows = queries.disclosures(DisclosureFilter(estate_id=estate_id), actor=actor, limit=60)
    if found is None and not rows:
        raise Http404
    on = gate.today()
    bodies = people.body_names({row.body_id for row in rows})
    asked = queries.questions(queries.QuestionFilter(estate_id=estate_id), actor=actor, limit=10)
    context = {
        "estate": found.name if found else rows[0].estate,
        "token": found.token if found else rows[0].token,
        "rows": [gate.row_face(row, on, bodies) for row in rows],
        "questions": len(asked),
        "calendar": _calendar(),
    }
    return render(request, "disclosure/estate.html", context)


def _calendar() -> list[dict[str, Any]]:
    calendar = queries.calendar_on(gate.today())
    return [
        {
            "subject": say(queries.SUBJECT_TEXTS[one.subject]),
            "every": _("每季度") if calendar.timing_of(one.subject).every == "quarterly" else _("每年"),
            "within": calendar.timing_of(one.subject).within.amount,
            "board": calendar.timing_of(one.subject).board.amount,
            "clause": one.warrant.cited,
        }
        for one in calendar.subject
    ]
