"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (
        r'the profile "(?P<code>.+)" bars by "(?P<value>.+)", which is no gate\.',
        mark("“{code}”把“{value}”作为条件，条件名单里没有它。"),
    ),
    (r'the profile "(?P<code>.+)" is not listed\.', mark("没有“{code}”这一地方规定。")),
    (r'no \[\[(?P<value>.+)\]\] of the profile "(?P<code>.+)"\.', mark("“{code}”没有写 [[{value}]]。")),
)  # fmt: skip
