"""Rows of a file that are like something on record: the same, new, or left out, one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.ground.people.pages.imports import found_import
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.ground.records.queries import matches as likenesses
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.registers import Register
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

PAGE = 25


@never_cache
@signed_in
def matches(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the rows that are like something on record, and take what a clerk says of those on this page."""
    actor, row = found_import(request, import_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            records.decide_matches(actor=actor, now=utc_now(), import_id=row.id, choices=_choices(request))
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已记下这一页的决定。"))
            return HttpResponseRedirect(f"{request.path}?{request.POST.get('next', '')}")
    return _shown(request, actor, row, errors)


def _shown(
    request: HttpRequest, actor: Actor, row: record.ImportRow, errors: dict[str, list[str]]
) -> HttpResponse:
    entry = records.register_entry(row.register)
    kind, open_only = request.GET.get("kind", ""), request.GET.get("open", "") == "1"
    after = request.GET.get("after", "")
    found = likenesses.matches(
        row.id,
        actor=actor,
        after=int(after) if after.isdecimal() else 0,
        kind=kind if kind in entry.likenesses else "",
        undecided=open_only,
        limit=PAGE + 1,
    )
    shown = found[:PAGE]
    filters: dict[str, str | int] = {"kind": kind} if kind else {}
    if open_only:
        filters["open"] = 1
    context: dict[str, Any] = {
        "row": row,
        "register": entry.register,
        "kinds": [
            (one, entry.likenesses.get(one.kind, one.kind), "?" + urlencode({"kind": one.kind}))
            for one in likenesses.match_kinds(row.id, actor=actor)
        ],
        "options": [(name, say(words)) for name, words in entry.likenesses.items()],
        "likenesses": entry.likenesses,
        "matches": [(one, _changes(entry.register, one)) for one in shown],
        "kind": kind,
        "open_only": open_only,
        "here": urlencode({**filters, "after": after} if after else filters),
        "next": urlencode({**filters, "after": shown[-1].id}) if len(found) > PAGE else "",
        "first": "?" + urlencode(filters) if after else "",
        "decidable": row.state in {record.ImportState.CHECKED, record.ImportState.HALTED},
        "errors": errors,
    }
    return render(request, "people/matches.html", context, 422 if errors else 200)


def _changes(register: Register, match: likenesses.MatchRow) -> dict[int, list[tuple[str, str, str]]]:
    """Return, for each candidate, the columns that would change by their titles, before and after."""
    return {
        one.subject: [
            (say(register.column(name).title), before, after) for name, before, after in one.changes
        ]
        for one in match.candidates
    }


def _choices(request: HttpRequest) -> dict[int, tuple[likenesses.Choice, int | None]]:
    """Read `match-ID = same:SUBJECT | new | leave`; what is not chosen stays undecided."""
    found: dict[int, tuple[likenesses.Choice, int | None]] = {}
    for name, value in request.POST.items():
        number = name.removeprefix("match-")
        choice, _colon, subject = str(value).partition(":")
        if number != name and number.isdecimal() and choice in set(likenesses.Choice):
            found[int(number)] = (likenesses.Choice(choice), int(subject) if subject.isdecimal() else None)
    return found


@require_POST
@signed_in
def decide_kind(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take one choice for all that nobody has decided of a kind."""
    actor, row = found_import(request, import_id)
    kind, choice = request.POST.get("kind", ""), request.POST.get("choice", "")
    if kind not in records.register_entry(row.register).likenesses or choice not in set(likenesses.Choice):
        raise Http404
    try:
        count = records.decide_kind(
            actor=actor, now=utc_now(), import_id=row.id, kind=kind, choice=likenesses.Choice(choice)
        )
    except Refused as refused:
        return _shown(request, actor, row, errors_of(refused))
    messages.success(request, _("已记下 %(count)s 行的决定。") % {"count": count})
    return HttpResponseRedirect(reverse("people:import_matches", args=[import_id]))
