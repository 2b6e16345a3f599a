"""A page as of a past day: which links and forms keep the day, and the way back."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ui.past import Past, keep_day

PAST = Past(date(2026, 3, 1), "/estates?q=x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('href="/estates"', 'href="/estates?on=2026-03-01"'),
        ('href="/estates/E1#top"', 'href="/estates/E1?on=2026-03-01#top"'),
        ('href="/party?level=street"', 'href="/party?level=street&amp;on=2026-03-01"'),
        ('href="?q=x&amp;after=E9"', 'href="?q=x&amp;after=E9&amp;on=2026-03-01"'),
        ('href="/estates.xlsx?q=x"', 'href="/estates.xlsx?q=x&amp;on=2026-03-01"'),
        ('href="/estates?on=2025-01-01"', 'href="/estates?on=2025-01-01"'),
        ('href="/estates?q=x"', 'href="/estates?q=x"'),  # the way back to today
        ('href="/work"', 'href="/work"'),
        ('href="/no/such/page"', 'href="/no/such/page"'),
        ('href="#main"', 'href="#main"'),
        ('href="https://example.org/estates"', 'href="https://example.org/estates"'),
    ],
)
def test_a_link_keeps_the_day_where_its_page_knows_the_past(before: str, after: str) -> None:
    assert keep_day(f"<a {before}>x</a>", PAST, "/estates") == f"<a {after}>x</a>"


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ('<form class="filters" method="get"><input name="q"></form>', True),
        ('<form method="get" action="/party"></form>', True),
        ('<form method="get"><input name="on"></form>', False),
        ('<form method="post"><input name="q"></form>', False),
        ('<form method="get" action="/search"></form>', False),
    ],
)
def test_a_form_that_asks_a_page_anew_keeps_the_day(form: str, *, kept: bool) -> None:
    hidden = '<input type="hidden" name="on" value="2026-03-01">'
    assert (hidden in keep_day(form, PAST, "/estates")) is kept
