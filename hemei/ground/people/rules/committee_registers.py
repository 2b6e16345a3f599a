"""The registers of committees as files: their terms, and who held which seat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from hemei.ground.people.rules.committee_words import (
    BASIS_NAMES,
    PARTY_NAMES,
    POST_NAMES,
    SEAT_END_NAMES,
    TERM_END_NAMES,
    TERM_KIND_NAMES,
    PartyBasis,
    PartyMember,
    Post,
    SeatEnd,
    TermKind,
)
from hemei.ground.people.rules.seats import may_say_party
from hemei.ground.people.rules.terms import LONGEST_FILING_NUMBER, TermDraft
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Column
from hemei.kernel.registers.cells import choice, day, identity, phone, whole, words
from hemei.kernel.registers.shape import Values

Word = TypeVar("Word", TermKind, Post, SeatEnd, PartyMember, PartyBasis)
MOST_ORDINAL = 30
MOST_SEATS = 99  # how many there may be the standard says; more digits are no number of persons


def last_day(cell: str) -> date:
    """Read the last day of something; what is kept is the day after it, which is excluded."""
    return day(cell) + timedelta(days=1)


def options(names: Mapping[Word, str], more: Mapping[str, Word]) -> dict[str, Word]:
    """Return what people write for a word: its name, its code, and what else they call it."""
    return {**{name: word for word, name in names.items()}, **{word.value: word for word in names}, **more}


_KINDS = options(
    TERM_KIND_NAMES, {"成立": TermKind.FIRST, "首次成立": TermKind.FIRST, "新成立": TermKind.FIRST,
                      "改选": TermKind.EARLY, "重新选举": TermKind.EARLY}
)  # fmt: skip
_POSTS = options(POST_NAMES, {"业委会主任": Post.CHAIR, "副主任委员": Post.VICE_CHAIR, "主任委员": Post.CHAIR,
                              "候补": Post.RESERVE, "成员": Post.MEMBER})  # fmt: skip
_ENDS = options(SEAT_END_NAMES, {"不再是业主": SeatEnd.AUTOMATIC, "罢免终止": SeatEnd.RECALLED})
_PARTY = options(PARTY_NAMES, {"中共党员": PartyMember.YES, "是": PartyMember.YES, "否": PartyMember.NO,
                               "群众": PartyMember.NO})  # fmt: skip
_BASES = options(BASIS_NAMES, {"本人同意": PartyBasis.SELF, "本人填报": PartyBasis.SELF,
                               "党组织证明": PartyBasis.BRANCH})  # fmt: skip
_EARLY_ENDS = {**{name: end for end, name in TERM_END_NAMES.items()},
               **{end.value: end for end in TERM_END_NAMES}}  # fmt: skip

TERM_COLUMNS = (
    Column("kind", mark("产生方式"), choice(_KINDS), ("届次类型", "选举类型", "成立或换届"), required=True,
           example="换届"),
    Column("ordinal", mark("第几届"), whole(1, MOST_ORDINAL), ("届次", "届数"), example="2"),
    Column("seats", mark("应选人数"), whole(1, MOST_SEATS), ("委员人数", "委员数", "席位数"), required=True,
           hint=mark("业主大会决定的委员人数，不含候补。"), example="7"),
    Column("elected_on", mark("选举日期"), day, ("选出日期", "当选日期", "业主大会日期"), required=True,
           example="2024-05-20"),
    Column("valid_from", mark("任期开始"), day, ("任期起始日", "起始日期"), required=True, example="2024-05-20"),
    Column("valid_until", mark("任期届满日"), last_day, ("届满日期", "任期截止日", "任期结束", "到期日期"),
           hint=mark("任期的最后一天。"), example="2029-05-19"),
    Column("ended_on", mark("提前结束日期"), day, ("实际结束日期",), hint=mark("不再履职的第一天；任满的留空。")),
    Column("end_reason", mark("提前结束原因"), choice(_EARLY_ENDS), ("结束原因",)),
    Column("filed_on", mark("备案日期"), day, ("备案时间",), hint=mark("还没有备案的留空。"), example="2024-06-11"),
    Column("filing_number", mark("备案编号"), words(LONGEST_FILING_NUMBER), ("备案号", "备案证号")),
)  # fmt: skip

SEAT_COLUMNS = (
    Column("name", mark("姓名"), words(60), ("成员姓名", "委员姓名"), required=True, personal=True, example="张三"),
    Column("identity", mark("证件号码"), identity, ("身份证号", "身份证号码", "证件号"), personal=True,
           hint=mark("业主台账已登记的可留空；重名时用电话或证件号码区分。单元格请设为文本格式。")),
    Column("phone", mark("联系电话"), phone, ("电话", "手机", "手机号", "手机号码"), personal=True),
    Column("post", mark("职务"), choice(_POSTS), ("任职", "业委会职务"), required=True, example="委员"),
    Column("since", mark("任职起始日"), day, ("任职日期", "起始日期", "任职时间"), required=True,
           hint=mark("须在已登记的一届任期内，按它找到届次。"), example="2024-05-20"),
    Column("until", mark("离任日期"), day, ("终止日期", "离任时间"), hint=mark("不再任职的第一天；在任的留空。")),
    Column("end_reason", mark("离任原因"), choice(_ENDS), ("离任事由",)),
    Column("party", mark("是否党员"), choice(_PARTY), ("政治面貌", "党员"), personal=True,
           hint=mark("敏感个人信息：本人单独同意或党组织证明的才填，加密保存，只用于计数。")),
    Column("basis", mark("党员信息依据"), choice(_BASES), ("政治面貌依据",), hint=mark("填了是否党员的必填。")),
)  # fmt: skip


def draft_of(values: Values) -> TermDraft:
    """Return a row as a term; an empty kind of number stays unknown."""
    return TermDraft(
        kind=values["kind"],
        seats=values["seats"],
        elected_on=values["elected_on"],
        valid_from=values["valid_from"],
        valid_until=values["valid_until"],
        ordinal=values["ordinal"],
        filed_on=values["filed_on"],
        filing_number=values["filing_number"] or "",
    )


def check_term(values: Values, today: date) -> Sequence[Reason]:
    """Answer what is wrong with the end of a term; the rest is asked with the other terms in sight."""
    ended, until = values["ended_on"], values["valid_until"]
    if ended is None:
        return []
    if not values["valid_from"] < ended <= today or (until is not None and ended > until):
        return [
            Reason(
                mark("提前结束日期须在任期内、且不晚于今天。"),
                {},
                mark("任满的请留空。"),
                "ended_on",
                "bad_day",
            )
        ]
    return []


def _check_basis(values: Values, today: date) -> Sequence[Reason]:
    del today
    return may_say_party(values["party"], values["basis"]).reasons


def _check_left(values: Values, today: date) -> Sequence[Reason]:
    if values["until"] is None or values["until"] <= today:
        return ()
    return [Reason(mark("离任日期在将来。"), {}, mark("请在离任以后登记。"), "until", "future_day")]


# What may be wrong with a seat by itself: the basis of what is sensitive, and an end in the future.
SEAT_CHECKS = (_check_basis, _check_left)
