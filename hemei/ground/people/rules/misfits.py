"""What the shapes of people find wrong with a document, each sentence in Chinese for whoever issues one."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"the responsibility list has no department of this code\.",
     mark("职责清单里没有这个部门代码（department）。")),
)  # fmt: skip
