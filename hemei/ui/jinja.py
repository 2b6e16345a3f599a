"""The Jinja2 environment of all our pages; Django's own templates serve the framework's pages only."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hemei.ui import words

STATIC = Path(__file__).parent / "static"


def environment(**options: Any) -> Environment:
    """Build the environment; named in settings as the backend's `environment`.

    A name the view forgot stops the page: a blank where a deadline belongs is
    worse than an error a test finds.
    """
    folders = [
        Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("hemei.")
    ]
    options |= {"loader": FileSystemLoader([folder for folder in folders if folder.is_dir()])}
    options |= {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - set just above
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals |= {"url": url, "static": static, "say": words.say, "say_reason": words.say_reason}
    env.globals |= {
        "clock_words": words.clock_words,
        "until": words.until,
        "ago": words.ago,
        "span": words.span,
    }
    env.globals |= {"short_time": words.short_time}
    env.filters |= {"local_time": words.local_time, "local_day": words.local_day}
    env.filters |= {"listing": words.listing}
    env.filters |= {"machine_time": words.machine_time}
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def static(path: str) -> str:
    """Return the address of a static file, with a mark of its content.

    The mark lets browsers keep the file for good and still fetch a changed one.
    """
    changed = (STATIC / path).stat().st_mtime_ns if settings.DEBUG else 0
    return f"{settings.STATIC_URL}{path}?v={_mark(path, changed)}"


@cache
def _mark(path: str, _changed: int) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
