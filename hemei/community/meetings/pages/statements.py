"""Statements of a meeting: say what one thinks of each, propose one, see where all agree; let them through."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.meetings import queries
from hemei.community.meetings.pages.shared import REFUSED, entered, kind_name, meeting_or_404
from hemei.community.meetings.queries import OPINION_TEXTS, REFUSAL_TEXTS, STATEMENT_TEXTS, StatementState
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

NAMES = "甲乙丙丁"


@never_cache
@require_safe
@signed_in
def statements(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the statements of a meeting."""
    return show(request, entered(request), meeting_id)


def show(
    request: HttpRequest,
    actor: Actor,
    meeting_id: int,
    typed: Mapping[str, str] | None = None,
    refused: tuple[str, Refused] | None = None,
) -> HttpResponse:
    """Show the statements, with what was typed into a form that was refused."""
    page = meeting_or_404(actor, meeting_id)
    found = queries.statements(actor=actor, now=utc_now(), meeting_id=meeting_id)
    if found is None:
        raise Http404
    shown = [one for one in found.rows if one.state is StatementState.SHOWN]
    name, errors = (refused[0], errors_of(refused[1])) if refused else ("", {})
    context = {
        "row": page.row,
        "kind": kind_name(page.kind),
        "found": found,
        "shown": shown,
        "open": [one for one in shown if one.choice is None],
        "said": [(one, say(OPINION_TEXTS[one.choice])) for one in shown if one.choice is not None],
        "waiting": [one for one in found.rows if one.state is StatementState.WAITING],
        "own": [
            (one, say(STATEMENT_TEXTS[one.state]), say(REFUSAL_TEXTS[one.refusal]) if one.refusal else "")
            for one in found.rows
            if one.own
        ],
        "choices": [(choice.value, say(words)) for choice, words in OPINION_TEXTS.items()],
        "refusals": [(one.value, say(words)) for one, words in REFUSAL_TEXTS.items()],
        "picture": _picture(found, {one.id: one.text for one in shown}),
        "key": (typed or {}).get("key") or secrets.token_urlsafe(12),
        "values": typed or {},
        "errors": {one: errors if one == name else {} for one in ("state", "opine", "judge")},
    }
    status = status_of(refused[1], REFUSED) if refused else 200
    return render(request, "meetings/statements.html", context, status)


def _picture(found: queries.Statements, texts: Mapping[int, str]) -> dict[str, Any] | None:
    """Return common ground first, then what divides: of every statement the shares of each group."""
    grouped = found.grouped
    if grouped is None:
        return None
    common = {number for number in (*grouped.common, *grouped.against) if number in texts}
    return {
        "voters": grouped.voters,
        "made_at": found.made_at,
        "groups": [
            {"name": _("%(name)s组") % {"name": NAMES[place]}, "size": group.size}
            for place, group in enumerate(grouped.groups)
        ],
        "hidden": grouped.hidden,
        "common": [_line(grouped, number, texts[number]) for number in texts if number in common],
        "rest": [
            _line(grouped, number, texts[number])
            for number in texts
            if number not in common and number in grouped.sums
        ],
    }


def _line(grouped: Any, number: int, text: str) -> dict[str, Any]:
    return {
        "text": text,
        "against": number in grouped.against,
        "sums": grouped.sums[number],
        "groups": [_percent(group.sums.get(number)) for group in grouped.groups],
    }


def _percent(sums: Any) -> str:
    return f"{100 * sums.agree // sums.spoke}%" if sums else "—"
