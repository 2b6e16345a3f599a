"""An objection is upheld: of each sheet of the unit is said whose it was; another's is struck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Assembly, Ballot
from hemei.community.voting.queries.disputed import PaperInDispute, SheetInDispute
from hemei.community.voting.services.before_count import strike_before_count
from hemei.community.voting.services.telling import procedure_of, sealed
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

GROUND = "objection_upheld"


def sort_sheets(
    actor: Actor,
    now: datetime,
    sheets: Sequence[PaperInDispute | SheetInDispute],
    own: Mapping[int, bool],
    reason: str,
) -> dict[str, Any]:
    """Strike the sheets that were another's than the true owner's; return what the event says of all of them.

    `own` says of each sheet whether it was the true owner's; his counts. Before the count a strike takes effect with
    it. After it ballots are struck by a third hand, as ever, who may cite that they were found another's.

    Raises:
        Refused: of a sheet nothing is said.
    """
    if missing := [one for one in sheets if one.sheet_id not in own]:
        raise Refused.because(
            mark("这一户还收到了{count}张票，请逐张写明是不是业主本人的"), code="papers",
            field=f"paper_{missing[0].sheet_id}", count=len(missing),
        )  # fmt: skip
    foreign = [one for one in sheets if not own[one.sheet_id]]
    for assembly in sorted({one.assembly_id for one in foreign if not one.judged}):
        _strike(
            actor, now, assembly, [one.sheet_id for one in foreign if one.assembly_id == assembly], reason
        )
    told = {
        "own": [one.sheet_id for one in sheets if own[one.sheet_id]],
        "foreign": [one.sheet_id for one in foreign],
    }
    return {"papers": told} if sheets else {}


def _strike(actor: Actor, now: datetime, assembly_id: int, sheets: list[int], reason: str) -> None:
    found = Assembly.objects.select_for_update().get(pk=assembly_id)
    if found.judged_at is not None:
        raise Refused.because(mark("刚刚计了票，请重新打开这一页"), code="judged")
    ballots = list(
        Ballot.objects.filter(sheet__in=sheets, valid=True, strike=None)
        .select_related("roll_unit")
        .order_by("id")
    )
    said = sealed(ballots[0].roll_unit, reason)
    ground = procedure_of(shanghai_day(now)).strike_of(GROUND)
    strike_before_count(
        actor, now, found, ballots, ground=GROUND, reasons={one.roll_unit_id: said for one in ballots},
        texts={"reason": said}, references=(ground.warrant.reference,) if ground else (),
    )  # fmt: skip
