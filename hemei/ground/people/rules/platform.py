"""One table: which role may do which act of the platform. Acts on cases stand in the rules of cases.

System, security and audit administration are three separate roles (GB/T 22239-2019 level 3): none of
them sees a resident's row, none can do another's acts.
"""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """An act of the platform; the value is stored in events and named in refusals."""

    USE_OWN_ACCOUNT = "use_own_account"
    SEE_LISTS = "see_lists"
    UNMASK = "unmask"
    SEARCH_REGISTERS = "search_registers"
    SEARCH_PERSONS = "search_persons"
    SEE_FIGURES = "see_figures"
    MAKE_BULLETIN = "make_bulletin"
    PUBLISH_BULLETIN = "publish_bulletin"
    SEE_QUALITY = "see_quality"
    SEE_BODIES = "see_bodies"
    MANAGE_BODIES = "manage_bodies"
    MANAGE_PEOPLE = "manage_people"
    APPOINT = "appoint"
    NAME_GRID_WORKER = "name_grid_worker"
    ISSUE_STANDARD = "issue_standard"
    SEE_SESSIONS = "see_sessions"
    END_SESSIONS = "end_sessions"
    LIFT_LOCK = "lift_lock"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an act
    KEEP_KEYS = "keep_keys"
    READ_AUDIT = "read_audit"
    IMPORT_REGISTERS = "import_registers"
    FILE_PRIVACY = "file_privacy"
    ANSWER_PRIVACY = "answer_privacy"
    ASSESS_PRIVACY = "assess_privacy"
    SEE_COMMITTEES = "see_committees"
    KEEP_COMMITTEES = "keep_committees"
    SEE_RESIDENTS = "see_residents"
    KEEP_RESIDENTS = "keep_residents"


ACT_NAMES = {
    Act.USE_OWN_ACCOUNT: mark("使用本人账号"),
    Act.SEE_LISTS: mark("查看业务列表"),
    Act.UNMASK: mark("查看完整的个人信息"),
    Act.SEARCH_REGISTERS: mark("查找小区、企业、机构和公职人员"),
    Act.SEARCH_PERSONS: mark("按完整的姓名或号码查找居民"),
    Act.SEE_FIGURES: mark("查看指标和驾驶舱"),
    Act.MAKE_BULLETIN: mark("生成月度简报"),
    Act.PUBLISH_BULLETIN: mark("向居民公布月度简报"),
    Act.SEE_QUALITY: mark("查看数据质量"),
    Act.SEE_BODIES: mark("查看机构和任职"),
    Act.MANAGE_BODIES: mark("设立或撤销机构"),
    Act.MANAGE_PEOPLE: mark("登记人员和账号"),
    Act.APPOINT: mark("任命或免去职务"),
    Act.NAME_GRID_WORKER: mark("确定网格员"),
    Act.ISSUE_STANDARD: mark("发布本市标准"),
    Act.SEE_SESSIONS: mark("查看登录会话"),
    Act.END_SESSIONS: mark("结束他人的会话"),
    Act.LIFT_LOCK: mark("解除登录锁定"),
    Act.RESET_PASSWORD: mark("重置密码"),
    Act.KEEP_KEYS: mark("发放和停用接口密钥"),
    Act.READ_AUDIT: mark("查阅审计记录"),
    Act.IMPORT_REGISTERS: mark("导入台账"),
    Act.FILE_PRIVACY: mark("在窗口代为提出个人信息申请"),
    Act.ANSWER_PRIVACY: mark("答复个人信息申请"),
    Act.ASSESS_PRIVACY: mark("登记个人信息保护影响评估"),
    Act.SEE_COMMITTEES: mark("查看业委会"),
    Act.KEEP_COMMITTEES: mark("登记业委会"),
    Act.SEE_RESIDENTS: mark("查看住户"),
    Act.KEEP_RESIDENTS: mark("登记住户"),
}

ROLE_NAMES = {
    Role.PUBLIC: mark("公众"),
    Role.RESIDENT: mark("居民"),
    Role.GRID_WORKER: mark("网格员"),
    Role.COMMUNITY_CLERK: mark("社区工作人员"),
    Role.COMMUNITY_SECRETARY: mark("社区书记"),
    Role.STREET_CLERK: mark("街道工作人员"),
    Role.DEPARTMENT_CLERK: mark("部门工作人员"),
    Role.COUNTY_COORDINATOR: mark("区县协调员"),
    Role.CITY_BUREAU: mark("市级主管部门"),
    Role.COMPANY_MANAGER: mark("物业项目经理"),
    Role.COMMITTEE_MEMBER: mark("业委会委员"),
    Role.HOTLINE_CLERK: mark("热线坐席"),
    Role.SYSTEM_ADMIN: mark("系统管理员"),
    Role.SECURITY_ADMIN: mark("安全管理员"),
    Role.AUDITOR: mark("审计员"),
    Role.DATA_OFFICER: mark("个人信息保护负责人"),
    Role.ASSESSOR: mark("第三方评估员"),
    Role.MEDIATOR: mark("调解员"),
    Role.SYSTEM: mark("系统"),
}

STAND_IN_MEMBER = mark("物业管理委员会委员")
"""The same role where its body is a management committee that stands in for one of owners."""

# What can be looked at in full, as its owner reads it.
FIELD_NAMES = {
    "name": mark("姓名"),
    "phone": mark("手机号"),
    "identity": mark("证件号码"),
    "photo_evidence": mark("照片的拍摄时间和地点"),
    "party_membership": mark("政治面貌"),
    "ballot_receipt": mark("选票回执"),
}
# What only those may look at who keep it, beside the act that looking needs of everybody.
NEEDED_TO_SEE = {"party_membership": Act.KEEP_COMMITTEES}

# One sentence for the page of sample persons: what this role does here.
ROLE_SENTENCES = {
    Role.RESIDENT: mark("报告小区里的问题，跟踪办理，对结果表示满意或退回。"),
    Role.GRID_WORKER: mark("每日巡查，当场上报发现的问题，协助核实。"),
    Role.COMMUNITY_CLERK: mark("受理报事，自行处置，或吹哨请部门到场。"),
    Role.COMMUNITY_SECRETARY: mark("掌握本社区全部事项，决定吹哨，兜底协调。"),
    Role.STREET_CLERK: mark("接手社区解决不了的事项，督办部门，裁定退单。"),
    Role.DEPARTMENT_CLERK: mark("听到哨声后报到，到场处理，反馈结果。"),
    Role.COUNTY_COORDINATOR: mark("协调多次退回的事项，督办迟到的部门。"),
    Role.CITY_BUREAU: mark("查看全市办理情况，督办重点事项，发布标准。"),
    Role.COMPANY_MANAGER: mark("处理交给本物业公司的事项，反馈结果。"),
    Role.COMMITTEE_MEMBER: mark("参加委员会会议，办理委员会的任务，审批共管账户付款，向业主报告。"),
    Role.HOTLINE_CLERK: mark("代来电居民登记事项，回访办理结果。"),
    Role.SYSTEM_ADMIN: mark("管理机构、人员和任职，看不到居民的事项。"),
    Role.SECURITY_ADMIN: mark("管理会话、登录锁定和密码，看不到居民的事项。"),
    Role.DATA_OFFICER: mark("在时限内答复查阅、更正、删除个人信息的申请，登记影响评估。"),
    Role.ASSESSOR: mark("按安排到小区现场检查、询问业主，只看得到自己的检查。"),
    Role.MEDIATOR: mark("受理和调解物业纠纷，只看得到本调处机构的纠纷。"),
    Role.AUDITOR: mark("查阅脱敏的全部记录，每次查阅都另行留痕。"),
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
    }
)
ADMINISTRATIONS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# Who answers for personal data stands apart from those who administer the system (PIPL art. 52).
# An assessor works for a supplier, a mediator hears both sides: appointments, yet none of the staff who handle reports.
APPOINTED = _STAFF | ADMINISTRATIONS | {Role.DATA_OFFICER, Role.ASSESSOR, Role.MEDIATOR}

# A seat in a committee opens and ends this role; nobody is appointed to it by hand.
_ELECTED = frozenset({Role.COMMITTEE_MEMBER})

# The owner's commands and the first load of a city act as the system.
_LOADING = frozenset({Role.SYSTEM})

MAY: dict[Act, frozenset[Role]] = {
    Act.USE_OWN_ACCOUNT: APPOINTED | _ELECTED | {Role.RESIDENT},
    Act.SEE_LISTS: _STAFF | _ELECTED | {Role.RESIDENT},
    Act.UNMASK: frozenset(
        {
            Role.GRID_WORKER,
            Role.COMMUNITY_CLERK,
            Role.COMMUNITY_SECRETARY,
            Role.STREET_CLERK,
            Role.DEPARTMENT_CLERK,
            Role.HOTLINE_CLERK,
            Role.DATA_OFFICER,
        }
    ),
    # A counter where people come: communities and streets, and the desk itself.
    Act.FILE_PRIVACY: frozenset(
        {
            Role.COMMUNITY_CLERK,
            Role.COMMUNITY_SECRETARY,
            Role.STREET_CLERK,
            Role.CITY_BUREAU,
            Role.DATA_OFFICER,
        }
    ),
    Act.ANSWER_PRIVACY: frozenset({Role.DATA_OFFICER, Role.CITY_BUREAU}),
    Act.ASSESS_PRIVACY: frozenset({Role.DATA_OFFICER, Role.CITY_BUREAU}),
    Act.SEARCH_REGISTERS: _STAFF,
    # Who speaks with residents of his place, and may see their data in full with a reason.
    Act.SEARCH_PERSONS: frozenset(
        {
            Role.GRID_WORKER,
            Role.COMMUNITY_CLERK,
            Role.COMMUNITY_SECRETARY,
            Role.STREET_CLERK,
            Role.HOTLINE_CLERK,
        }
    ),
    # Those in charge of a place, from the community up; the system counts for the command line.
    Act.SEE_FIGURES: frozenset(
        {
            Role.COMMUNITY_CLERK,
            Role.COMMUNITY_SECRETARY,
            Role.STREET_CLERK,
            Role.COUNTY_COORDINATOR,
            Role.CITY_BUREAU,
        }
    )
    | _LOADING,
    # Whoever coordinates a place reports on it; what residents read is for the city's bureau to answer for.
    Act.MAKE_BULLETIN: frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}) | _LOADING,
    Act.PUBLISH_BULLETIN: frozenset({Role.CITY_BUREAU}),
    # Those in charge put their own registers right; system administration sees numbers, bodies and companies.
    Act.SEE_QUALITY: frozenset(
        {
            Role.COMMUNITY_CLERK,
            Role.COMMUNITY_SECRETARY,
            Role.STREET_CLERK,
            Role.COUNTY_COORDINATOR,
            Role.CITY_BUREAU,
            Role.SYSTEM_ADMIN,
        }
    )
    | _LOADING,
    Act.SEE_BODIES: frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR}),
    Act.MANAGE_BODIES: frozenset({Role.SYSTEM_ADMIN}) | _LOADING,
    Act.MANAGE_PEOPLE: frozenset({Role.SYSTEM_ADMIN}) | _LOADING,
    Act.APPOINT: frozenset({Role.SYSTEM_ADMIN}) | _LOADING,
    # A community owes each of its cells a grid worker: it says who, of its own staff; no other cell, no other role.
    Act.NAME_GRID_WORKER: frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}),
    Act.ISSUE_STANDARD: frozenset({Role.CITY_BUREAU}) | _LOADING,
    Act.SEE_SESSIONS: frozenset({Role.SECURITY_ADMIN}),
    Act.END_SESSIONS: frozenset({Role.SECURITY_ADMIN}),
    Act.LIFT_LOCK: frozenset({Role.SECURITY_ADMIN}),
    Act.RESET_PASSWORD: frozenset({Role.SECURITY_ADMIN}) | _LOADING,
    Act.KEEP_KEYS: frozenset({Role.SECURITY_ADMIN}),
    Act.READ_AUDIT: frozenset({Role.AUDITOR}),
    Act.IMPORT_REGISTERS: frozenset(
        {Role.SYSTEM_ADMIN, Role.CITY_BUREAU, Role.COUNTY_COORDINATOR, Role.STREET_CLERK, Role.HOTLINE_CLERK}
    )
    | _LOADING,
}

_IN_PLACE = frozenset(
    {
        Role.GRID_WORKER,
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
        Role.HOTLINE_CLERK,
    }
)
MAY |= {
    Act.SEE_COMMITTEES: _IN_PLACE | _ELECTED | _LOADING,
    # A committee is filed with the street (property regulation, article 16); the community enters what it guided.
    Act.KEEP_COMMITTEES: frozenset({Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.CITY_BUREAU})
    | _LOADING,
    # Who lives where is for those who go there; a county or the city needs no tenant's name.
    Act.SEE_RESIDENTS: frozenset(
        {Role.GRID_WORKER, Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK}
    ),
    Act.KEEP_RESIDENTS: frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK})
    | _LOADING,
}

# Who sees rows because they lie in his place. All others see only what the access list names: a
# department its whistles, a company what was given to it, a resident what is his own, and the three
# administrations nothing.
SEES_BY_PLACE = frozenset(
    {
        Role.GRID_WORKER,
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
        Role.HOTLINE_CLERK,
        Role.SYSTEM,
    }
)
SEES_BY_BODY = frozenset(
    {Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER, Role.DATA_OFFICER, Role.MEDIATOR}
) | SEES_BY_PLACE - {Role.SYSTEM}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act of the platform at all; which rows is decided by place, body and person."""
    if role in MAY[act]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("“{role}”不能{act}。"),
            {"role": ROLE_NAMES[role], "act": ACT_NAMES[act]},
            mark("如工作需要，请由有权的人员办理，或请系统管理员核对任职。"),
            code="role",
        )
    )


def may_import(actor: Actor) -> Decision:
    """Whether somebody imports registers: by his role, or as the authority of a matter, what belongs to it."""
    return Decision.yes() if actor.matters else may(actor.role, Act.IMPORT_REGISTERS)


def may_hold(role: Role) -> Decision:
    """Whether a role is one that people are appointed to."""
    if role in APPOINTED:
        return Decision.yes()
    if role in _ELECTED:
        return Decision.no(
            Reason(
                mark("“{role}”由业主选举产生，不能任命。"),
                {"role": ROLE_NAMES[role]},
                mark("请在业委会页面为在任成员开通账号。"),
                "role",
                "elected",
            )
        )
    return Decision.no(
        Reason(
            mark("“{role}”不是可以任命的职务。"),
            {"role": ROLE_NAMES[role]},
            mark("请选择一个工作职务。"),
            "role",
        )
    )
