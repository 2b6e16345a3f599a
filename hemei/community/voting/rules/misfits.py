"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (
        r"a matter has both bars, or is unanimous and has none\.",
        mark("事项要么写明参与和同意两个比例，要么须一致同意、不写比例。"),
    ),
    (r'the matter "(?P<code>.+)" is missing\.', mark("缺少“{code}”这一事项。")),
    (r"a box cannot be empty and marked at once\.", mark("一个框不能同时算空白和已填。")),
)  # fmt: skip
