"""What a program's key opens, for whom it may be issued, for how long, and when it is let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.ground.people.rules.bodies import ROLES_OF, BodyKind
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.scopes import Scope

SCOPE_NAMES: dict[Scope, str] = {
    Scope.REPORT: mark("上报问题（Open311 和 /api/cases）"),
    Scope.CASES: mark("读取案件"),
    Scope.PLACES: mark("读取小区和物业企业"),
    Scope.FIGURES: mark("读取指标"),
    Scope.PUBLISHED: mark("读取公示牌、公开事项、标准和核对点"),
    Scope.CREDIT: mark("读取已公布的信用等级"),
    Scope.WEBHOOKS: mark("订阅事件推送"),
}
SPEAKS_AS: frozenset[Role] = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.STREET_CLERK,
        Role.DEPARTMENT_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
        Role.COMPANY_MANAGER,
        Role.HOTLINE_CLERK,
    }
)
"""The roles a program may have; it never is a resident, a grid worker, an administration or anybody elected."""
LEAST_RATE, MOST_RATE, USUAL_RATE = 1, 6_000, 60
LONGEST_NAME = 60
LONGEST_DAYS, USUAL_DAYS = 731, 365
"""A key ends by itself after two years at most: who still needs it asks again."""


def roles_of(kind: BodyKind | None) -> frozenset[Role]:
    """Return the roles a program of a body of this kind may have."""
    return ROLES_OF[kind] & SPEAKS_AS if kind is not None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key as it is asked for; `kind` is that of the body that stands today, None where there is none."""

    name: str
    kind: BodyKind | None
    role: Role | None
    scopes: frozenset[Scope]
    per_minute: int | None
    last_day: date | None


def may_issue(wanted: Wanted, *, today: date) -> Decision:
    """Whether such a key may be issued."""
    reasons = [*_named(wanted.name), *_spoken_for(wanted.kind, wanted.role)]
    if wanted.per_minute is None or not LEAST_RATE <= wanted.per_minute <= MOST_RATE:
        reasons.append(
            Reason(
                mark("每分钟次数要在 {least} 到 {most} 之间。"), {"least": LEAST_RATE, "most": MOST_RATE},
                mark("请填写整数。"), "per_minute", "rate",
            )
        )  # fmt: skip
    if not wanted.scopes:
        reasons.append(Reason(mark("没有选择用途。"), {}, mark("请至少选一项。"), "scopes", "scopes"))
    if wanted.last_day is None or not today <= wanted.last_day <= today + timedelta(days=LONGEST_DAYS):
        reasons.append(
            Reason(
                mark("密钥要有到期日，从今天起最长 {most} 天。"), {"most": LONGEST_DAYS},
                mark("请填写这段时间里的一天，写成 2027-09-28 的样子。"), "last_day", "last_day",
            )
        )  # fmt: skip
    return Decision.no(*reasons) if reasons else Decision.yes()


def _named(name: str) -> list[Reason]:
    if 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004 - one character names nothing
        return []
    text, values = mark("名称要有 2 到 {most} 个字。"), {"most": LONGEST_NAME}
    return [Reason(text, values, mark("请写明是哪个程序。"), "name", "name")]


def _spoken_for(kind: BodyKind | None, role: Role | None) -> list[Reason]:
    if not roles_of(kind):
        text = mark("没有这个名称的单位，或者这个单位不能有接口密钥。")
        remedy = mark("请填写单位的全称；部门、街道、社区、物业公司和热线可以有密钥。")
        return [Reason(text, {}, remedy, "body", "body")]
    if role not in roles_of(kind):
        text = mark("这个单位的程序不能以这个身份读写。")
        return [Reason(text, {}, mark("请选择这个单位自己的身份。"), "role", "role_of_body")]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A key as it is kept: of which body, in which role, until when, for what."""

    kind: BodyKind
    body_stands: bool
    role: Role
    scopes: frozenset[str]
    stopped_at: datetime | None
    expires_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether the key opens anything at all at a moment: not stopped, not expired, its body still there."""
        return (
            self.stopped_at is None
            and (self.expires_at is None or now < self.expires_at)
            and self.body_stands
            and self.role in roles_of(self.kind)
        )


def may_enter(held: Held | None, *, scope: Scope | None, now: datetime) -> Decision:
    """Whether a program with this key is let in, and for this."""
    if held is None or not held.holds(now):
        return Decision.no(
            Reason(
                mark("密钥不对、已经停用或者已经到期。"), {}, mark("请向平台安全管理员核对。"), "", "key",
            )
        )  # fmt: skip
    return may_open(held.scopes, scope)


def may_open(scopes: frozenset[str], scope: Scope | None) -> Decision:
    """Whether a key of these scopes opens this; what every key opens has no scope."""
    if scope is None or scope in scopes:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这把密钥不能用于“{scope}”。"), {"scope": SCOPE_NAMES[scope]},
            mark("请向平台安全管理员申请这项用途。"), "", "scope",
        )
    )  # fmt: skip
