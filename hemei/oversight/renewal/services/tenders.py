"""The estates that agreed go out to tender together; who bids is weighed by `credit`; one contract with annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.companies import queries as company_queries
from hemei.ground.companies import services as companies
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import BidderSheet, Package, PackageEstate
from hemei.oversight.renewal.queries.facts import package_vote
from hemei.oversight.renewal.queries.paper import tender_paper
from hemei.oversight.renewal.queries.planning import planning_on
from hemei.oversight.renewal.rules.packages import ContractDraft, Standing, Step, may_contract, may_tender
from hemei.oversight.renewal.rules.words import Decider, Mode
from hemei.oversight.renewal.services.decisions import DecisionDraft, decide_modes, end_running, link_mode
from hemei.oversight.renewal.services.packages import live_members, locked, moved, tell
from hemei.oversight.renewal.services.votes import MATTER


@dataclass(frozen=True, slots=True)
class BidderRow:
    """What `credit` says of a bidder: level and its year where there is one, stars, as of which day."""

    company_id: int
    level: str
    level_year: int | None
    stars: int | None
    as_of: date


def open_tender(*, actor: Actor, now: datetime, package_id: int, closes_on: date) -> None:
    """Open the tender of a package with the estates that agreed; the worker writes its documents from the registers.

    Raises:
        Refused: not the actor's, an estate has not decided, fewer than two agreed, or too little time to bid.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.TENDER)
        members, today = live_members(row), shanghai_day(now)
        bidding = planning_on(today).bidding
        standings = [Standing(one.standing) for one in members]
        demand(may_tender(standings, opens=today, closes=closes_on, least=bidding.days))
        out = [one for one in members if one.standing == Standing.SHORT]
        for member in out:
            member.live, member.standing, member.decided_on = False, Standing.FAILED.value, today
            member.save(update_fields=["live", "standing", "decided_on"])
        moved(row, Step.TENDER, opened_on=today, closes_on=closes_on)
        data = {
            "estates": [one.estate_id for one in members if one.live], "left": [one.estate_id for one in out],
            "closes": closes_on.isoformat(),
        }  # fmt: skip
        tell(actor, now, row, "renewal.tender_opened", data, bidding.warrant.reference)


def print_tender(*, actor: Actor, now: datetime, package_id: int) -> None:
    """Write the documents of a tender, DOCX and PDF, from the registers of the day it opened; for the worker."""
    with records.acting(actor), transaction.atomic():
        row = Package.objects.select_for_update().filter(pk=package_id, opened_on__isnull=False).first()
        if row is None or row.opened_on is None:
            return
        sites = places.estates_by_id([one.estate_id for one in live_members(row)], actor=actor)
        paper = tender_paper(row, live_members(row), sites, planning_on(row.opened_on))
        files = records.PaperFiles(records.docx_of(paper), records.pdf_of(paper))
        records.keep_paper(files=files, stream=row.stream, scope=row.scope, now=now)


def enter_bidder(*, actor: Actor, now: datetime, package_id: int, company_id: int) -> int:
    """Enter a company that bids; `credit` adds level and stars.

    Raises:
        Refused: no open tender of the actor's, no such company, or entered already.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.BID)
        today = shanghai_day(now)
        if company_queries.company(company_id) is None:
            raise Refused.because(mark("没有找到这家企业。"), field="company", code="no_company")
        if row.closes_on is not None and today > row.closes_on:
            raise Refused.because(mark("投标已经截止"), field="company", code="closed")
        bidder = BidderSheet(
            stream=row.stream, scope=row.scope, package=row, company_id=company_id, entered_on=today
        )
        try:
            with transaction.atomic():
                bidder.save(force_insert=True)
        except IntegrityError as error:
            raise Refused.because(mark("这家企业已经登记投标"), field="company", code="twice") from error
        tell(actor, now, row, "renewal.bidder_entered", {"company": company_id})
    return int(bidder.pk)


def attach_bidder_sheet(*, actor: Actor, now: datetime, package_id: int, rows: Sequence[BidderRow]) -> int:
    """Add what `credit` says of the bidders of a tender; how many were added. What stands is not changed."""
    with records.acting(actor), transaction.atomic():
        package = Package.objects.select_for_update().filter(pk=package_id).first()
        if package is None:
            return 0
        said = {row.company_id: row for row in rows}
        waiting = BidderSheet.objects.filter(package=package, as_of=None, company_id__in=said)
        added = []
        for bidder in waiting.order_by("id"):
            row = said[bidder.company_id]
            bidder.level, bidder.level_year = row.level, row.level_year
            bidder.stars, bidder.as_of = row.stars, row.as_of
            bidder.save(update_fields=["level", "level_year", "stars", "as_of"])
            added.append({"company": row.company_id, "level": row.level, "stars": row.stars})
        if added:
            tell(actor, now, package, "renewal.bidders_weighed", {"bidders": added})
    return len(added)


def record_contract(*, actor: Actor, now: datetime, package_id: int, draft: ContractDraft) -> list[int]:
    """Enter the contract: one for the package, an annex for each estate, each a project of `companies`.

    Each estate's own published vote is the decision of its mode; without one nothing is put in force.

    Raises:
        Refused: not the actor's or not out to tender, the company did not bid, the contract does not fit the vote, or
            an estate has no vote that passed, is published and stands.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.CONTRACT)
        members, closed = live_members(row), row.closes_on or draft.signed_on
        demand(may_contract(draft, highest_fen=row.fee_fen, closed=closed, estates=len(members)))
        if not row.bidders.filter(company_id=draft.company_id).exists():
            raise Refused.because(
                mark("这家企业没有登记投标"), remedy=mark("请核对中标企业"), field="company", code="no_bidder"
            )
        decided = decide_modes(actor=actor, now=now, drafts=_decisions(actor, now, row, members, draft))
        projects = companies.begin_projects(
            actor=actor, now=now, drafts=[_project(one, draft) for one in members]
        )
        for member, project, decision in zip(members, projects, decided, strict=True):
            member.project_id = project
            member.save(update_fields=["project"])
            mode = companies.set_mode(actor=actor, now=now, draft=_mode(row, member, draft))
            link_mode(actor=actor, now=now, decision_id=decision, management_id=mode)
        moved(
            row,
            Step.CONTRACT,
            company_id=draft.company_id,
            contract_fee_fen=draft.fee_fen,
            contract=draft.reference.strip(),
            signed_on=draft.signed_on,
        )
        data = {"company": draft.company_id, "projects": projects, "fee_fen": draft.fee_fen}
        tell(actor, now, row, "renewal.package_contracted", data)
    return projects


def _decisions(
    actor: Actor, now: datetime, row: Package, members: Sequence[PackageEstate], draft: ContractDraft
) -> list[DecisionDraft]:
    """Return the decision of each estate's owners; what was decided before ends where the contract begins."""
    found = []
    for member in members:
        number, vote = package_vote(member.assembly_id, MATTER, actor=actor)
        end_running(actor=actor, now=now, estate_id=member.estate_id, day=draft.valid_from)
        found.append(
            DecisionDraft(
                estate_id=member.estate_id, mode=Mode.PACKAGED, by=Decider.OWNERS,
                decided_on=vote.published_on if vote and vote.published_on else draft.signed_on,
                valid_from=draft.valid_from, assembly_id=member.assembly_id, vote=number, package=row.name,
                reason=f"业主表决同意参加“{row.name}”统一打包选聘",
            )
        )  # fmt: skip
    return found


def _project(member: PackageEstate, draft: ContractDraft) -> companies.ProjectDraft:
    return companies.ProjectDraft(
        draft.company_id,
        member.estate_id,
        companies.Contract.OWNERS,
        draft.valid_from,
        term_until=draft.term_until,
        fee_fen=draft.fee_fen,
    )


def _mode(row: Package, member: PackageEstate, draft: ContractDraft) -> companies.ModeDraft:
    return companies.ModeDraft(
        member.estate_id,
        companies.Mode.PACKAGED,
        draft.valid_from,
        companies.Basis.OWNERS,
        package=row.name,
        reference=draft.reference.strip(),
    )
