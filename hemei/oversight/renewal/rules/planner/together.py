"""Whether given estates may be one bundle: near to each other, with no line without a crossing between."""

from __future__ import annotations

from collections.abc import Sequence

from hemei.kernel.decision import Decision
from hemei.oversight.renewal.rules.planner.ground import Site, Wishes, ground_of
from hemei.oversight.renewal.rules.planner.left import impossible_together
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning
from hemei.oversight.renewal.rules.planner.walks import Line


def may_be_together(
    sites: Sequence[Site], lines: Sequence[Line], wishes: Wishes, rules: PackagePlanning
) -> Decision:
    """Answer whether these estates may be one bundle by what the register says of where they lie."""
    ground = ground_of(sites, lines, wishes, rules)
    whole = (1 << len(ground.sites)) - 1
    if ground.may_hold(whole) and ground.hangs_together(whole):
        return Decision.yes()
    return Decision.no(impossible_together(ground, whole))
