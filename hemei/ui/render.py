"""Render a page: one function for views, one context for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from hemei.kernel.actor import PUBLIC
from hemei.kernel.clock import utc_now
from hemei.ui.past import keep_day, past_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """A link with its words; `under` are the pages of an open group.

    `here` says, as `aria-current` does, that the reader is on this `page`, or that it is `true` of one below it.
    """

    words: str
    address: str
    here: str = ""
    under: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What stands around every page: names, menu, account, foot."""

    name: str
    line: str = ""
    owner: str = ""
    menu: tuple[Entry, ...] = ()
    foot: tuple[Entry, ...] = ()
    account: Entry | None = None


LARGE_TYPE_COOKIE = "hemei_large_type"


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Answer with a page; the view's context wins over what all pages share."""
    past = past_of(request)
    values = {**shared_context(request), "past": past, **(context or {})}
    page = engines[values["language"]].get_template(template).render(values, request)
    return HttpResponse(keep_day(page, past, request.path) if past else page, status=status)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a restored history entry needs the whole."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def shared_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs on every page."""
    return {
        "now": utc_now(),
        "actor": getattr(request, "actor", PUBLIC),
        "language": get_language() or settings.LANGUAGE_CODE,
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "demonstration": settings.DEMO,
        # A form that stands again after a refusal holds all that was typed, but no browser chooses files again. What
        # was too large to be read has none.
        "files_lost": request.method == "POST" and bool(getattr(request, "_files", None)),
        "messages": get_messages(request),
        # No page has a key of this name: it is the whole address, which the links of the head lead back to.
        "whole_address": request.get_full_path() if request.method == "GET" else request.path,
        "site": SimpleLazyObject(lambda: _site()(request)),
    }


@cache
def _site() -> Callable[[HttpRequest], Site]:
    """Return the function named in settings that knows the city, its pages and the reader's account.

    Ui is below every app that has pages, so the highest one tells it.
    """
    reader: Callable[[HttpRequest], Site] = import_string(settings.SITE)
    return reader
