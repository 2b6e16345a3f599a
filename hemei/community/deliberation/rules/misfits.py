"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"content begins within the scale\.", mark("满意的起点须在评分的范围内。")),
    (r"the side that leads sits at the table, each side once\.", mark("牵头的一方须参会，每一方写一次。")),
    (r"the five steps are (?P<words>.+), in this order\.", mark("五个步骤须按顺序写：{words}。")),
)  # fmt: skip
