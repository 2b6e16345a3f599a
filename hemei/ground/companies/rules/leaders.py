"""Who leads a company, and whether its legal representative is also its Party secretary (一肩挑, 'one shoulder').

That is derived from who holds the two posts and never typed in. Party membership is not kept: a Party secretary is a
member by his post, and of anybody else nothing is said (PIPL art. 6, the least that serves the purpose; art. 28).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.roles import role_may

LONGEST_PERSON = 60


class Post(StrEnum):
    """A post at the head of a company, held by one person at a time; the value is stored."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    PARTY_SECRETARY = "party_secretary"
    CHAIR = "chair"
    GENERAL_MANAGER = "general_manager"


POST_NAMES = {
    Post.LEGAL_REPRESENTATIVE: mark("法定代表人"),
    Post.PARTY_SECRETARY: mark("党组织书记"),
    Post.CHAIR: mark("董事长"),
    Post.GENERAL_MANAGER: mark("总经理"),
}


class Shoulder(StrEnum):
    """Whether one person is both; `DOUBTFUL` is one name with two phone numbers, which may be one person or two."""

    ONE = "one"
    APART = "apart"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


SHOULDER_NAMES = {
    Shoulder.ONE: mark("一肩挑"),
    Shoulder.APART: mark("由两人分别担任"),
    Shoulder.DOUBTFUL: mark("姓名相同、电话不同，须核对"),
    Shoulder.UNKNOWN: mark("登记不全，不能判断"),
}


class LeaderAct(StrEnum):
    """What may be done about companies and those who lead them."""

    SEE_COMPANIES = "see_companies"
    SEE_LEADERS = "see_leaders"
    KEEP_LEADERS = "keep_leaders"


LEADER_ACT_NAMES = {
    LeaderAct.SEE_COMPANIES: mark("查看物业企业"),
    LeaderAct.SEE_LEADERS: mark("查看企业负责人"),
    LeaderAct.KEEP_LEADERS: mark("登记企业负责人"),
}
_STAFF = frozenset(
    {
        Role.GRID_WORKER,
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.DEPARTMENT_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
        Role.COMPANY_MANAGER,
        Role.HOTLINE_CLERK,
        Role.SYSTEM_ADMIN,
    }
)
# The bureau hosts the industry Party committee. Of a company's leaders its own people see theirs, and nobody else any:
# whoever knew the representative and the answer would know of a named person that he is a Party member.
MAY_LEADERS: dict[LeaderAct, frozenset[Role]] = {
    LeaderAct.SEE_COMPANIES: _STAFF,
    LeaderAct.SEE_LEADERS: frozenset({Role.CITY_BUREAU, Role.COMPANY_MANAGER, Role.SYSTEM}),
    LeaderAct.KEEP_LEADERS: frozenset({Role.CITY_BUREAU, Role.SYSTEM}),
}


@dataclass(frozen=True, slots=True)
class LeaderDraft:
    """A person to enter in a post; the mobile number, eleven digits, tells whether two posts are one person's."""

    company_id: int
    post: Post
    name: str
    phone: str
    valid_from: date
    valid_until: date | None = None


def shoulder_of(representative: int | None, secretary: int | None, *, same_name: bool = False) -> Shoulder:
    """Return whether the two posts are one person's; a post nobody is entered in proves nothing."""
    if representative is None or secretary is None:
        return Shoulder.UNKNOWN
    if representative == secretary:
        return Shoulder.ONE
    return Shoulder.DOUBTFUL if same_name else Shoulder.APART


def may_about_leaders(role: Role, act: LeaderAct) -> Decision:
    """Answer whether a role may do an act about companies and their leaders."""
    return role_may(role, act, MAY_LEADERS, LEADER_ACT_NAMES, mark("请由市级主管部门办理。"))


def may_appoint(draft: LeaderDraft, *, company_since: date, today: date) -> Decision:
    """Answer whether a person may be entered in a post; that two never hold one is the database's to say."""
    reasons = []
    if not 0 < len(draft.name) <= LONGEST_PERSON or not draft.name.isprintable():
        reasons.append(
            Reason(mark("姓名须为1至{most}个字。"), {"most": LONGEST_PERSON}, field="name", code="name")
        )
    if not draft.phone:
        reasons.append(
            Reason(
                mark("没有 11 位手机号，不能判断两个职务是否同一人。"),
                {},
                mark("请填写本人的手机号。"),
                "phone",
                "no_phone",
            )
        )
    reasons += leader_days(draft, company_since, today)
    return Decision.no(*reasons) if reasons else Decision.yes()


def leader_days(draft: LeaderDraft, company_since: date, today: date) -> list[Reason]:
    """Return what is wrong with the days of a post."""
    reasons = []
    if draft.valid_from > today:
        reasons.append(
            Reason(mark("任职日期在将来。"), {}, mark("请在任职之日或以后登记。"), "valid_from", "future_day")
        )
    if draft.valid_from < company_since:
        reasons.append(
            Reason(
                mark("任职日期早于企业登记之日{since}。"),
                {"since": company_since.isoformat()},
                mark("请核对日期。"),
                "valid_from",
                "before_company",
            )
        )
    if draft.valid_until is not None and not draft.valid_from < draft.valid_until <= today:
        reasons.append(
            Reason(
                mark("免职日期须在任职之后、且不晚于今天。"),
                {},
                mark("在任的请留空。"),
                "valid_until",
                "bad_day",
            )
        )
    return reasons


def may_end_post(*, began: date, day: date, today: date) -> Decision:
    """Answer whether a post may end on a day, itself excluded."""
    if began < day <= today:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("日期须在{began}之后、且不晚于今天。"), {"began": began.isoformat()}, field="valid_until",
            code="bad_day",
        )
    )  # fmt: skip
