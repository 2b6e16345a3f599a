"""The city's bureau issues a version of its own: the text, what it changes, and only then the issue."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import services as people
from hemei.ground.records.services import Issue
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import changed_items, changed_lines
from hemei.leadership.policy.pages.documents import REFUSED, today
from hemei.leadership.policy.pages.spoken import Spoken
from hemei.leadership.policy.pages.standards import found, rests_on, versions_of
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import day_of, errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.ground.records.services import Reading
    from hemei.kernel.standards import ItemChange

LONGEST_REASON = 500
KINDS: dict[str, tuple[str, str]] = {
    "added": (mark("增加"), "good"),
    "changed": (mark("改动"), "brand"),
    "removed": (mark("删去"), "bad"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def issue(request: HttpRequest, jurisdiction: str, name: str, day: str) -> HttpResponse:
    """Show the text of a version to begin with; then what the typed one changes; then issue it.

    What is issued is what was shown: anything changed since is shown again first.
    """
    actor = request.actor  # type: ignore[attr-defined]
    people.demand_issuing(actor)
    row, _versions = found(jurisdiction, name, day)
    (face,) = versions_of([row])
    face["legend"] = Spoken(row.document.content).legend()
    if request.method == "GET":
        first = {"day": "", "reason": "", "toml": row.document.text}
        return _form(request, face, first)
    typed = {key: request.POST.get(key, "").replace("\r\n", "\n") for key in ("day", "reason", "toml")}
    try:
        draft = _draft(name, typed)
        reading = people.try_standard(actor=actor, now=utc_now(), issue=draft)
        seal = _seal(draft, reading)
        if request.POST.get("again") or request.POST.get("shown") != seal:
            return _form(request, face, typed, preview=_preview(reading), seal=seal)
        people.issue_standard(actor=actor, now=utc_now(), issue=draft)
    except Refused as refused:
        return _form(request, face, typed, refused=refused)
    messages.success(
        request, _("已经发布，从%(day)s起施行；以前的事仍按当日的版本。") % {"day": draft.day.isoformat()}
    )
    head = reading.document.head
    address = reverse("policy:standard", args=[head.jurisdiction, head.name, head.day.isoformat()])
    return HttpResponseRedirect(address)


def _draft(name: str, typed: dict[str, str]) -> Issue:
    day = day_of(typed["day"], "day")
    if day is None:
        raise Refused.because(mark("没有写从哪一天起施行。"), field="day", code="day")
    return Issue(name=name, day=day, toml=typed["toml"], reason=plain(typed["reason"], LONGEST_REASON))


def _seal(draft: Issue, reading: Reading) -> str:
    """Return a mark of what a preview showed: the draft, and what it was held against."""
    before = reading.before.head.file if reading.before else ""
    parts = (draft.name, draft.day.isoformat(), draft.reason, before, draft.toml)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _preview(reading: Reading) -> dict[str, Any]:
    before, after = reading.before, reading.document
    changes = changed_items(before.content if before else None, after.content)
    words = (Spoken(before.content if before else None), Spoken(after.content))
    return {
        "before": f"{before.head.title or before.head.name} {before.head.day.isoformat()}" if before else "",
        "changes": [_change(change, words) for change in changes],
        "lines": changed_lines(before.text if before else "", after.text),
    }


def _change(change: ItemChange, spoken: tuple[Spoken, Spoken]) -> dict[str, Any]:
    words, tone = KINDS[change.kind]
    sides = [
        [{"says": one.says(values), **rests_on(warrant, checked=True)} for values, warrant in side]
        for side, one in zip((change.before, change.after), spoken, strict=True)
    ]
    named = spoken[1 if change.after else 0].item(change.item)
    return {"item": change.item, "named": named, "kind": {"words": say(words), "tone": tone}, "sides": sides}


def _form(
    request: HttpRequest,
    face: dict[str, Any],
    typed: dict[str, str],
    *,
    preview: dict[str, Any] | None = None,
    seal: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    context = {
        "document": face,
        "values": typed,
        "errors": errors_of(refused) if refused else {},
        "preview": preview,
        "shown": seal,
        "today": today().isoformat(),
    }
    return render(request, "policy/issue.html", context, status_of(refused, REFUSED) if refused else 200)
