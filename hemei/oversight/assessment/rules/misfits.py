"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"the sections add up to (?P<value>\d+), not (?P<words>\d+)\.", mark("各部分的权重合计是{value}，应为{words}。")),
    (
        r"the items of (?P<code>.+) add up to (?P<value>\d+), its weight is (?P<words>\d+)\.",
        mark("“{code}”部分各项指标的权重合计是{value}，这一部分的权重是{words}。"),
    ),
    (r"the code (?P<code>.+) stands twice\.", mark("代码“{code}”写了两次。")),
    (r"there is no section (?P<code>.+)\.", mark("没有“{code}”这一部分。")),
    (r"each grade begins below the one before it\.", mark("等次须从高到低排列，起点一个比一个低。")),
    (r"the last grade begins at nothing, .+", mark("最后一个等次的起点须是零，这样每个对象都有等次。")),
    (r"a veto caps at (?P<code>.+), which is no grade here\.", mark("否决项封顶的“{code}”不是这里的等次。")),
    (r"(?P<code>.+): a veto is met or not and has no weight\.", mark("“{code}”是否决项：只有符合和不符合，没有权重。")),
    (
        r"(?P<code>.+): an item without weight decides nothing; .+",
        mark("“{code}”没有权重，不起作用：请给它权重，或者改为否决项。"),
    ),
    (
        r"(?P<code>.+): a share is filled from records, .+",
        mark("“{code}”按比例计分的须写明由哪项记录得出，由记录得出的须按比例计分。"),
    ),
    (r"(?P<code>.+): (?P<value>-?\d+) rounds in a row are none\.", mark("“{code}”：连续{value}轮等于没有。")),
    (
        r"(?P<code>.+): a talk says within which time it is held, .+",
        mark("“{code}”：约谈须写明多长时间内进行，其他后果不写。"),
    ),
)  # fmt: skip
