"""Each estate of a package decides in its own zone: its vote is called from the package, its result comes back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import Package, PackageEstate
from hemei.oversight.renewal.queries.planning import planning_on
from hemei.oversight.renewal.rules.packages import (
    CALLABLE,
    PackageState,
    Standing,
    Step,
    may_step,
    standing_after,
)
from hemei.oversight.renewal.rules.planner.left import yuan
from hemei.oversight.renewal.services.packages import missing, moved, tell

MATTER = "hire_company"
UNDONE = Q(live=True) | Q(standing=Standing.FAILED.value)
"""Whom an annulled vote can bring back: who stands in the package, and who left it by that vote."""


def call_vote(
    *, actor: Actor, now: datetime, member_id: int, cited: voting.Cited = voting.NOTHING_CITED
) -> int:
    """Call the owners' meeting of one estate on its package and return the assembly: nothing is typed twice.

    The residents' committee calls where no owners' committee is at work (guidance rules art. 58); where one is, it
    calls on the owners' proposal that obliges it, and if it did not though ordered to, the residents' committee again.

    Raises:
        Refused: not the actor's community, not issued, called already, or a committee is at work and nobody asked.
    """
    found = PackageEstate.objects.filter(pk=member_id).values_list("package_id", "scope").first()
    if found is None or not actor.covers(found[1]):
        raise missing()
    with records.acting(actor), transaction.atomic():
        package = Package.objects.select_for_update().filter(pk=found[0]).first()
        if package is None:  # a draft is its street's
            raise missing()
        demand(may_step(actor.role, Step.CALL, PackageState(package.state)))
        member = PackageEstate.objects.select_for_update(of=("self",)).get(pk=member_id)
        if not member.live or member.standing not in CALLABLE:
            raise Refused.because(
                mark("这个小区已经召集表决或已经退出"), remedy=mark("刷新页面查看"), code="called"
            )
        assembly = voting.call_assembly(
            actor=actor, now=now, draft=cited.by(_draft(actor, package, member, shanghai_day(now)))
        )
        member.assembly_id, member.standing = assembly, Standing.VOTING.value
        member.calls += 1
        member.save(update_fields=["assembly", "standing", "calls"])
        moved(package, Step.CALL)
        data = {"estate": member.estate_id, "assembly": assembly}
        tell(actor, now, package, "renewal.vote_called", data)
    return assembly


def _draft(actor: Actor, package: Package, member: PackageEstate, today: date) -> voting.AssemblyDraft:
    item = voting.AgendaItem(
        matter="hire_company",
        title=f"参加“{package.name}”统一打包选聘：收费标准不超过每平方米每月{yuan(package.fee_fen)}元，"
        f"服务期{package.years}年",
    )
    base = {
        "estate_id": member.estate_id,
        "kind": "extraordinary",
        "title": f"参加“{package.name}”统一打包选聘",
        "key": f"package:{package.pk}:{member.pk}:{member.calls + 1}",
        "agenda": (item,),
        "record": package.stream,
        "repeats_id": member.assembly_id,  # kept only where too few took part
    }
    if people.committee_able(member.estate_id, today) is None:
        return voting.AssemblyDraft(called_by="residents_committee", ground="no_committee", **base)  # type: ignore[arg-type]
    if member.assembly_id is not None:  # held again, it stands on the proposal of the first meeting
        before = votes.assembly(member.assembly_id, actor=actor)
        again = (before.called_by, before.ground) if before else ("committee", "fifth_of_owners")
        return voting.AssemblyDraft(called_by=again[0], ground=again[1], **base)  # type: ignore[arg-type]
    asked = votes.proposals_in(member.estate_id, actor=actor)
    owed = next((one for one in asked if one.owed and one.matter == MATTER), None)
    if owed is None:
        raise Refused.because(
            mark("本小区有业主委员会，还没有业主提议选聘物业服务企业"),
            remedy=mark("请先登记百分之二十以上业主的提议，达到后再从这里召集"),
            code="no_proposal",
        )
    return voting.AssemblyDraft(
        called_by=owed.calling[0],
        ground=owed.calling[1],
        proposal_id=owed.id,
        **base,  # type: ignore[arg-type]
    )


def take_result(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the published result of an estate's own vote decide how it stands; a result is taken once."""
    member = PackageEstate.objects.filter(
        assembly_id=assembly_id, live=True, standing=Standing.VOTING.value
    ).first()
    if member is None:
        return
    with opened(actor, member.scope):
        found = next(
            (one for one in votes.outcomes(assembly_id, actor=actor) if one.vote.matter == MATTER), None
        )
    if found is None:
        return
    with records.acting(actor), transaction.atomic():
        package = Package.objects.select_for_update().get(pk=member.package_id)
        member = PackageEstate.objects.select_for_update(of=("self",)).get(pk=member.pk)
        if member.standing != Standing.VOTING:
            return
        rule = planning_on(shanghai_day(now)).repeated
        repeats = rule.times if package.state == PackageState.VOTING else 0
        stands = standing_after(
            passed=found.passed, quorum=found.quorum, short_before=member.short, repeats=repeats
        )
        member.standing, member.live = stands.value, stands is not Standing.FAILED
        member.short += not found.quorum
        member.decided_on = None if stands is Standing.SHORT else shanghai_day(found.judged_at)
        member.save(update_fields=["standing", "live", "decided_on", "short"])
        data = {
            "estate": member.estate_id,
            "assembly": assembly_id,
            "passed": found.passed,
            "standing": stands.value,
        }
        references = () if stands is Standing.PASSED or found.quorum else (rule.warrant.reference,)
        tell(actor, now, package, "renewal.estate_decided", data, *references)


def undo_vote(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let an estate whose meeting was called off, or whose result was annulled before the tender, vote again.

    One that had said no stands in the package again, unless it stands in another by now. Out to tender it cannot wait:
    an estate without a decision has no part in the contract and leaves.
    """
    rows = PackageEstate.objects.filter(UNDONE, assembly_id=assembly_id)
    found = rows.values_list("package_id", "scope").first()
    if found is None:
        return
    with opened(actor, found[1]):
        counted = next(iter(votes.outcomes(assembly_id, actor=actor)), None)
    with records.acting(actor), transaction.atomic():
        package = Package.objects.select_for_update().get(pk=found[0])
        member = (
            package.estates.select_for_update(of=("self",)).filter(UNDONE, assembly_id=assembly_id).first()
        )
        if member is None or package.state not in {PackageState.VOTING, PackageState.TENDERED}:
            return
        data = {"estate": member.estate_id, "assembly": assembly_id}
        if package.state == PackageState.TENDERED:
            if member.live:
                member.live, member.standing = False, Standing.LEFT.value
                member.save(update_fields=["live", "standing"])
                tell(actor, now, package, "renewal.estate_left", data)
            return
        others = PackageEstate.objects.filter(estate_id=member.estate_id, live=True)
        if not member.live and others.exists():
            return
        member.short -= counted is not None and not counted.quorum
        member.standing, member.live = Standing.IN.value, True
        member.assembly, member.decided_on = None, None
        member.save(update_fields=["standing", "live", "assembly", "decided_on", "short"])
        tell(actor, now, package, "renewal.vote_undone", data)
