"""The menus: which pages stand before whom. Those with many pages find them in groups, one group open at a time."""

from __future__ import annotations

from typing import NamedTuple

from hemei.kernel.actor import Actor, Matter, Role
from hemei.kernel.decision import mark

Item = tuple[str, str]
"""Words and the name of a page; a page this copy does not have is left out."""

_REPORT: Item = (mark("我要报事"), "cases:find_place")
_FOLLOW: Item = (mark("查办理进度"), "cases:follow_search")
_LIST: Item = (mark("职责清单"), "cases:responsibilities")
_WORK: Item = (mark("我的工作"), "cases:work")
_CASES: Item = (mark("全部案件"), "cases:cases")
_REVISITS: Item = (mark("办结复查"), "cases:revisits")
_PATTERNS: Item = (mark("反复发生"), "cases:patterns")
_LOTS: Item = (mark("办结抽查"), "cases:lots")
_TRIALS: Item = (mark("延期升级试算"), "cases:trials")
_PATROLS: Item = (mark("网格巡查"), "patrols:mine")
_DUTIES: Item = (mark("任务"), "duties:duties")
_POLICY: Item = (mark("政策文件"), "policy:documents")
_PARTY: Item = (mark("党组织"), "party:organisations")
_SERVICE: Item = (mark("报到和结对"), "volunteering:communities")
_MY_SERVICE: Item = (mark("报到和服务"), "volunteering:mine")
_ON_BEHALF: Item = (mark("代为登记"), "cases:find_place")
_OFFICES: Item = (mark("机构队伍"), "offices:communities")
_ESTATES: Item = (mark("小区"), "places:estates")
_BOARDS: Item = (mark("公示牌"), "boards:boards")
_BOARD_PHONES: Item = (mark("公示牌上的电话"), "boards:phones")
_COMMITTEES: Item = (mark("业委会"), "people:committees")
_DANGERS: Item = (mark("业委会预警"), "committees:dangers")
_ELECTIONS: Item = (mark("业委会选举"), "committees:elections")
_MY_ELECTIONS: Item = (mark("我的小区选举"), "committees:mine")
_MANAGED: Item = (mark("管理覆盖"), "companies:managed")
_PACKAGES: Item = (mark("统一打包"), "renewal:packages")
_RENEWAL: Item = (mark("老旧小区"), "renewal:estates")
_COMPANIES: Item = (mark("物业企业"), "companies:companies")
_IMPORTS: Item = (mark("数据导入"), "people:imports")
_HOTLINE: Item = (mark("热线和网格文件"), "hotline:files")
_QUALITY: Item = (mark("数据质量"), "quality:home")
_COUNTER: Item = (mark("个人信息窗口"), "privacy:counter")
_VOTES: Item = (mark("业主表决"), "voting:assemblies")
_FUNDS: Item = (mark("维修资金"), "funds:funds")
_MY_FUND: Item = (mark("我的维修资金"), "funds:mine")
_PURSES: Item = (mark("共管账户"), "purses:accounts")
_MY_VOTES: Item = (mark("我的表决"), "voting:mine")
_MEETINGS: Item = (mark("会议"), "meetings:meetings")
_BOOKS: Item = (mark("业主共有资金"), "ledgers:books")
_MY_MEETINGS: Item = (mark("会议和议事"), "meetings:meetings")
_TALKS: tuple[Item, ...] = (
    (mark("三位一体"), "deliberation:topics"),
    (mark("小区关键小事"), "deliberation:small_matters"),
)
_EVALUATIONS: Item = (mark("评价"), "assessment:rounds")
_EXEMPLARS: Item = (mark("典型和示范项目"), "honours:nominations")
_PLAN: Item = (mark("和美小区行动方案"), "honours:plan")
_CREDIT: Item = (mark("信用"), "credit:lines")
_DISPUTES: Item = (mark("纠纷"), "mediation:inbox")
_NEW_DISPUTE: Item = (mark("登记纠纷"), "mediation:new")
_MEDIATION: Item = (mark("调处机构"), "mediation:bodies")
_OWN_DISPUTES: Item = (mark("我的纠纷"), "mediation:mine")
_MY_CREDIT: Item = (mark("信用"), "credit:mine")
_LEVELS: Item = (mark("物业企业信用等级"), "credit:levels")
_CONTRACTS: Item = (mark("第三方评估合同"), "assessment:contracts")
_PETITIONS: Item = (mark("物业信访"), "mediation:petitions")
_DISCLOSED: Item = (mark("小区公开"), "disclosure:disclosures")
_MY_MONEY: Item = (mark("小区的钱"), "disclosure:mine")
_MONEY_SEEN: Item = (mark("资金概览"), "disclosure:overview")
_LATE: Item = (mark("逾期公开名单"), "disclosure:late")
_TREASURER: Item = (mark("财务委员"), "disclosure:treasurer")
_SEARCH: Item = (mark("查找"), "portal:search")
_COCKPIT: Item = (mark("驾驶舱"), "cockpit:home")


class Group(NamedTuple):
    """Pages under one heading; the heading leads to the first of them."""

    words: str
    items: tuple[Item, ...]


_PLACES = Group(mark("小区"), (_ESTATES, _BOARDS, _MANAGED, _RENEWAL, _PACKAGES, _COMPANIES, _QUALITY))
_OWNERS = Group(mark("业主和议事"), (_VOTES, _COMMITTEES, _MEETINGS, *_TALKS))
_MONEY = Group(mark("业主资金"), (_BOOKS, _PURSES, _FUNDS))
_GUIDED = Group(mark("业主和议事"), (*_OWNERS.items, _DISCLOSED, _ELECTIONS, _DANGERS))
_OVERSIGHT = Group(mark("监督评价"), (_EVALUATIONS, _EXEMPLARS, _PLAN, _CREDIT))
# Who has no places sees what is nominated of his own, and no street's plan.
_NOMINATED = Group(mark("监督评价"), (_EVALUATIONS, _EXEMPLARS))
_LEADERSHIP = Group(mark("党建和政策"), (_PARTY, _SERVICE, _POLICY, _LIST))
# Who is in charge of a place keeps its offices and staff beside the Party and the policy.
_ORGANISED = Group(_LEADERSHIP.words, (*_LEADERSHIP.items[:2], _OFFICES, *_LEADERSHIP.items[2:]))
_KNOWN = Group(mark("职责和政策"), (_LIST, _POLICY))


def _work(*items: Item) -> Group:
    return Group(mark("工作"), (_WORK, _CASES, *items, _ON_BEHALF, _SEARCH))


_STAFF = (
    _work(_DUTIES),
    Group(mark("小区"), (_ESTATES,)),
    Group(mark("会议"), (_MEETINGS,)),
    Group(mark("监督评价"), (_EVALUATIONS,)),
    _LEADERSHIP,
)
# Who patrols or answers the phone owes no duty.
_FIELD = (_work(), Group(mark("小区"), (_ESTATES, _COMMITTEES)), _KNOWN)
_IN_CHARGE = (
    _work(_DUTIES, _PATROLS, _REVISITS, _PATTERNS, _PETITIONS),
    _COCKPIT,
    _PLACES,
    _GUIDED,
    Group(_MONEY.words, (*_MONEY.items, _MONEY_SEEN)),
    _OVERSIGHT,
    _ORGANISED,
)


def _with(menu: tuple[Item | Group, ...], group: Group, *items: Item) -> tuple[Item | Group, ...]:
    """Return a menu with more pages in one of its groups."""
    wider = Group(group.words, (*group.items, *items))
    return tuple(wider if part is group else part for part in menu)


# Who guides a place says who mediates there; a community sends what it cannot settle.
_FILERS = (_work(_DUTIES, _PATROLS, _REVISITS, _PATTERNS, _NEW_DISPUTE), *_IN_CHARGE[1:])
_MEDIATED = Group(_OVERSIGHT.words, (*_OVERSIGHT.items, _MEDIATION))
# Who is told of what is late below tries other rules on it.
_RULED = Group(_ORGANISED.words, (*_ORGANISED.items, _TRIALS))
_ABOVE = tuple(
    _MEDIATED if part is _OVERSIGHT else _RULED if part is _ORGANISED else part for part in _IN_CHARGE
)
# Who keeps registers moves them in from files.
_KEEPERS = _with(_with(_ABOVE, _PLACES, _IMPORTS), _IN_CHARGE[0], _HOTLINE)


MENUS: dict[Role, tuple[Item | Group, ...]] = {
    Role.PUBLIC: (_REPORT, _FOLLOW, _LEVELS, _LATE, _LOTS, _LIST),
    Role.RESIDENT: (
        _REPORT,
        (mark("我的报事"), "cases:work"),
        _MY_VOTES,
        _MY_MONEY,
        _MY_FUND,
        _MY_ELECTIONS,
        _MY_MEETINGS,
        (mark("小区议事"), "deliberation:topics"),
        _FOLLOW,
        _OWN_DISPUTES,
        _MY_SERVICE,
        _LEVELS,
        _LIST,
    ),
    # The district's housing authority receives the filing of a committee.
    Role.DEPARTMENT_CLERK: (*_STAFF, Group(mark("业主和议事"), (_ELECTIONS,))),
    # He goes to the doors of his cell for ballots.
    Role.GRID_WORKER: (_work(_PATROLS), _FIELD[1], Group(mark("业主和议事"), (_VOTES,)), _KNOWN),
    Role.HOTLINE_CLERK: (_work(_HOTLINE), *_FIELD[1:]),
    Role.COMMITTEE_MEMBER: (
        Group(mark("工作"), (_WORK, _DUTIES, _REPORT)),
        Group(mark("小区"), (_ESTATES,)),
        Group(mark("业主和议事"), (*_OWNERS.items, _DISCLOSED, _MY_ELECTIONS)),
        Group(_MONEY.words, (_TREASURER, *_MONEY.items)),
        _NOMINATED,
        _KNOWN,
    ),
    Role.COMPANY_MANAGER: (
        _work(_DUTIES),
        Group(mark("小区"), (_ESTATES, _BOARDS, _BOARD_PHONES)),
        Group(mark("业主和议事"), (*_TALKS, _DISCLOSED)),
        _MONEY,
        Group(mark("监督评价"), (*_NOMINATED.items, _MY_CREDIT)),
        _LEADERSHIP,
    ),
    Role.COMMUNITY_CLERK: _FILERS,
    Role.COMMUNITY_SECRETARY: _FILERS,
    Role.STREET_CLERK: _KEEPERS,
    # Where no department keeps the maintenance funds the county does: balances and deposits come in from files.
    Role.COUNTY_COORDINATOR: _with(_ABOVE, _PLACES, _IMPORTS),
    # The bureau buys the assessment of projects.
    Role.CITY_BUREAU: _with(_KEEPERS, _MEDIATED, _CONTRACTS),
    Role.SYSTEM_ADMIN: (
        (mark("机构和任职"), "people:bodies"),
        (mark("工作人员"), "people:staff"),
        _IMPORTS,
        _QUALITY,
        (mark("发送队列"), "notices:queue"),
        _LIST,
    ),
    Role.SECURITY_ADMIN: (
        (mark("登录会话"), "people:sessions"),
        (mark("账号和密码"), "people:staff"),
        (mark("接口密钥"), "people:program_keys"),
        (mark("事件推送"), "api:queue"),
        _LIST,
    ),
    Role.DATA_OFFICER: (
        (mark("个人信息申请"), "privacy:requests"),
        (mark("到期删除"), "privacy:retention"),
        (mark("告知的版本"), "privacy:notices"),
        (mark("影响评估"), "privacy:assessments"),
        _COUNTER,
        _LIST,
    ),
    Role.ASSESSOR: (
        (mark("我的检查"), "assessment:my_visits"),
        (mark("满意度调查"), "assessment:my_surveys"),
        _LIST,
    ),
    Role.MEDIATOR: (_DISPUTES, _NEW_DISPUTE, _LIST),
    Role.AUDITOR: (
        (mark("审计记录"), "people:audit"),
        (mark("案件查阅"), "cases:audit_search"),
        (mark("核对点"), "portal:checkpoints"),
        _LIST,
    ),
}
OTHERS = _STAFF
"""Before roles that have no menu of their own: companies."""
_KEPT = Group(_MONEY.words, (_FUNDS, _PURSES, _BOOKS, _DISCLOSED, _IMPORTS))


def menu_of(actor: Actor) -> tuple[Item | Group, ...]:
    """Return the menu of somebody's role; a department that is the authority of the fund also finds its pages."""
    parts = MENUS.get(actor.role, OTHERS)
    if actor.role is Role.DEPARTMENT_CLERK and Matter.MAINTENANCE_FUND in actor.matters:
        return (*parts, _KEPT)
    return parts
