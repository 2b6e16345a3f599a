"""Trials of ladders: what other rules would have done to the cases of a period, beside what the rules did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import drafts
from hemei.coordination.cases.pages.changes import changed_in_words, changes_of
from hemei.coordination.cases.pages.tried import (
    SIDE_TEXTS,
    Ladders,
    sums_table,
    tried_rows,
    tried_sheet,
)
from hemei.coordination.cases.rules.replaying import WHAT_TEXTS, What
from hemei.coordination.cases.rules.trials import READERS, Side, Trial, last_quarter
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import errors_of, needed_day, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from hemei.kernel.actor import Actor

REFUSED, PAGE = 422, 30
DRAFT, VALUES = "draft", "values"
_NAMES = ("case-ladders", "case-limits", "case-acts")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def trials(request: HttpRequest) -> HttpResponse:
    """Ask for a trial; below stand those of the own body."""
    actor = _reader(request)
    today = shanghai_day(utc_now())
    since, until = last_quarter(today)
    values = {"since": since.isoformat(), "until": until.isoformat(), "within": "", "rules": "", "draft": ""}
    if request.method != "POST":
        return _form(request, actor, values)
    values |= {key: request.POST.get(key, "").replace("\r\n", "\n") for key in values}
    if not values["rules"] and drafts.changed(request.POST, today):
        # Who changed a value and chose no version means what he changed.
        values["rules"] = VALUES
    try:
        drafted = values["rules"] in {DRAFT, VALUES}
        if values["rules"] == VALUES:
            values["draft"] = drafts.draft_of(request.POST, today)
        elif not drafted:
            drafts.refuse_changed(request.POST, today)
        trial = Trial(
            since=needed_day(values["since"], "since"),
            until=needed_day(values["until"], "until"),
            within=values["within"],
            rule_day=None if drafted or not values["rules"] else needed_day(values["rules"], "rules"),
            draft=values["draft"] if drafted else "",
        )
        number = services.begin_trial(actor=actor, now=utc_now(), trial=trial)
    except Refused as refused:
        return _form(request, actor, values, refused)
    return HttpResponseRedirect(reverse("cases:trial", args=[number]))


def _form(
    request: HttpRequest, actor: Actor, values: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    now = utc_now()
    errors = errors_of(refused) if refused else {}
    # The reader of documents speaks of the text it read; here that is the draft.
    errors = {("draft" if field == "toml" else field): words for field, words in errors.items()}
    versions = _versions(shanghai_day(now))
    context = {
        "values": {**values, "draft": values["draft"] or drafts.text_of(shanghai_day(now))},
        "places": _places(actor),
        "versions": [*versions, (VALUES, _("下面逐项改的")), (DRAFT, _("下面的草案"))],
        "groups": drafts.groups_of(request.POST, shanghai_day(now)),
        "why": request.POST.get("why", ""),
        "errors": errors,
        "rows": [_line(row) for row in queries.trials(actor=actor)],
        "now": now,
    }
    return render(request, "cases/trials.html", context, status_of(refused, REFUSED) if refused else 200)


def _versions(today: date) -> list[tuple[str, str]]:
    """Return every day from which the ladders were others, the newest first.

    Before they had a document of their own it is the days of those that said the same.
    """
    heads = [document.head for document in records.standards().documents if document.head.name in _NAMES]
    own = min((head.day for head in heads if head.name == _NAMES[0]), default=None)
    days = {head.day for head in heads if head.name == _NAMES[0] or own is None or head.day < own}
    return [(day.isoformat(), _version(day, today)) for day in sorted(days, reverse=True)]


def _version(day: date, today: date) -> str:
    found = records.standards().in_force(_NAMES[0], on=day)
    title = (found.head.title if found else "") or _("案件时限、案件办理用语与步骤")
    state = _("尚未施行") if day > today else _("%(day)s起施行") % {"day": day.isoformat()}
    return f"{title} {day.isoformat()}（{state}）" if day > today else f"{title}（{state}）"


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Return the own places and those right below them, by their paths."""
    found: list[tuple[str, str]] = []
    for place in actor.places:
        chain = places.places_on_path(place.path)
        if chain:
            found.append((place.path, chain[-1].name))
            found += [(child.path, child.name) for child in places.child_places(chain[-1].id)]
    return list(dict.fromkeys(found))


def _line(row: queries.TrialRow) -> dict[str, Any]:
    return {
        "row": row,
        "address": reverse("cases:trial", args=[row.id]),
        "place": _place(row.scope),
        "rules": _rules(row),
    }


def _place(path: str) -> str:
    chain = places.places_on_path(path)
    return chain[-1].name if chain else ""


def _rules(row: queries.TrialRow) -> str:
    return _version(row.rule_day, shanghai_day(row.asked_at)) if row.rule_day else changed_in_words(row)


@never_cache
@require_GET
@signed_in
def trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Show how far a trial is, what both sides came to, and the cases in which they differ."""
    actor, row = _own(request, trial_id)
    asked, after = queries.TrialAsked(), whole_of(request.GET.get("after", ""))
    cases = queries.trial_cases(row.id, asked, after=after, limit=PAGE + 1)
    shown = cases[:PAGE]
    today = shanghai_day(utc_now())
    found = records.standards().in_force(_NAMES[0], on=today)
    issue = [found.head.jurisdiction, found.head.name, found.head.day.isoformat()] if found else None
    may_issue = people.may(actor.role, people.Act.ISSUE_STANDARD).allowed
    sums = queries.trial_sums(row.id)
    context = {
        "row": row,
        "now": utc_now(),
        "place": _place(row.scope),
        "rules": _rules(row),
        "asked_on": shanghai_day(row.asked_at).isoformat(),
        "groups": sums_table(row, sums),
        "changes": changes_of(row, sums) if row.draft else [],
        "cases": tried_rows(row, shown),
        "older": f"?after={shown[-1].id}" if len(cases) > PAGE else "",
        "sheet": reverse("cases:trial_sheet", args=[row.id]),
        "issue": reverse("policy:issue", args=issue) if row.draft and issue and may_issue else "",
        "reason": _("按%(since)s至%(until)s上报的案件试算后调整。")
        % {"since": row.since.isoformat(), "until": row.until.isoformat()},
        "tomorrow": _tomorrow(today),
    }
    return render(request, "cases/trial.html", context)


def _tomorrow(today: date) -> str:
    return today.fromordinal(today.toordinal() + 1).isoformat()


@never_cache
@require_POST
@signed_in
def stop(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Stop a trial, or let it go on."""
    actor, row = _own(request, trial_id)
    try:
        services.stop_trial(actor=actor, now=utc_now(), trial_id=row.id)
    except Refused as refused:
        messages.error(request, " ".join(words for said in errors_of(refused).values() for words in said))
    return HttpResponseRedirect(reverse("cases:trial", args=[row.id]))


@never_cache
@require_GET
@signed_in
def trial_cases(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Show the cases behind a number."""
    _actor, row = _own(request, trial_id)
    asked, chosen = _asked(request)
    if asked.differing:
        raise Http404
    cases = queries.trial_cases(row.id, asked, after=whole_of(request.GET.get("after", "")), limit=PAGE + 1)
    shown = cases[:PAGE]
    kept = {key: value for key, value in chosen.items() if value}
    context = {
        "row": row,
        "address": reverse("cases:trial", args=[row.id]),
        "title": _title(row, asked),
        "cases": tried_rows(row, shown),
        "older": f"?{urlencode({**kept, 'after': shown[-1].id})}" if len(cases) > PAGE else "",
        "sheet": f"{reverse('cases:trial_sheet', args=[row.id])}?{urlencode(kept)}",
    }
    return render(request, "cases/trial_cases.html", context)


def _title(row: queries.TrialRow, asked: queries.TrialAsked) -> str:
    if asked.side not in set(Side) or asked.what not in set(What):
        raise Http404
    side, what = Side(asked.side), What(asked.what)
    words = Ladders(row).words(side, what, asked.items[0], asked.because)
    return " · ".join(part for part in (say(SIDE_TEXTS[side]), say(WHAT_TEXTS[what]), words) if part)


@never_cache
@require_GET
@signed_in
def trial_sheet(request: HttpRequest, trial_id: int) -> HttpResponseBase:
    """Export the differing cases, or those behind a number."""
    _actor, row = _own(request, trial_id)
    asked, _chosen = _asked(request)
    return tried_sheet(row, queries.every_trial_case(row.id, asked))


def _asked(request: HttpRequest) -> tuple[queries.TrialAsked, dict[str, str]]:
    chosen = {
        key: request.GET.get(key, "").replace("\x00", "")[:400] for key in ("side", "what", "item", "because")
    }
    items = tuple(chosen["item"].split("~"))
    return queries.TrialAsked(chosen["side"], chosen["what"], items, chosen["because"]), chosen


def _own(request: HttpRequest, trial_id: int) -> tuple[Actor, queries.TrialRow]:
    actor = _reader(request)
    row = queries.trial(actor=actor, trial_id=trial_id)
    if row is None:
        raise Http404
    return actor, row


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise PermissionDenied
    return actor
