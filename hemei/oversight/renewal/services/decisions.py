"""How an estate is to be managed: decided by those entitled, put in force in `companies`, ended, voided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.ground.companies import queries as companies_now
from hemei.ground.companies import services as companies
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import ModeDecision
from hemei.oversight.renewal.queries.facts import proposal_for, renewal_modes, vote_for
from hemei.oversight.renewal.rules.acts import Act
from hemei.oversight.renewal.rules.deciding import (
    DecisionFacts,
    may_decide,
    may_end_decision,
    may_put_in_force,
)
from hemei.oversight.renewal.rules.proposing import Proposal, may_differ
from hemei.oversight.renewal.rules.words import Decider, Mode
from hemei.oversight.renewal.services.shared import (
    LONGEST_DOCUMENT,
    allowed,
    event,
    locked,
    site_of,
    tell,
    written,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """A decision to enter: the vote by assembly and number, or the number of the document that says so.

    `reason` says why another mode was decided than the standard proposes.
    """

    estate_id: int
    mode: Mode
    by: Decider
    decided_on: date
    valid_from: date
    assembly_id: int | None = None
    vote: int | None = None
    document: str = ""
    package: str = ""
    reason: str = ""


def decide_modes(*, actor: Actor, now: datetime, drafts: Sequence[DecisionDraft]) -> list[int]:
    """Enter decisions, all or none; return their ids in order.

    Raises:
        Refused: who decided was not entitled, the vote or document is not there, or two would hold at once.
    """
    allowed(actor, Act.DECIDE)
    with records.acting(actor), transaction.atomic():
        told, rows = [], []
        for number, draft in zip(records.next_ids("renewal_modedecision", len(drafts)), drafts, strict=True):
            site = site_of(actor, draft.estate_id)
            proposal, basis = _judged(actor, site, draft, shanghai_day(now))
            row = _row(number, site, draft, proposal)
            data = {
                "proposed": row.proposed, "rule": row.rule, "mode": row.mode, "by": row.decided_by,
                "assembly": row.assembly_id, "vote": row.vote, "on": row.decided_on.isoformat(),
                "from": row.valid_from.isoformat(),
            }  # fmt: skip
            if draft.reason.strip() and proposal.mode is not draft.mode:
                sealed = records.seal(
                    stream=row.stream, scope=row.scope, field="mode_reason", text=draft.reason.strip()
                )
                row.reason_id = sealed.vault_id
                data |= {"reason": sealed.vault_id, "said": sealed.commitment}
            rows.append(row)
            told.append(event(row, "renewal.mode_decided", now, data, *proposal.references, *basis))
        written(rows, "renewal_modedecision_no_overlap", _OVERLAP)
        records.record_events(actor=actor, drafts=told)
    return [row.pk for row in rows]


def _judged(
    actor: Actor, site: places.EstateRow, draft: DecisionDraft, today: date
) -> tuple[Proposal, tuple[Reference, ...]]:
    """Return what the standard proposes and what the decision stands on; raises Refused."""
    rules, proposal = renewal_modes(draft.decided_on), proposal_for(site, actor=actor, on=draft.decided_on)
    if proposal is None:
        raise Refused.because(
            mark("这不是老旧小区，管理模式不在这里决定。"), remedy=mark("请在管理覆盖里登记。"), field="estate",
            code="not_old",
        )  # fmt: skip
    vote = vote_for(draft.assembly_id, draft.vote, actor=actor)
    facts = DecisionFacts(
        site.id, draft.mode, draft.by, vote, draft.document.strip(), draft.package.strip(), draft.decided_on,
        draft.valid_from,
    )  # fmt: skip
    explained = may_differ(proposal, draft.mode, draft.reason)
    return proposal, demand(may_decide(facts, rules, today=today), _short(draft), explained)


def _short(draft: DecisionDraft) -> Decision:
    if len(draft.document) <= LONGEST_DOCUMENT and len(draft.package) <= LONGEST_DOCUMENT:
        return Decision.yes()
    raise Refused.because(mark("文号或包名太长。"), field="document", code="too_long")


def _row(number: int, site: places.EstateRow, draft: DecisionDraft, proposal: Proposal) -> ModeDecision:
    return ModeDecision(
        id=number,
        stream=site.stream,
        scope=site.scope,
        estate_id=site.id,
        proposed=proposal.mode.value,
        rule=proposal.rule,
        mode=draft.mode.value,
        decided_by=draft.by.value,
        assembly_id=draft.assembly_id,
        vote=draft.vote if draft.assembly_id is not None else None,
        document=draft.document.strip(),
        package=draft.package.strip(),
        decided_on=draft.decided_on,
        valid_from=draft.valid_from,
    )


def put_in_force(*, actor: Actor, now: datetime, estate_id: int) -> int:
    """Let what was decided for an estate hold from today in `companies`; return the row of its mode.

    Raises:
        Refused: nothing was decided, it holds already or not yet, or `companies` refuses: no contract, no committee.
    """
    allowed(actor, Act.DECIDE)
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        site = site_of(actor, estate_id)
        rows = ModeDecision.objects.select_for_update().filter(estate_id=site.id, voided_at=None)
        row = (
            rows.filter(valid_from__lte=today).order_by("-valid_from").first()
            or rows.order_by("valid_from").first()
        )
        demand(
            may_put_in_force(
                decided=row is not None,
                in_force=row is not None and row.management_id is not None,
                voided=False,
                valid_from=row.valid_from if row else today,
                valid_until=row.valid_until if row else None,
                today=today,
            )
        )
        if row is None:
            raise AssertionError("a rule said yes to no decision")
        return _entered(actor, now, row)


def _entered(actor: Actor, now: datetime, row: ModeDecision) -> int:
    """Call `companies`, which keeps the register of modes, and note its row."""
    today = shanghai_day(now)
    runs = next(
        (
            one
            for one in companies_now.modes_of(row.estate_id, actor=actor, until=today)
            if one.runs_on(today)
        ),
        None,
    )
    if runs is not None and (runs.mode.value, runs.package) == (row.mode, row.package):
        row.management_id = runs.id  # it is managed so already; nobody begins it a second time
    else:
        basis = companies.Basis.OWNERS if row.decided_by == Decider.OWNERS.value else companies.Basis.STREET
        draft = companies.ModeDraft(
            row.estate_id, companies.Mode(row.mode), today, basis, row.package, row.document
        )
        row.management_id = companies.set_mode(actor=actor, now=now, draft=draft)
    return _linked(actor, now, row)


def _linked(actor: Actor, now: datetime, row: ModeDecision) -> int:
    row.save(update_fields=["management_id"])
    data = {"mode": row.mode, "management": row.management_id}
    tell(actor, now, row, "renewal.mode_put_in_force", data)
    return int(row.management_id or 0)


def link_mode(*, actor: Actor, now: datetime, decision_id: int, management_id: int) -> None:
    """Note which row of the register of modes puts a decision in force; for a contract that entered both."""
    row = locked(ModeDecision, actor, decision_id)
    row.management_id = management_id
    _linked(actor, now, row)


def end_running(*, actor: Actor, now: datetime, estate_id: int, day: date) -> None:
    """End what was decided for an estate before, where a contract that follows from a vote begins on a day."""
    rows = ModeDecision.objects.select_for_update().filter(
        estate_id=estate_id, voided_at=None, valid_until=None, valid_from__lt=day
    )
    for row in rows:
        _ended(actor, now, row, day)


def _ended(actor: Actor, now: datetime, row: ModeDecision, day: date) -> None:
    row.valid_until = day
    row.save(update_fields=["valid_until"])
    tell(actor, now, row, "renewal.decision_ended", {"mode": row.mode, "day": day.isoformat()})


def end_decision(*, actor: Actor, now: datetime, decision_id: int, day: date) -> None:
    """End a decision on a day, itself excluded, so that another may follow. Raises Refused."""
    allowed(actor, Act.DECIDE)
    with records.acting(actor), transaction.atomic():
        row = _live(actor, decision_id)
        demand(
            may_end_decision(
                valid_from=row.valid_from, valid_until=row.valid_until, day=day, today=shanghai_day(now)
            )
        )
        _ended(actor, now, row, day)


def void_decision(*, actor: Actor, now: datetime, decision_id: int, reason: str) -> None:
    """Void what was entered in error; what was put in force is voided in the register of modes."""
    allowed(actor, Act.DECIDE)
    demand(gives_reason(mark("没有写明作废的理由。"), reason))
    with records.acting(actor), transaction.atomic():
        row = _live(actor, decision_id)
        if row.management_id is not None:
            raise Refused.because(
                mark("这项决定已经实行，不能作废。"), remedy=mark("请登记结束日期，再登记新的决定。"), code="in_force"
            )  # fmt: skip
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="void_reason", text=reason.strip())
        data = {"mode": row.mode, "reason": sealed.vault_id, "said": sealed.commitment}
        tell(actor, now, row, "renewal.decision_voided", data)


def _live(actor: Actor, decision_id: int) -> ModeDecision:
    row = locked(ModeDecision, actor, decision_id)
    if row.voided_at is not None:
        raise Refused.because(mark("这项决定已经作废。"), remedy=mark("请刷新页面。"), code="voided")
    return row


_OVERLAP = Refused.because(
    mark("这段时间已经有一项管理模式的决定。"), remedy=mark("请先登记前一项的结束日期；登记有误的请作废。"),
    field="valid_from", code="overlap",
)  # fmt: skip
