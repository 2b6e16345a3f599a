"""资金概览: what of the owners' money wants a look, and by street, community or estate what was published in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.purses import queries as purses
from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act, By, OverviewFilter
from hemei.ground.places import queries as places
from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_BELOW = {By.STREET: By.COMMUNITY, By.COMMUNITY: By.ESTATE}


def _asked(request: HttpRequest, actor: Actor) -> tuple[OverviewFilter, dict[str, str]]:
    on, by = gate.today(), request.GET.get("by", "")
    place = whole_of(request.GET.get("place", ""))
    within = places.ranges_for(place, on) if place else ()
    if place and not (within and all(actor.covers(one.path) for one in within)):
        raise Http404
    asked = OverviewFilter(
        on, months_after(on, -12), By(by) if by in set(By) else queries.usual_by(actor.role), tuple(within),
        plain(request.GET.get("q", ""), 30), request.GET.get("overdue") == "1",
    )  # fmt: skip
    typed = {
        "by": asked.by.value, "place": str(place or ""), "q": asked.text, "overdue": "1" if asked.overdue else "",
    }  # fmt: skip
    return asked, typed


def _after(request: HttpRequest) -> queries.OverviewAfter | None:
    parts = [whole_of(part) for part in request.GET.get("after", "").split("~")]
    match parts:
        case [int(overdue), int(late), int(whose)]:
            return overdue, late, whose
    return None


@require_safe
@never_cache
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Show what wants a look, and who published in time, a page at a time."""
    actor = gate.entered(request, Act.SEE_OVERDUE)
    asked, typed = _asked(request, actor)
    after, kept = _after(request), {name: word for name, word in typed.items() if word}
    found = queries.overview(asked, actor=actor, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    accounts = purses.watched_counts(actor=actor, on=asked.on)
    place = int(typed["place"] or 0)
    context = {
        "rows": [(row, _on(row, asked.by, typed)) for row in rows],
        "asked": typed,
        "bys": [(one.value, words) for one, words in _by_words().items()],
        "head": _heads()[asked.by],
        "place": places.names_of([place]).get(place, ""),
        "narrowed": bool(typed["place"] or typed["q"] or typed["overdue"]),
        "first": after is None,
        "here": f"?{urlencode(kept)}",
        "older": f"?{urlencode(kept | {'after': _end(rows[-1])})}" if len(found) > gate.PAGE else "",
        "sheet": f"{reverse('disclosure:overview_sheet')}?{urlencode(kept)}",
        "sums": queries.overview_sum(asked, actor=actor),
        "estates": queries.on_calendar(actor=actor),
        "bookless": queries.count_without_books(actor=actor),
        "undocumented": queries.count_undocumented(actor=actor),
        "accounts": accounts,
        "looks": _looks(accounts),
        "idle": yuan(accounts.idle_fen),
        "tabs": gate.tabs(actor, "disclosure:overview"),
    }
    return render(request, "disclosure/overview.html", context)


def _by_words() -> dict[By, str]:
    return {By.STREET: _("按街道"), By.COMMUNITY: _("按社区"), By.ESTATE: _("按小区")}


def _heads() -> dict[By, str]:
    return {By.STREET: _("街道"), By.COMMUNITY: _("社区"), By.ESTATE: _("小区")}


def _on(row: queries.Overview, by: By, typed: dict[str, str]) -> str:
    """Return where a line leads: one step down, or to the estate's calendar."""
    if by is By.ESTATE:
        return reverse("disclosure:estate", args=[row.id])
    kept = {name: word for name, word in typed.items() if word}
    return "?" + urlencode(kept | {"by": _BELOW[by].value, "place": row.id})


def _end(row: queries.Overview) -> str:
    return f"{row.counts.overdue}~{row.counts.late}~{row.id}"


def _looks(found: purses.Counted) -> list[tuple[str, int, str]]:
    """Return what wants a look: its words, how many accounts of all, and where they stand."""
    return [
        (_("没有按期对账的账户"), found.unreconciled, reverse("purses:unreconciled")),
        (_("有流水没有勾对的账户"), found.unmatched, reverse("purses:unmatched")),
        (_("余额长期不动的账户"), found.idle, reverse("purses:idle")),
    ]


@require_safe
@never_cache
@signed_in
def overview_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, Act.SEE_OVERDUE)
    asked, _typed = _asked(request, actor)
    header = [_heads()[asked.by], _("应公开"), _("按期公布"), _("逾期公布"), _("现在逾期"), _("应公开未公开")]
    header.append(_("逾期没有答复的提问"))

    def lines() -> Iterator[list[Any]]:
        for row in queries.all_overview(asked, actor=actor):
            one = row.counts
            yield [row.name, one.owed, one.in_time, one.late, one.overdue, one.missing, one.unanswered]

    return sheet(_("资金概览"), header, lines())
