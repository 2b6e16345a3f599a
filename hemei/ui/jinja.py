"""The Jinja2 environments of all our pages, one a language; Django's own templates serve the framework's pages only."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token

from hemei.ui import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.lexer import TokenStream
    from jinja2.runtime import Macro

STATIC = Path(__file__).parent / "static"


def environment(*, language: str, **options: Any) -> Environment:
    """Build the environment of a language; named in settings as the backend's `environment`.

    A name the view forgot stops the page: a blank where a deadline belongs is
    worse than an error a test finds.
    """
    folders = [
        Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("hemei.")
    ]
    options |= {"loader": FileSystemLoader([folder for folder in folders if folder.is_dir()])}
    options |= {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", WordsInPlace], **options)  # noqa: S701 - set just above
    env.extend(language=language)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals |= {
        "url": url,
        "static": static,
        "once": once,
        "say": words.say,
        "title_of": words.title_of,
        "say_reason": words.say_reason,
    }
    env.globals |= {
        "clock_words": words.clock_words,
        "until": words.until,
        "ago": words.ago,
        "span": words.span,
    }
    env.globals |= {"short_time": words.short_time}
    env.filters |= {"local_time": words.local_time, "local_day": words.local_day}
    env.filters |= {"listing": words.listing, "series": words.series, "percent": words.percent}
    env.globals |= {"between": words.between}
    env.filters |= {"machine_time": words.machine_time}
    return env


class WordsInPlace(Extension):
    """Write the translation of `_("…")` into the template while it is compiled: a page then looks up no words.

    What is put together from values, `_("…", count=3)`, stays a call.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Replace name, bracket, text and bracket by the text (Jinja2 calls this)."""
        tokens, place = list(stream), 0
        while place < len(tokens):
            spoken = tokens[place : place + 4]
            if [token.type for token in spoken] == _SAID and spoken[0].value == "_":
                yield Token(spoken[2].lineno, "string", self._translated(spoken[2].value))
                place += len(spoken)
            else:
                yield tokens[place]
                place += 1

    def _translated(self, message: str) -> str:
        with words.speaking(self.environment.language):  # type: ignore[attr-defined]
            return words.gettext(message)


_SAID = ["name", "lparen", "string", "rparen"]


def load_templates(language: str) -> None:
    """Compile every template of a language, so that no reader waits for it."""
    env: Environment = engines[language].env  # type: ignore[attr-defined] # the backend of this language
    for name in env.list_templates(extensions=["html"]):
        env.get_template(name)


@lru_cache(maxsize=256)
def once(part: Macro, *words: str) -> str:
    """Draw a component that stands many times on many pages, such as the badge of a state, once for its words."""
    return part(*words)


@lru_cache(maxsize=512)
def url(name: str, *args: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args)


@cache
def static(path: str) -> str:
    """Return the address of a static file, with a mark of its content.

    The mark lets browsers keep the file for good and still fetch a changed one.
    """
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"{settings.STATIC_URL}{path}?v={mark}"
