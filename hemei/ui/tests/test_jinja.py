"""Templates hold their words already; what is put together from values is still said at the moment."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template import engines

from hemei.ui import words
from hemei.ui.jinja import load_templates


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "跳到正文"), ("en", "Skip to the content")])
def test_a_constant_word_is_translated_while_the_template_is_compiled(language: str, shown: str) -> None:
    template = engines[language].env.from_string("{{ _('跳到正文') }}|{{ say(text) }}")
    with words.speaking("zh-hans"):
        assert template.render(text="你好") == f"{shown}|你好"


def test_a_word_with_values_is_said_when_the_page_is_drawn() -> None:
    template = engines["en"].env.from_string("{{ _('依据：%(clause)s', clause=clause) }}")
    with words.speaking("en"):
        assert template.render(clause="<1>").endswith("&lt;1&gt;")


def test_every_template_compiles_in_every_language() -> None:
    for language, _name in settings.LANGUAGES:
        load_templates(language)


def test_a_part_that_comes_later_leaves_the_title_of_the_page_alone() -> None:
    template = engines["zh-hans"].env.from_string('{% import "ui/components.html" as c %}{{ c.htmx() }}')
    assert '"ignoreTitle":true' in template.render()
