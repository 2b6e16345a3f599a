"""The desk's numbers: how far the deletion job has come, and who has been shown which notice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.ground.people import queries as people
from hemei.ground.privacy import queries
from hemei.ground.privacy.pages import words
from hemei.ground.privacy.pages.gate import PAGE, document_today, entered, whole
from hemei.ground.privacy.rules import PersonalData
from hemei.ui.doors import signed_in
from hemei.ui.render import render

_WHOLE = 100


@never_cache
@require_GET
@signed_in
def retention(request: HttpRequest) -> HttpResponse:
    """Show for each kind of data how long it is kept, how far the last run came, and the runs before."""
    actor = entered(request, people.Act.ANSWER_PRIVACY)
    document, states = document_today(), queries.activity_states(actor=actor)
    rows = queries.runs(actor=actor, after=whole(request), limit=PAGE + 1)
    names = {one.code: words.named(one) for one in document.activity}
    context = {
        "activities": [
            {
                **words.activity_row(one),
                "by_itself": one.kept is not None,
                "state": states.get(one.code),
                "share": _share(states[one.code].last) if one.code in states else 0,
            }
            for one in document.activity
        ],
        "rows": [(row, names.get(row.activity, row.activity), _share(row)) for row in rows[:PAGE]],
        "older": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
    }
    return render(request, "privacy/retention.html", context)


def _share(run: queries.RunRow) -> int:
    return min(_WHOLE, run.subjects * _WHOLE // run.waiting) if run.waiting else _WHOLE


@never_cache
@require_GET
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """Show the versions of the notice, what each changed, and how many persons were shown it."""
    actor = entered(request, people.Act.ANSWER_PRIVACY)
    counts, documents = queries.seen_counts(actor=actor), queries.notices()
    context = {
        "rows": [
            {
                "day": document.head.day,
                "place": document.head.jurisdiction,
                "title": document.head.source.title,
                "page": counts.get((document.version, "page"), 0),
                "counter": counts.get((document.version, "counter"), 0),
                **changes(document, earlier),
            }
            for document, earlier in zip(documents, [*documents[1:], None], strict=True)
        ]
    }
    return render(request, "privacy/notices.html", context)


def changes(document: PersonalData, earlier: PersonalData | None) -> dict[str, Any]:
    """Return which activities are new, changed or gone against the notice before."""
    now = {one.code: one for one in document.activity}
    before = {one.code: one for one in earlier.activity} if earlier else {}
    if earlier is None:
        return {"first": True, "new": [], "changed": [], "gone": []}
    return {
        "first": False,
        "new": [words.named(one) for code, one in now.items() if code not in before],
        "changed": [
            words.named(one)
            for code, one in now.items()
            if code in before and words.activity_row(one) != words.activity_row(before[code])
        ],
        "gone": [words.named(one) for code, one in before.items() if code not in now],
    }
