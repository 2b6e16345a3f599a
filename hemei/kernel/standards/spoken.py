"""What the reader of documents says, in the words of whoever issues one on a page.

The reader speaks English, as the command line does. Here each of its sentences has its Chinese; the sentences of a
document's own shape have theirs in the rules of its app (`rules/misfits.py`), which the caller brings along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hemei.kernel.decision import Reason, mark
from hemei.kernel.standards.errors import StandardError

# What is wrong, in the reader's words and in Chinese; and the remedy, likewise where it names something.
_SPOKEN: tuple[tuple[str, str, str, str], ...] = (
    (r"(?P<value>.+) is not a known word\.", mark("第{line}行：{value} 不是这里可以写的词。"),
     r"Write one of (?P<words>.+)\.", mark("请写其中一个：{words}。")),
    (r"(?P<value>.+) stands where a table belongs\.", mark("第{line}行：这里应当是一张表，写的是 {value}。"),
     "", mark("请写成一节，或写在花括号里。")),
    (r"(?P<value>.+) stands where a list belongs\.", mark("第{line}行：这里应当是一列，写的是 {value}。"),
     "", mark("请写在方括号里，用逗号隔开。")),
    (r"(?P<value>.+) stands where a text belongs\.", mark("第{line}行：这里应当是文字，写的是 {value}。"),
     "", mark("请加上引号。")),
    (r'"(?P<value>.+)" is neither text nor a whole number\.', mark("第{line}行：“{value}”既不是文字，也不是整数。"),
     "", mark("日期和时限也写成文字，加上引号。")),
    (r"(?P<value>.+) is not a day\.", mark("第{line}行：{value} 不是日期。"),
     "", mark("请写成 2026-01-01，不加引号。")),
    (r"(?P<value>.+) is not a whole number\.", mark("第{line}行：{value} 不是整数。"), "", mark("请写整数。")),
    (r"(?P<value>.+) is not a text\.", mark("第{line}行：{value} 不是文字。"), "", mark("请加上引号。")),
    (r"(?P<value>.+) is not true or false\.", mark("第{line}行：{value} 不是 true 或 false。"),
     "", mark("请写 true 或 false。")),
    (r"(?P<value>.+) is not a time of day\.", mark("第{line}行：{value} 不是钟点。"),
     "", mark("请写成 08:30:00，不加引号。")),
    (r'The key "(?P<value>.+)" is missing\.', mark("第{line}行：缺少“{value}”。"), "", mark("请补上“{value} = ……”。")),
    (r'The key "(?P<value>.+)" is unknown here\.', mark("第{line}行：这里没有“{value}”这一项。"),
     r"Remove it or correct its name; known keys are (?P<words>.+)\.", mark("请删去或改正；这里可以写：{words}。")),
    (r"(?P<value>.+) is a float, and floats cannot be compared exactly\.",
     mark("第{line}行：{value} 是小数，小数不能准确比较。"), "", mark('请写整数，或写成份额，例如 "2/3"、"50%"。')),
    (r'The code "(?P<value>.+)" stands here twice\.', mark("第{line}行：代码“{value}”写了两次。"),
     "", mark("请各用各的代码。")),
    (r"A standard has no multi-line strings\.", mark("第{line}行：不能写跨行的文字。"),
     "", mark("请把文字写在一行里。")),
    (r"This is not TOML: (?P<value>.+)\.", mark("第{line}行读不通，不合 TOML 的写法：{value}。"),
     "", mark("请改正这一行。")),
    (r'The document "(?P<value>.+)" is not among the sources\.', mark("第{line}行：依据中没有“{value}”这份文件。"),
     "", mark("请改正代码；确有这份文件的，请先登记到依据里。")),
    (r"The document does not say where it comes from\.", mark("第{line}行：没有写这份标准出自哪里。"),
     "", mark("请加上 [source] 一节，写明 document。")),
    (r"The \[source\] table names no document\.", mark("第{line}行：[source] 一节没有写 document。"),
     "", mark("请写明 document。")),
    (r'An item of basis "(?P<basis>.+)" needs its (?P<value>.+), and there is none\.',
     mark("第{line}行：依据为 {basis} 的条目要有“{value}”，这里没有。"), "", mark("请补上“{value} = ……”。")),
    (r"Nothing says what this item rests on\.", mark("第{line}行：没有写这一条依据什么。"),
     "", mark("请写 basis：sourced（有来源）、law（法定）或 design（设计值）。")),
    (r'"(?P<value>.+)" is a design document and cannot carry basis "(?P<basis>.+)"\.',
     mark("第{line}行：“{value}”是设计方案，不能作为 {basis} 的依据。"),
     "", mark("请写明这样规定的文件，或把 basis 改为 design。")),
    (r'The text of "(?P<value>.+)" was not at hand\.', mark("第{line}行：“{value}”的原文没有核对过。"),
     "", mark("请加上 verify = true；核对过的，请在依据里写明。")),
    (r"a second factor counts some minutes, 60 at most\.",
     mark("第{line}行：再次验证的有效时间应当以分钟写，最多60分钟。"), "", mark('请写成 "10 minutes"。')),
    (r'"(?P<value>.+)" is not a share; .+', mark("第{line}行：“{value}”不是份额。"),
     "", mark('请写成 "2/3" 或 "50%"。')),
    (r"(?P<value>.+) is no unit of time; use one of (?P<words>.+)\.", mark("第{line}行：{value} 不是时间单位。"),
     "", mark("请写其中一个：{words}。")),
    (r"(?P<value>.+) is no limit; .+", mark("第{line}行：{value} 不是时限。"),
     "", mark('请写整数和单位，例如 "5 working_days"。')),
    (r"a limit of (?P<value>.+) is none: .+", mark("第{line}行：时限 {value} 等于没有。"),
     "", mark("请写大于零的整数。")),
    (r'"(?P<value>.+)" of (?P<day>.+) is also in (?P<words>.+)\.',
     mark("{day} 起施行的“{value}”已经有了：{words}。"), "", mark("请另定施行日期。")),
    (r'No rule reads a document named "(?P<value>.+)"\.', mark("没有规则读“{value}”这个名称的标准。"),
     r"Correct the name; known names are (?P<words>.+)\.", mark("请改正名称；可以用的有：{words}。")),
)  # fmt: skip


def spoken(error: StandardError, shapes: Iterable[tuple[str, str]] = ()) -> Reason:
    """Return what is wrong with a document and what to do, as a form says it; `shapes` are what shapes may say."""
    for said, text, advised, remedy in _SPOKEN:
        found = re.fullmatch(said, error.problem, re.DOTALL)
        if found is None:
            continue
        advice = re.fullmatch(advised, error.remedy, re.DOTALL) if advised else None
        values: dict[str, str | int] = {"line": error.line, **found.groupdict()}
        values |= advice.groupdict() if advice else {}
        said_how = remedy if advice or not advised else mark("请改正这一处。")
        return Reason(text, values, said_how, "toml", "unreadable")
    for said, text in shapes:
        found = re.fullmatch(said, error.problem, re.DOTALL)
        if found is not None:
            values = {"line": error.line, **found.groupdict()}
            return Reason(text, values, mark("请改正第{line}行一带的内容。"), "toml", "unreadable")
    return Reason(
        mark("第{line}行读不通：{problem}"),
        {"line": error.line, "problem": error.problem, "advice": error.remedy},
        mark("改法：{advice}"),
        "toml",
        "unreadable",
    )
