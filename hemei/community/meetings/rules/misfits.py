"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r"a side is there when at least one person is\.", mark("一方至少到一人才算到场。")),
    (r"whoever chairs comes from one of the sides\.", mark("主持人须来自参会的一方。")),
    (r"members decide by a share of all, nobody else does\.", mark("只有由委员表决的会议写全体的同意比例。")),
    (r"only where members decide there is a side of members\.", mark("只有由委员表决的会议才有委员这一方。")),
    (r"members who decide need a quorum\.", mark("由委员表决的，须写明到会人数。")),
    (r"who may demand a meeting must know by when it is called\.", mark("可以要求召开的，须写明多长时间内召集。")),
    (r"only sides are noted to refuse their signature\.", mark("只有由各方签字的会议才登记拒签。")),
    (r"a number of days or sides is below what can be\.", mark("天数或者方数小于可能的最小值。")),
    (
        r"owners demand by a share of them a meeting they come to\.",
        mark("业主要求召开的，须写明比例，业主也须是参会的一方。"),
    ),
    (r"what owners demand, and only that, gathers them for a time\.", mark("只有业主要求召开的会议写征集的时间。")),
    (r"what is closed is not posted, all else is\.", mark("不公开的会议不公示，其他都须公示。")),
    (r"a closed meeting is neither noticed ahead nor commented\.", mark("不公开的会议不提前公告，也不征求意见。")),
    (r'the kind "(?P<code>.+)" is missing\.', mark("缺少“{code}”这一类会议。")),
)  # fmt: skip
