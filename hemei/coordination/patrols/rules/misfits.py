"""What the shape of `patrol-rounds` finds wrong with a document, each sentence in Chinese for whoever issues one."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"a point is looked at every whole number of days, from 1 on\.",
     mark("点位每隔几天看一次（every_days）要写整数，至少1天。")),
    (r"a point of which nothing can be found needs no look\.",
     mark("点位要写清可能发现哪些问题（cases），至少一类；什么都发现不了的点位不用看。")),
    (r"a cell is walked every whole number of working days, from 1 on\.",
     mark("网格每隔几个工作日走一遍（every_working_days）要写整数，至少1天。")),
    (r"positions are kept for a whole number of days, from 1 on\.",
     mark("定位保存几天（days）要写整数，至少1天。")),
)  # fmt: skip
