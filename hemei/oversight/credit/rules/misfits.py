"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"the parts add up to (?P<value>\d+), not 100\.", mark("各组成部分的权重合计是{value}，应为100。")),
    (r"each part is named once: (?P<words>.+)\.", mark("每个组成部分各写一次：{words}。")),
    (
        r"(?P<code>.+): bad conduct takes points, all other gives some, not (?P<value>-?\d+)\.",
        mark("“{code}”：不良行为减分，其他加分，不能是{value}。"),
    ),
    (
        r"(?P<code>.+): name who holds it, how many months, and no bound below zero\.",
        mark("“{code}”：须写明记在谁名下、计分几个月，上限不能小于零。"),
    ),
    (r"two rows of the catalogue have one code: (?P<words>.+)\.", mark("清单里有两行用了同一代码：{words}。")),
    (
        r"the levels are (?P<words>.+) in this order, .+",
        mark("等级须按顺序写全：{words}；最高和最低按排名评定。"),
    ),
    (r"each band begins below the one before it\.", mark("各等级的起点须一个比一个低。")),
    (
        r"each band begins below the one before it and has fewer stars\.",
        mark("星级须从高到低排列，起点和星数都一个比一个低。"),
    ),
    (r"the last band begins at nothing, .+", mark("最后一个星级的起点须是零，这样每家企业都有星级。")),
    (r"each grade is named once: (?P<words>.+)\.", mark("每个程度各写一次：{words}。")),
    (r"each level is named once: (?P<words>.+)\.", mark("每个等级各写一次：{words}。")),
    (
        r"(?P<code>.+) names a department that is not listed\.",
        mark("“{code}”写的部门不在部门名单里。"),
    ),
    (r"a signature is good for minutes\.", mark("签名的有效时间须以分钟计。")),
)  # fmt: skip
