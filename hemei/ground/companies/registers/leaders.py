"""The register of who leads companies."""

from __future__ import annotations

from hemei.ground.companies.registers.contracts import REGISTRARS
from hemei.ground.companies.rules.contracts import CODE_LENGTH
from hemei.ground.companies.rules.leaders import LONGEST_PERSON, POST_NAMES, Post
from hemei.ground.companies.services.registers.leaders import leader_writer
from hemei.ground.companies.services.registers.searches import company_named
from hemei.ground.records.services import Entry
from hemei.kernel.decision import mark
from hemei.kernel.registers import Column, Register
from hemei.kernel.registers.cells import choice, day, digits, phone, words

_POSTS = {
    **{word: post for post, word in POST_NAMES.items()},
    **{post.value: post for post in Post},
    "法人": Post.LEGAL_REPRESENTATIVE,
    "法人代表": Post.LEGAL_REPRESENTATIVE,
    "党支部书记": Post.PARTY_SECRETARY,
    "党委书记": Post.PARTY_SECRETARY,
    "党总支书记": Post.PARTY_SECRETARY,
    "书记": Post.PARTY_SECRETARY,
    "执行董事": Post.CHAIR,
    "经理": Post.GENERAL_MANAGER,
}

LEADERS = Register(
    "companies.leaders",
    mark("企业负责人"),
    (
        Column("uscc", mark("统一社会信用代码"), digits(CODE_LENGTH), ("信用代码", "社会信用代码", "企业信用代码"),
               required=True, hint=mark("企业须先在册。"), example="91350100M000100Y43"),
        Column("post", mark("职务"), choice(_POSTS), ("岗位", "任职", "职位"), required=True,
               hint=mark("法定代表人、党组织书记、董事长或总经理；同一时间各一名。是否“一肩挑”由系统判断，不用填写。"),
               example="法定代表人"),
        Column("name", mark("姓名"), words(LONGEST_PERSON), ("负责人", "负责人姓名"), required=True, personal=True,
               example="张三"),
        Column("phone", mark("手机号"), phone, ("手机", "联系电话", "电话", "手机号码"), required=True, personal=True,
               hint=mark("用来判断两个职务是否同一人。")),
        Column("since", mark("任职日期"), day, ("起始日期", "任职起始日期"), required=True, example="2020-01-01"),
        Column("until", mark("免职日期"), day, ("终止日期", "离任日期"), hint=mark("在任的留空。")),
    ),
    key=("uscc", "post", "since"),
    roles=REGISTRARS,
    order=55,
    about=mark("每行一人在一家企业的一个职务。姓名和手机号加密保存；不登记党员身份。"),
)  # fmt: skip

ENTRIES = (Entry(LEADERS, leader_writer, searches=company_named),)
