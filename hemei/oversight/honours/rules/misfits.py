"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"each kind is named once: (?P<words>.+)\.", mark("每一类各写一次：{words}。")),
    (
        r"nobody reviews or visits, or the time of waiting is below zero\.",
        mark("评审和走访至少一人，等待的时间不能小于零。"),
    ),
    (
        r"a group of (?P<value>\d+) cannot be made of (?P<words>\d+) members\.",
        mark("评审组至少{value}人，只列了{words}名成员。"),
    ),
    (r"the aims are (?P<words>.+) in this order\.", mark("三个目标须按顺序写：{words}。")),
    (r"nothing measures (?P<words>.+)\.", mark("没有指标衡量：{words}。")),
    (r"a plan has a year at least\.", mark("计划至少一年。")),
)  # fmt: skip
