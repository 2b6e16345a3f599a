"""What the registers say of an estate as of a day: its company, its units with their owners, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.companies import queries
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import say

PAGE = 100
EVENTS = 30
STATES = {
    queries.ContractState.NOT_BEGUN: (mark("未开始"), ""),
    queries.ContractState.FIXED: (mark("合同期内"), "good"),
    queries.ContractState.INDEFINITE: (mark("不定期"), "warn"),
    queries.ContractState.ENDED: (mark("已结束"), ""),
}
TITLES = {
    "places.estate_added": mark("登记小区"),
    "places.estate_corrected": mark("更正小区"),
    "places.estate_given": mark("变更责任社区"),
    "places.touching_changed": mark("变更相邻社区"),
    "places.building_corrected": mark("更正楼栋"),
    "places.unit_corrected": mark("更正房屋"),
    "records.subject_withdrawn": mark("撤回登记"),
}
FIELDS = {
    "name": mark("小区名称"),
    "kind": mark("小区类型"),
    "address": mark("地址"),
    "built_area_dm2": mark("建筑面积（平方米）"),
    "households": mark("户数"),
    "built_year": mark("建成年份"),
    "lon": mark("经度"),
    "lat": mark("纬度"),
    "position_source": mark("坐标系"),
    "floors": mark("层数"),
    "floor": mark("楼层"),
    "exclusive_area_dm2": mark("专有面积（平方米）"),
    "use": mark("用途"),
    "unit_code": mark("不动产单元号"),
    "register_ref": mark("不动产权证号"),
    "sold_on": mark("销售日期"),
    "delivered_on": mark("交付日期"),
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
    buildings = places.buildings_of(estate.id, actor=actor)
    chosen = _whole(request.GET.get("building", ""))
    building = next((row for row in buildings if row.id == chosen), buildings[0] if buildings else None)
    after = _whole(request.GET.get("after", ""))
    units = places.units_in(building.id, actor=actor, on=day, after=after, limit=PAGE + 1) if building else []
    shown = units[:PAGE]
    contracts = queries.contracts_of(estate.id, actor=actor, on=day)
    managers = people.persons([row.manager_id for row in contracts if row.manager_id], now=now)
    community = places.accountable_on(estate.id, day)
    asked = {"on": day.isoformat(), "building": building.id if building else ""}
    context = {
        "estate": estate,
        "day": day,
        "community": places.names_of([community]).get(community, "") if community else "",
        "contracts": [(row, STATES[row.state], managers.get(row.manager_id or 0)) for row in contracts],
        "contract_names": queries.CONTRACT_NAMES,
        "buildings": [(row.id, row.name) for row in buildings],
        "building": building,
        "units": shown,
        "uses": places.USE_NAMES,
        "owners": people.owners_of([row.id for row in shown], actor=actor, now=now, on=day),
        "older": "?" + urlencode({**asked, "after": shown[-1].id}) if len(units) > PAGE else "",
        "entries": list(_history(estate.stream)),
    }
    return render(request, "companies/register.html", context)


def _history(stream: str) -> Iterator[dict[str, Any]]:
    """Yield what happened to the estate's entries, the latest first."""
    for row in record.latest_events(stream=stream, limit=EVENTS):
        title = TITLES.get(row.payload["type"])
        if title is not None:
            changes = row.payload["data"].get("changes", {})
            yield {
                "at": datetime.fromisoformat(row.payload["at"]),
                "title": say(title),
                "by": say(people.ROLE_NAMES[Role(row.payload["actor"]["role"])]),
                "lines": [_change(name, *pair) for name, pair in changes.items()],
            }


def _change(name: str, old: Any, new: Any) -> str:
    words = {"field": say(FIELDS.get(name, name)), "old": _shown(name, old), "new": _shown(name, new)}
    return _("%(field)s：%(old)s → %(new)s") % words


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if name.endswith("_dm2"):
        return f"{value // 100:,}.{value % 100:02d}"
    if name == "use":
        return say(places.USE_NAMES[places.UnitUse(value)])
    return say(places.KIND_NAMES[places.EstateKind(value)]) if name == "kind" else str(value)


def _day(text: str, now: datetime) -> date:
    today = now.astimezone(SHANGHAI).date()
    try:
        return min(date.fromisoformat(text), today) if text else today
    except ValueError:
        return today


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0  # noqa: PLR2004 - 64 bits
