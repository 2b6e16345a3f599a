"""What anyone sees: an estate's disclosures, one version with what proves it, and the list of what was late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.funds import queries as funds
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.pages import gate
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.money import yuan
from hemei.ui.forms import plain
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from collections.abc import Iterator


@require_safe
@never_cache
def estate(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an estate published, and the drafts its owners may comment on."""
    found = places.public_estate(token)
    if found is None:
        raise Http404
    rows, drafts = queries.public_versions(token), queries.public_drafts(token)
    context = {
        "estate": found,
        "token": token,
        "rows": [_face(row) for row in rows],
        "coming": [_coming(row) for row in queries.public_on_the_way(token)],
        "drafts": [
            {
                "row": row,
                "subject": gate.subject_words(row.subject),
                "period": gate.period_words(row.period),
                "sections": gate.lines_face(row.lines, row.explanations, token=token),
            }
            for row in drafts
        ],
    }
    return render(request, "disclosure/public_estate.html", context)


def _coming(row: queries.PublicSpending) -> dict[str, Any]:
    """Return the line of a spending on its way, without what only owners read."""
    if row.of_fund:
        kind, state = say(funds.PATH_NAMES[funds.Path(row.kind)]), funds.STATE_NAMES[funds.State(row.state)]
    else:
        item = next((one for one in purses.rules_on(gate.today()).kind if one.code == row.kind), None)
        kind = row.kind if item is None else item.name_en if is_english() else item.name
        state = purses.STATE_NAMES[purses.OrderState(row.state)]
    title = row.name if row.of_fund else _("付款单%(number)s") % {"number": row.name}
    return {"row": row, "title": title, "kind": kind, "state": say(state), "amount": yuan(row.fen)}


def _face(row: queries.PublicVersion) -> dict[str, Any]:
    return {
        "row": row,
        "subject": gate.subject_words(row.subject),
        "period": gate.period_words(row.period),
        "left_behind": gate.left_behind(row.correct_by, gate.today()) if row.correct_by else None,
    }


@require_safe
@never_cache
def version(request: HttpRequest, token: str) -> HttpResponse:
    """Show a published version with its root and the checkpoint that covers it."""
    found = queries.public_version(token)
    if found is None:
        raise Http404
    context = {
        **_face(found),
        "sections": gate.lines_face(found.lines, found.explanations, token=found.estate_token),
        "others": [_face(one) for one in queries.public_others(found)],
        "checkpoint": next(
            (one for one in reversed(record.public_checkpoints()) if one["taken_at"] >= found.published_at),
            None,
        ),
        "board": reverse("disclosure:public", args=[found.estate_token]),
    }
    return render(request, "disclosure/public_version.html", context)


@require_safe
@never_cache
def version_json(request: HttpRequest, token: str) -> JsonResponse:
    """Give a version's leaves, so that anybody can make its root again."""
    del request
    found = queries.public_version(token)
    if found is None:
        raise Http404
    return JsonResponse(queries.proof_of(found), json_dumps_params={"ensure_ascii": False})


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        "q": plain(request.GET.get("q", ""), 30),
        "open": "1" if request.GET.get("open") == "1" else "",
    }


@require_safe
@never_cache
def late(request: HttpRequest) -> HttpResponse:
    """List what was or is not published in time."""
    asked, on = _asked(request), gate.today()
    after = gate.after_of(request.GET.get("after", ""))
    found = queries.public_late(
        on=on, text=asked["q"], open_only=bool(asked["open"]), after=after, limit=gate.PAGE + 1
    )
    rows, kept = found[: gate.PAGE], {name: word for name, word in asked.items() if word}
    last = rows[-1] if len(found) > gate.PAGE else None
    context = {
        "rows": [_due(row, on) for row in rows],
        "asked": asked,
        "narrowed": bool(kept),
        "first": after is None,
        "here": f"?{urlencode(kept)}",
        "older": f"?{urlencode({**kept, 'after': f'{last.due_on}~{last.id}'})}" if last else "",
        "sheet": f"{reverse('disclosure:late_sheet')}?{urlencode(kept)}",
    }
    return render(request, "disclosure/late.html", context)


def _due(row: queries.PublicDue, on: Any) -> dict[str, Any]:
    return {
        "row": row,
        "subject": gate.subject_words(row.subject),
        "period": gate.period_words(row.period),
        "community": places.short_name(row.community),
        "face": gate.state_face(row.state, row.due_on, row.published_on, on)[-1],
    }


@require_safe
@never_cache
def late_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    header = [
        _("小区"), _("社区"), _("街道"), _("事项"), _("期间"), _("应公布"), _("公布"), _("逾期天数"), _("公开单位"),
    ]  # fmt: skip
    return sheet(_("逾期公开名单"), header, _late_lines(_asked(request)))


def _late_lines(asked: dict[str, str]) -> Iterator[list[Any]]:
    on = gate.today()
    for row in queries.all_public_late(on=on, text=asked["q"], open_only=bool(asked["open"])):
        yield [
            row.estate, places.short_name(row.community), row.street, gate.subject_words(row.subject),
            gate.period_words(row.period), row.due_on, row.published_on, row.late_by(on), row.body,
        ]  # fmt: skip
