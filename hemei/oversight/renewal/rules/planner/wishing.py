"""May a clerk wish this: what he pins, keeps apart and leaves out must not contradict itself."""

from __future__ import annotations

from collections.abc import Sequence

from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.renewal.rules.planner.ground import Wishes


def may_wish(wishes: Wishes) -> Decision:
    """Whether all wishes can hold at once; a plan that silently drops one would answer another question."""
    reasons = []
    groups = _together(wishes.together)
    if any({first, second} <= group for group in groups for first, second in wishes.apart):
        reasons.append(
            Reason(
                mark("有两个小区既要打在一起，又要不打在一起"),
                {},
                mark("请取消其中一项再算"),
                "how",
                "together_and_apart",
            )
        )
    if any(group & wishes.without for group in groups):
        reasons.append(
            Reason(
                mark("有小区既固定在一组里，又被排除"),
                {},
                mark("请取消其中一项再算"),
                "how",
                "pinned_and_out",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def _together(groups: Sequence[Sequence[int]]) -> list[set[int]]:
    """Return the sets of estates to stay together; those that share an estate are one."""
    found: list[set[int]] = []
    for group in groups:
        merged = set(group)
        for known in [one for one in found if one & merged]:
            found.remove(known)
            merged |= known
        found.append(merged)
    return found
