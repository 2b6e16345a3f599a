"""What the registers say of an estate as of a day: its company, its units with their owners, and what changed."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.companies import queries
from hemei.ground.companies.pages.history import entries_of
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.render import render

PAGE = 100
STATES = {
    queries.ContractState.NOT_BEGUN: (mark("未开始"), ""),
    queries.ContractState.FIXED: (mark("合同期内"), "good"),
    queries.ContractState.INDEFINITE: (mark("不定期"), "warn"),
    queries.ContractState.ENDED: (mark("已结束"), ""),
}


@require_safe
@never_cache
@signed_in
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Show an estate's registers as of a day, one building at a time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estate = places.estate_by_code(code.replace("\x00", ""), actor=actor)
    if estate is None:
        raise Http404
    now = utc_now()
    day = _day(request.GET.get("on", ""), now)
    buildings = places.buildings_of(estate.id, actor=actor, on=day)
    chosen = _whole(request.GET.get("building", ""))
    building = next((row for row in buildings if row.id == chosen), buildings[0] if buildings else None)
    after = _whole(request.GET.get("after", ""))
    units = places.units_in(building.id, actor=actor, on=day, after=after, limit=PAGE + 1) if building else []
    shown = units[:PAGE]
    contracts = queries.contracts_of(estate.id, actor=actor, on=day)
    managers = people.persons([row.manager_id for row in contracts if row.manager_id], now=now)
    community = places.accountable_on(estate.id, day)
    owners = people.owners_of([row.id for row in shown], actor=actor, now=now, on=day)
    streams = [
        estate.stream,
        *(f"companies.project:{row.id}" for row in contracts),
        *{f"people.person:{one.person_id}" for listed in owners.values() for one in listed},
    ]
    asked = {"on": day.isoformat(), "building": building.id if building else ""}
    context = {
        "estate": estate,
        "day": day,
        "community": places.names_of([community]).get(community, "") if community else "",
        "contracts": [(row, STATES[row.state], managers.get(row.manager_id or 0)) for row in contracts],
        "contract_names": queries.CONTRACT_NAMES,
        "keeps": actor.role in queries.REGISTRARS,
        "buildings": [(row.id, row.name) for row in buildings],
        "building": building,
        "units": shown,
        "uses": places.USE_NAMES,
        "owners": owners,
        "older": "?" + urlencode({**asked, "after": shown[-1].id}) if len(units) > PAGE else "",
        "entries": list(entries_of(streams, units=[row.id for row in shown])),
        "term": people.latest_term(estate.id, actor=actor, on=day, now=now),
        "stand_in": people.standing_in_for(estate.id, day),
        "sees_residents": people.may(actor.role, people.Act.SEE_RESIDENTS).allowed,
        "sees_committee": people.may(actor.role, people.Act.SEE_COMMITTEES).allowed,
    }
    return render(request, "companies/register.html", context)


def _day(text: str, now: datetime) -> date:
    today = shanghai_day(now)
    try:
        return min(date.fromisoformat(text), today) if text else today
    except ValueError:
        return today


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0  # noqa: PLR2004 - 64 bits
