"""A page as of a past day: the day stands in the address, and every way on from the page keeps it.

Which pages can be asked for a past day stands in one list, named in settings as `AS_OF_PAGES`. Addresses of
those pages are written by many hands, in templates and in views. So the day is added to the finished page, once
for all of them: to links that lead to a listed page, and to the forms that ask the page anew.

A past day offers no act: a template turns its flag off at the top, `{% set keeps = keeps and not past %}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import as_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

_LINK = re.compile(r'href="((?:/[^"?#]*)?)(\?[^"#]*)?((?:#[^"]*)?)"')
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_ON = re.compile(r"[?;&]on=")


@dataclass(frozen=True, slots=True)
class Past:
    """The past day a page was asked for, and the address of the same page today."""

    day: date
    today: str


@cache
def pages() -> frozenset[str]:
    """Return the names of the pages that can be asked for a past day."""
    listed: frozenset[str] = import_string(settings.AS_OF_PAGES)
    return listed


def past_of(request: HttpRequest) -> Past | None:
    """Return the past day of a request for a page that knows the past; None for today."""
    match = request.resolver_match
    if request.method not in {"GET", "HEAD"} or match is None or match.view_name not in pages():
        return None
    today = shanghai_day(utc_now())
    day = as_of(request.GET.get("on", ""), today)
    if day >= today:
        return None
    kept = request.GET.copy()
    del kept["on"]
    return Past(day, f"{request.path}?{kept.urlencode()}" if kept else request.path)


def keep_day(page: str, past: Past, path: str) -> str:
    """Return a finished page whose links and asking forms stay on its day; the way back to today stays as it is."""
    on = past.day.isoformat()

    def link(found: re.Match[str]) -> str:
        address, query, mark = found.groups(default="")
        whole = f"{address}{query}".replace("&amp;", "&")
        leads = address or (path if query else "")
        if not _knows_past(leads) or _ON.search(query) or whole == past.today:
            return found.group()
        return f'href="{address}{query}{"&amp;" if query else "?"}{urlencode({"on": on})}{mark}"'

    def form(found: re.Match[str]) -> str:
        whole = found.group()
        opened = whole[: whole.index(">") + 1]
        action = re.search(r'action="([^"?#]*)', opened)
        asks = 'method="post"' not in opened and _knows_past(action[1] if action and action[1] else path)
        if not asks or 'name="on"' in whole:
            return whole
        return f'{opened}<input type="hidden" name="on" value="{on}">{whole[len(opened) :]}'

    return _FORM.sub(form, _LINK.sub(link, page))


@lru_cache(maxsize=4096)
def _knows_past(path: str) -> bool:
    try:
        return bool(path) and resolve(path).view_name in pages()
    except Resolver404:
        return False
