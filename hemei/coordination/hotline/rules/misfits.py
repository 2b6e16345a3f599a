"""What the shapes of this app find wrong with a document, each sentence in Chinese for whoever issues one on a page."""

from __future__ import annotations

from hemei.kernel.decision import mark

SPOKEN: tuple[tuple[str, str], ...] = (
    (
        r"(?P<code>.*): a code is small letters, digits and _, a letter first, at most 30\.",
        mark("代码“{code}”须由小写字母、数字和下划线组成，以字母开头，最多 30 个字。"),
    ),
    (r"(?P<columns>.+): no such column of an order\.", mark("工单没有这样的列：{columns}。")),
    (r"wording lacks (?P<words>.+)\.", mark("缺少这些状态的说法：{words}。")),
    (r"(?P<columns>.+) cannot be updated by a file\.", mark("这些列不能由再次导入的文件更新：{columns}。")),
    (r"keep_days must lie between 1 and (?P<most>\d+)\.", mark("文件保存天数须在 1 和 {most} 之间。")),
)
