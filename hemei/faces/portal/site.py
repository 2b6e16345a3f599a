"""What stands around every page: the city's name, the menu of the reader's role, his account, the foot."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from hemei.faces.portal.menus import Group, Item, menu_of
from hemei.ground.people.queries import ROLE_NAMES
from hemei.ground.places import queries as places
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.decision import mark
from hemei.ui.render import Entry, Site
from hemei.ui.words import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest

CITY_KEPT_SECONDS = 300

FOOT: tuple[Item, ...] = (
    (mark("职责清单"), "cases:responsibilities"),
    (mark("典型公示"), "honours:public"),
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
        menu=_menu(menu_of(actor), request.path),
        foot=_entries(FOOT, request.path),
        account=_account(actor.role),
    )


def city_name() -> str:
    """Return the city's name from its data, kept for a few minutes: a city is rarely renamed."""
    return cache.get("city-name") or keep_city_name() or _("本市")  # before the first load


def keep_city_name() -> str:
    """Read the city's name and keep it from now on; empty before the city is loaded."""
    try:
        name = places.city().name
    except places.NoSuchPlace:
        return ""
    cache.set("city-name", name, CITY_KEPT_SECONDS)
    return name


def _menu(parts: tuple[Item | Group, ...], path: str) -> tuple[Entry, ...]:
    groups = [part if isinstance(part, Group) else Group(part[0], (part,)) for part in parts]
    nearest = _nearest([_address(name) for group in groups for _words, name in group.items], path)
    menu = []
    for group in groups:
        under = _entries(group.items, path, nearest)
        if under:
            here = next((entry.here for entry in under if entry.here), "")
            several = len(under) > 1
            shown = under if several and nearest in {entry.address for entry in under} else ()
            menu.append(Entry(_(group.words), under[0].address, "true" if several and here else here, shown))
    return tuple(menu)


_FAMILIES = (
    frozenset({"assemblies", "votes", "paper", "letters", "proposals"}),
    frozenset({"committees", "committee-life"}),
)
"""Parts of the addresses that stand under one entry of the menu: a vote's paper, desk and letters under the votes."""


def _nearest(addresses: list[str], path: str) -> str | None:
    """Return the address a page belongs under: its own, that of a page above it, or of one in the same part."""
    above = [address for address in addresses if address and f"{path}/".startswith(f"{address}/")]
    if above:
        return max(above, key=len)
    part = path.split("/")[1]
    family = next((one for one in _FAMILIES if part in one), frozenset({part}))
    parts = {address: address.split("/")[1] for address in addresses if address}
    own = (address for address, one in parts.items() if part and one == part)
    return next(own, None) or next(
        (address for address, one in parts.items() if part and one in family), None
    )


def _entries(items: tuple[Item, ...], path: str, nearest: str | None = None) -> tuple[Entry, ...]:
    found = ((words, _address(name)) for words, name in items)
    return tuple(
        Entry(_(words), address, "page" if address == path else "true" if address == nearest else "")
        for words, address in found
        if address
    )


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
