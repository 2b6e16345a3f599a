"""What stands around every page: the city's name, the menu of the reader's role, his account, the foot."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from hemei.ground.people.queries import ROLE_NAMES
from hemei.ground.places import queries as places
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.decision import mark
from hemei.ui.render import Entry, Site
from hemei.ui.words import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest

CITY_KEPT_SECONDS = 300

Item = tuple[str, str]
"""Words and the name of a page; a page this copy does not have is left out."""

_REPORT: Item = (mark("我要报事"), "cases:find_place")
_FOLLOW: Item = (mark("查办理进度"), "cases:follow_search")
_LIST: Item = (mark("职责清单"), "cases:responsibilities")
_WORK: Item = (mark("我的工作"), "cases:work")
_CASES: Item = (mark("全部案件"), "cases:cases")
_DUTIES: Item = (mark("任务"), "duties:duties")
_POLICY: Item = (mark("政策文件"), "policy:documents")
_PARTY: Item = (mark("党组织"), "party:organisations")
_SERVICE: Item = (mark("报到和结对"), "volunteering:communities")
_MY_SERVICE: Item = (mark("报到和服务"), "volunteering:mine")
_ON_BEHALF: Item = (mark("代为登记"), "cases:find_place")

_OFFICES: Item = (mark("机构队伍"), "offices:communities")
_ESTATES: Item = (mark("小区"), "places:estates")
_COMMITTEES: Item = (mark("业委会"), "people:committees")
_DATA: Item = (mark("数据"), "people:imports")

_QUALITY: Item = (mark("数据质量"), "quality:home")

_COUNTER: Item = (mark("个人信息窗口"), "privacy:counter")

_SEARCH: Item = (mark("查找"), "portal:search")

_COCKPIT: Item = (mark("驾驶舱"), "cockpit:home")

_STAFF = (_WORK, _CASES, _DUTIES, _POLICY, _PARTY, _SERVICE, _ON_BEHALF, _ESTATES, _SEARCH, _LIST)
_IN_PLACE = (*_STAFF[:-2], _COMMITTEES, *_STAFF[-2:])
_FIELD = tuple(
    item for item in _IN_PLACE if item not in {_DUTIES, _PARTY, _SERVICE}
)  # who patrols or answers the phone owes no duty
_IN_CHARGE = (_WORK, _COCKPIT, *_IN_PLACE[1:-2], _OFFICES, *_STAFF[-2:], _QUALITY)
MENUS: dict[Role, tuple[Item, ...]] = {
    Role.PUBLIC: (_REPORT, _FOLLOW, _LIST),
    Role.RESIDENT: (_REPORT, (mark("我的报事"), "cases:work"), _FOLLOW, _MY_SERVICE, _LIST),
    Role.GRID_WORKER: _FIELD,
    Role.HOTLINE_CLERK: _FIELD,
    Role.COMMUNITY_CLERK: _IN_CHARGE,
    Role.COMMUNITY_SECRETARY: _IN_CHARGE,
    Role.STREET_CLERK: (*_IN_CHARGE, _DATA),
    Role.COUNTY_COORDINATOR: _IN_CHARGE,
    Role.CITY_BUREAU: (*_IN_CHARGE, _DATA),
    Role.SYSTEM_ADMIN: (
        (mark("机构和任职"), "people:bodies"),
        (mark("工作人员"), "people:staff"),
        _DATA,
        _QUALITY,
        _LIST,
    ),
    Role.SECURITY_ADMIN: ((mark("登录会话"), "people:sessions"), (mark("账号和密码"), "people:staff"), _LIST),
    Role.DATA_OFFICER: (
        (mark("个人信息申请"), "privacy:requests"),
        (mark("到期删除"), "privacy:retention"),
        (mark("告知的版本"), "privacy:notices"),
        (mark("影响评估"), "privacy:assessments"),
        _COUNTER,
        _LIST,
    ),
    Role.AUDITOR: (
        (mark("审计记录"), "people:audit"),
        (mark("案件查阅"), "cases:audit_search"),
        (mark("核对点"), "portal:checkpoints"),
        _LIST,
    ),
}
FOOT: tuple[Item, ...] = (
    _LIST,
    (mark("月度简报"), "cockpit:published"),
    (mark("现行标准"), "policy:standards"),
    (mark("个人信息告知"), "privacy:notice"),
    (mark("公开的核对点"), "portal:checkpoints"),
    (mark("无障碍与适老化说明"), "portal:accessibility"),
)


def site(request: HttpRequest) -> Site:
    """Return what stands around the page; named in settings as `SITE`."""
    actor = getattr(request, "actor", PUBLIC)
    city = city_name()
    return Site(
        name=_("%(city)s小区治理") % {"city": city},
        line=_("和美 · 谁主管，谁负责"),
        owner=_("%(city)s · 本平台是开放源代码软件“和美”（Apache-2.0）") % {"city": city},
        menu=_entries(MENUS.get(actor.role, _STAFF), request.path),
        foot=_entries(FOOT, request.path),
        account=_account(actor.role),
    )


def city_name() -> str:
    """Return the city's name from its data, kept for a few minutes: a city is rarely renamed."""
    return str(cache.get_or_set("city-name", _city_name, CITY_KEPT_SECONDS))


def _city_name() -> str:
    try:
        return places.city().name
    except places.NoSuchPlace:
        return _("本市")  # before the first load


def _entries(items: tuple[Item, ...], here: str) -> tuple[Entry, ...]:
    found = ((words, _address(name)) for words, name in items)
    return tuple(Entry(_(words), address, here=address == here) for words, address in found if address)


@lru_cache(maxsize=64)
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _account(role: Role) -> Entry | None:
    if role is Role.PUBLIC:
        address = _address("people:sign_in")
        return Entry(_("登录"), address) if address else None
    return Entry(_(ROLE_NAMES[role]), _address("people:account") or _address("people:sign_in") or "/")
