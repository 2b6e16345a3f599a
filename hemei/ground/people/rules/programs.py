"""What a program's key opens, and for whom it may be issued."""

from __future__ import annotations

from enum import StrEnum

from hemei.ground.people.rules.bodies import BodyKind
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Scope(StrEnum):
    """What a key opens."""

    REPORT = "report"


SCOPE_NAMES: dict[Scope, str] = {Scope.REPORT: mark("上报问题（Open311）")}
SPEAKS_AS: dict[BodyKind, Role] = {BodyKind.HOTLINE: Role.HOTLINE_CLERK}
"""The bodies whose programs may have a key, and the role the program then has."""
LEAST_RATE, MOST_RATE, USUAL_RATE = 1, 6_000, 60
LONGEST_NAME = 60


def may_issue(*, name: str, kind: BodyKind | None, per_minute: int | None, scopes: int) -> Decision:
    """Whether a key may be issued under a name to a body of a kind, for so many calls a minute."""
    reasons = []
    if not 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004 - one character names nothing
        reasons.append(
            Reason(
                mark("名称要有 2 到 {most} 个字。"),
                {"most": LONGEST_NAME},
                mark("请写明是哪个程序。"),
                "name",
                "name",
            )
        )
    if kind not in SPEAKS_AS:
        reasons.append(
            Reason(mark("这个单位不能有接口密钥。"), {}, mark("请选热线或其他平台的单位。"), "body", "body")
        )
    if per_minute is None or not LEAST_RATE <= per_minute <= MOST_RATE:
        reasons.append(
            Reason(
                mark("每分钟次数要在 {least} 到 {most} 之间。"), {"least": LEAST_RATE, "most": MOST_RATE},
                mark("请填写整数。"), "per_minute", "rate",
            )
        )  # fmt: skip
    if not scopes:
        reasons.append(Reason(mark("没有选择用途。"), {}, mark("请至少选一项。"), "scopes", "scopes"))
    return Decision.no(*reasons) if reasons else Decision.yes()
