"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (r'"clocks" belongs to overdue and to nothing else\.', mark("只有逾期的（overdue）才写哪些时限（clocks）。")),
    (r'"own" belongs to overdue and to nothing else\.',
     mark("只有逾期的（overdue）才写告知自己（own）。")),
    (r'"after" belongs to not_arrived and to nothing else\.',
     mark("没有到场的（not_arrived）要写多久以后（after），其他的不写。")),
    (r'"times" belongs to returned_again and to nothing else\.',
     mark("再次退回的（returned_again）要写次数（times），其他的不写。")),
    (r"the return rules are (?P<words>.+), each once\.", mark("退单的理由是这几条，各写一次：{words}。")),
    (r"every service class has one time to decide\.", mark("每个问题等级都要有、也只能有一个裁定时限。")),
    (r"a refusal and what follows it do not go together for (?P<words>.+)\.",
     mark("这些等级的拒不到场和相应的上报没有一一对应：{words}。")),
    (r"a fingerprint is looked up by its eighths: fewer than (?P<most>.+) bits\.",
     mark("照片指纹相差的位数要少于{most}。")),
    (r"each line of words alike has two at least, each of two characters\.",
     mark("近义的词（alike）每行至少写两个，用空格隔开，每个至少两个字。")),
    (r'the row "(?P<code>.+)" has no (?P<key>.+)\.', mark("“{code}”这一条没有写 {key}。")),
    (r"the row number (?P<number>.+) stands twice\.", mark("序号{number}写了两次。")),
    (r'"(?P<code>.+)" is no (?P<kind>.+) of this list\.', mark("清单里没有“{code}”（{kind}）。")),
    (r'"supervisor" belongs to what begins by itself and to nothing else\.',
     mark("自动开始的督办要写由谁督办（supervisor），上级决定的不写。")),
    (r'"after" does not belong to what is decided\.', mark("上级决定的督办不写多久以后（after）。")),
    (r"a late answer to a supervision is told upwards, not supervised\.",
     mark("督办答复逾期的逐级上报，不再另行督办；请从 clocks 里去掉 supervision。")),
    (r'"remind" and "reminders" go together, at least one\.',
     mark("多久催办一次（remind）和最多几次（reminders）要一起写，至少一次。")),
    (r"what ends with the case only is recalled until then\.",
     mark("案件办结才结束的督办，要写多久催办一次（remind）。")),
    (r"the extensions of (?P<code>.+) are not counted from 1 without a gap\.",
     mark("{code}级的延期要从第1次起连续编号（times）。")),
    (r"every service class has one supervision that is decided\.",
     mark("每个问题等级都要有、也只能有一条上级决定的督办（decided）。")),
    (r"a body gives at least one result\.", mark("同一单位反馈结果的次数（most）至少是一。")),
    (r"a sum of pauses is at least one day\.", mark("自己暂停合计的天数（days）至少是一。")),
    (r"the service classes (?P<words>.+) are missing\.", mark("缺少这些问题等级：{words}。")),
)  # fmt: skip
