"""What happened to the entries of an estate, its contracts and its owners, told in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hemei.ground.companies import queries
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.ui.words import say

EVENTS = 30
TITLES = {
    "places.estate_added": mark("登记小区"),
    "places.estate_corrected": mark("更正小区"),
    "places.estate_given": mark("变更责任社区"),
    "places.touching_changed": mark("变更相邻社区"),
    "places.building_corrected": mark("更正楼栋"),
    "places.unit_corrected": mark("更正房屋"),
    "people.ownership_corrected": mark("更正业主"),
    "records.subject_withdrawn": mark("撤回登记"),
    "companies.project_begun": mark("签约进驻"),
    "companies.project_corrected": mark("更正合同"),
    "companies.term_extended": mark("合同续期"),
    "companies.project_ended": mark("合同终止"),
    "companies.manager_appointed": mark("变更项目经理"),
    "companies.fee_revised": mark("调整收费或等级"),
    "companies.fee_corrected": mark("更正收费调整"),
    "companies.fee_voided": mark("作废收费调整"),
    "companies.company_added": mark("登记企业"),
    "companies.company_corrected": mark("更正企业"),
    "companies.leader_appointed": mark("登记负责人"),
    "companies.leader_corrected": mark("更正负责人"),
    "companies.leader_ended": mark("负责人离任"),
    "companies.leader_voided": mark("作废负责人登记"),
    "companies.mode_set": mark("登记管理模式"),
    "companies.mode_corrected": mark("更正管理模式"),
    "companies.mode_ended": mark("管理模式结束"),
    "companies.mode_voided": mark("作废管理模式"),
    "companies.renovation_planned": mark("列入改造计划"),
    "companies.renovation_changed": mark("更新改造情况"),
    "companies.renovation_voided": mark("作废改造登记"),
}
FIELDS = {
    "name": mark("名称"),
    "post": mark("职务"),
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
    "contract": mark("合同种类"),
    "term_until": mark("合同到期日"),
    "fee_fen": mark("物业费（元/平方米·月）"),
    "service_grade": mark("服务等级"),
    "services": mark("服务事项"),
    "share_of": mark("份额的分子"),
    "share_in": mark("份额的分母"),
    "mode": mark("管理模式"),
    "basis": mark("登记依据"),
    "planned_on": mark("列入计划日期"),
    "begun_on": mark("开工日期"),
    "finished_on": mark("完工日期"),
    "mode_after": mark("改造后的管理模式"),
    "day": mark("日期"),
    "valid_from": mark("起"),
    "valid_until": mark("止"),
}
# What an event tells that changed nothing before it.
_TOLD = (
    "post",
    "contract",
    "mode",
    "day",
    "term_until",
    "fee_fen",
    "service_grade",
    "services",
    "planned_on",
    "begun_on",
    "finished_on",
    "mode_after",
)
_UNSAID = frozenset({"body_id", "person_id"})  # who, is said by the rows, to those who may see


def entries_of(streams: Collection[str], *, units: Collection[int] | None = None) -> Iterator[dict[str, Any]]:
    """Yield what happened in these streams, the latest first; one statement.

    Of owners' streams only what was corrected about one of `units` is told: what else a person has is his.
    """
    for row in record.latest_events(streams=streams, limit=EVENTS):
        title, data = TITLES.get(row.payload["type"]), row.payload["data"]
        foreign = row.stream.startswith("people.") and data.get("unit") not in (units or ())
        if title is None or foreign:
            continue
        yield {
            "at": datetime.fromisoformat(row.payload["at"]),
            "title": say(title),
            "by": say(people.ROLE_NAMES[Role(row.payload["actor"]["role"])]),
            "lines": list(_lines(row.payload["type"], data)),
        }


def _lines(type_: str, data: dict[str, Any]) -> Iterator[str]:
    for name, pair in data.get("changes", {}).items():
        if name not in _UNSAID:
            yield _change(name, *pair)
    if type_ == "companies.term_extended":
        yield _change("term_until", data["from"], data["to"])
    elif type_.startswith("companies.") and "changes" not in data:
        told = ((name, data[name]) for name in _TOLD if data.get(name))
        yield from (
            _("%(field)s：%(value)s") % {"field": say(FIELDS[name]), "value": _shown(name, value)}
            for name, value in told
        )


def _change(name: str, old: Any, new: Any) -> str:
    words = {"field": say(FIELDS.get(name, name)), "old": _shown(name, old), "new": _shown(name, new)}
    return _("%(field)s：%(old)s → %(new)s") % words


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if name.endswith("_dm2"):
        return f"{value // 100:,}.{value % 100:02d}"
    if name == "fee_fen":
        return f"{value // 100}.{value % 100:02d}"
    words = _WORDS.get(name)
    return say(words[value]) if words else str(value)


_WORDS: dict[str, dict[str, str]] = {
    "use": {use.value: name for use, name in places.USE_NAMES.items()},
    "kind": {kind.value: name for kind, name in places.KIND_NAMES.items()},
    "contract": {kind.value: name for kind, name in queries.CONTRACT_NAMES.items()},
    "mode": {mode.value: name for mode, name in queries.MODE_NAMES.items()},
    "mode_after": {mode.value: name for mode, name in queries.MODE_NAMES.items()},
    "post": {post.value: name for post, name in queries.POST_NAMES.items()},
    "basis": {basis.value: name for basis, name in queries.BASIS_NAMES.items()},
}
