"""A use is planned, voted on by those who share its cost or cleared by the emergency path, built and accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from hemei.community.funds.facts import emergencies_on, fund_rules
from hemei.community.funds.models import Fund, Use
from hemei.community.funds.queries.parts import sharing
from hemei.community.funds.queries.standing_in import (
    acts_in_place,
    community_checks,
    of_company,
    plans,
    taken_up,
)
from hemei.community.funds.queries.uses import hands_of
from hemei.community.funds.rules.acts import AUTHORITY, COMMUNITY, Act, may_check, may_withdraw
from hemei.community.funds.rules.steps import MOVES, Step, may_move
from hemei.community.funds.rules.uses import Item, Plan, day_after, may_begin, may_plan
from hemei.community.funds.rules.warranty import Warranty, cover_of, latest_built, warranty_answered
from hemei.community.funds.rules.words import Level, Path, State
from hemei.community.funds.services.clocks import settle, start_check
from hemei.community.funds.services.following import share_use
from hemei.community.funds.services.shared import (
    PLATFORM,
    missing,
    on_fund,
    on_use,
    reason_of,
    sealed,
    tell,
)
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, demand
from hemei.kernel.workdays import shanghai_day

PHOTO, EXPERT, WARRANTY = "photo", "expert", "warranty"
MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A use to be planned; `proofs` are files by kind: of an emergency, of the warranty.

    `warranty` is what is said of the developer's warranty. `supplement_of` applies for an excess.
    """

    fund_id: int
    path: Path
    title: str
    part: str
    level: Level
    items: Sequence[Item]
    building_id: int | None = None
    entrance_id: int | None = None
    situation: str = ""
    warranty: Warranty | None = None
    proofs: Sequence[Proof] = ()
    supplement_of: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that proves an emergency, a photo or what an expert wrote; or what was said of the warranty."""

    kind: str
    name: str
    file: BinaryIO


@records.whole
def plan_use(*, actor: Actor, now: datetime, draft: PlanDraft) -> int:
    """Enter the plan of a use and return its id; an emergency goes at once to who clears it, on a clock.

    Raises:
        Refused: the fund is not the actor's; the cost is excluded; the part or building is not of the estate; an
            amount is not above zero; the situation is not of the list or not proven; the developer's warranty runs, or
            by the age of the building may run and no paper says otherwise.
    """
    with on_fund(actor, Act.PLAN, draft.fund_id) as fund:
        today = shanghai_day(now)
        rules, emergencies = fund_rules(today), emergencies_on(today)
        plan = Plan(
            path=draft.path, title=draft.title, part=draft.part, level=draft.level,
            on_building=draft.building_id is not None, on_entrance=draft.entrance_id is not None, items=draft.items,
            situation=draft.situation, proofs=frozenset(one.kind for one in draft.proofs),
        )  # fmt: skip
        built_year, proofs = _built_year(fund, draft, today), {one.kind for one in draft.proofs}
        references = demand(
            may_plan(plan, rules=rules, emergencies=emergencies),
            warranty_answered(
                draft.warranty, part=draft.part, built_year=built_year, proven=WARRANTY in proofs, on=today, rules=rules
            ),
        )  # fmt: skip
        _demand_place(fund, draft)
        row, cover = _row(actor, fund, draft, plan, today), cover_of(draft.part, built_year, rules)
        row.built_year, row.warranty_until = built_year, cover.until if cover else None
        row.save(force_insert=True)
        share_use(row.stream, fund)
        if actor.body_id is not None:
            records.grant_access(stream=row.stream, bodies=(actor.body_id,))
        _keep_proofs(row, draft.proofs, now)
        if draft.path is Path.EMERGENCY and emergencies is not None:
            start_check(actor, now, fund, row, emergencies.clearing)
        data = {
            "estate": fund.estate_id, "path": row.path, "part": row.part, "level": row.level,
            "building": row.building_id, "entrance": row.entrance_id, "budget": row.budget_fen,
            "situation": row.situation, "supplement_of": row.supplement_of_id, "warranty": row.warranty,
            "built_year": built_year,
        }  # fmt: skip
        tell(actor, now, row, "funds.use_planned", data, *references)
    return int(row.pk)


def _row(actor: Actor, fund: Fund, draft: PlanDraft, plan: Plan, today: date) -> Use:
    (number,) = records.next_ids("funds_use", 1)
    first = State.ASKED if draft.path is Path.EMERGENCY else State.PLANNED
    if draft.supplement_of is not None:
        main = Use.objects.filter(pk=draft.supplement_of, fund=fund, state=State.ACCEPTED.value).first()
        wanted = (draft.path.value, draft.level.value, draft.building_id, draft.entrance_id)
        if main is None or (main.path, main.level, main.building_id, main.entrance_id) != wanted:
            raise missing()
    return Use(
        id=number, stream=f"funds.use:{number}", scope=fund.scope, fund=fund, path=draft.path.value, state=first.value,
        title=" ".join(draft.title.split()), part=draft.part, level=draft.level.value, building_id=draft.building_id,
        entrance_id=draft.entrance_id, items=[{"name": one.name.strip(), "fen": one.fen} for one in draft.items],
        budget_fen=plan.budget_fen, situation=draft.situation if draft.path is Path.EMERGENCY else "",
        supplement_of_id=draft.supplement_of, body_id=actor.body_id, person_id=actor.person_id, planned_on=today,
        warranty=draft.warranty.value if draft.warranty else "",
    )  # fmt: skip


def _built_year(fund: Fund, draft: PlanDraft, today: date) -> int | None:
    """Return when what is mended was built by the register: of several buildings the newest."""
    years = places.built_years(fund.estate_id, actor=PLATFORM, on=today)
    if draft.building_id is not None:
        if draft.building_id not in years:
            raise missing()
        return years[draft.building_id]
    return latest_built(list(years.values()))


def _demand_place(fund: Fund, draft: PlanDraft) -> None:
    """Demand that the building and entrance are of this estate; what is elsewhere looks as if it were not there."""
    if not sharing(fund.pk, draft.building_id, draft.entrance_id).exists():
        raise missing()


def _keep_proofs(row: Use, proofs: Sequence[Proof], now: datetime) -> None:
    for one in proofs:
        if one.kind == PHOTO:
            photo = records.prepare_photo(one.file, name=one.name, most_bytes=MOST_BYTES)
            records.add_photo(photo, stream=row.stream, scope=row.scope, purpose="fund_photo", now=now)
        else:
            paper = records.prepare_attachment(one.file, name=one.name, most_bytes=MOST_BYTES)
            purpose = "fund_warranty" if one.kind == WARRANTY else "fund_expert"
            records.add_attachment(paper, stream=row.stream, scope=row.scope, purpose=purpose, now=now)


def moved(row: Use, step: Step) -> None:
    """Let a use take a step; raises Refused where it does not stand there."""
    state = State(row.state)
    demand(may_move(state, step))
    row.state = MOVES[step][state].value


CHECKED = ("checked_at", "checked_by_id", "checked_factor_at")
"""What an approval writes of a use, and what goes when its bill is made anew."""


def uncheck(row: Use) -> None:
    """Forget who checked a bill: he is no hand in the next one; the events keep who it was. The caller saves."""
    row.checked_at = row.checked_by_id = row.checked_factor_at = None


def bill_again(row: Use, *, also: tuple[str, ...] = ()) -> None:
    """Give a bill back to be shared and checked anew."""
    moved(row, Step.REBILL)
    uncheck(row)
    row.save(update_fields=["state", *CHECKED, *also])


def clear_emergency(*, actor: Actor, now: datetime, use_id: int) -> None:
    """Clear an emergency: no vote is needed. Raises Refused: not the checker's, or his own."""
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(checks(actor, now, fund, row))
        moved(row, Step.CLEAR)
        merge_supplement(row)
        row.cleared_on, row.check_by = shanghai_day(now), None
        row.save(update_fields=["state", "cleared_on", "check_by"])
        settle(actor, now, row)
        emergencies = emergencies_on(row.planned_on)
        references = [emergencies.clearing.warrant.reference] if emergencies else []
        tell(actor, now, row, "funds.use_cleared", {"path": row.path}, *references)


@records.whole
def refuse_use(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Refuse an emergency, or a bill for good, with the reason."""
    with on_use(actor, Act.CHECK, use_id) as (fund, row):
        demand(checks(actor, now, fund, row))
        said = reason_of(reason)
        moved(row, Step.REFUSE)
        row.check_by = None
        row.save(update_fields=["state", "check_by"])
        settle(actor, now, row)
        tell(actor, now, row, "funds.use_refused", {"texts": sealed(row, said)})


def checks(actor: Actor, now: datetime, fund: Fund, row: Use) -> Decision:
    """Whether the actor checks this use: the authority or the committee, and not what he or his company did.

    In an emergency the authority acts in the place of a committee that is silent or not there; that is recorded once.
    What the owners voted on the residents' committee checks while no committee is at work.
    """
    own = actor.person_id is not None and actor.person_id in hands_of(row)
    handed_over = fund.handed_over_on is not None
    asked = handed_over and actor.among(AUTHORITY)
    acts = asked and acts_in_place(row.pk, now=now)
    community = handed_over and actor.role in COMMUNITY and community_checks(row.pk, now=now)
    found = may_check(
        actor, handed_over=handed_over, own=own, of_company=of_company(row.pk, actor=actor, now=now),
        in_place=acts, community=community,
    )  # fmt: skip
    if acts and found.allowed and not taken_up([row.stream]):
        rule = fund_rules(row.planned_on).in_place
        late = row.check_by is not None and row.check_by < now
        data = {"late": late, "check_by": row.check_by.isoformat() if row.check_by else None}
        tell(actor, now, row, "funds.taken_up", data, *((rule.warrant.reference,) if rule else ()))
    return found


def merge_supplement(row: Use) -> None:
    """Let what was allowed for an excess end here: it is billed with the use it supplements."""
    if row.supplement_of_id is not None:
        row.state = State.MERGED.value


@records.whole
def withdraw_use(*, actor: Actor, now: datetime, use_id: int, reason: str) -> None:
    """Take back a plan before it is voted on or cleared, with the reason.

    Raises:
        Refused: another body planned it and the actor's did not take its place; it is voted on or cleared; no reason.
    """
    with on_use(actor, Act.PLAN, use_id) as (_fund, row):
        demand(may_withdraw(planner=plans(row.pk, actor=actor, now=now)))
        said = reason_of(reason)
        moved(row, Step.WITHDRAW)
        row.check_by = None
        row.save(update_fields=["state", "check_by"])
        settle(actor, now, row)
        tell(actor, now, row, "funds.use_withdrawn", {"texts": sealed(row, said)})


def begin_works(
    *, actor: Actor, now: datetime, use_id: int, day: date, contractor: str, chosen_by: str, offers: int
) -> None:
    """Let the works begin with a contractor chosen as the budget asks.

    Raises:
        Refused: not cleared, before it was, a contractor chosen too easily, too few offers.
    """
    with on_use(actor, Act.WORK, use_id) as (_fund, row):
        rules = fund_rules(row.planned_on)
        demand(may_move(State(row.state), Step.BEGIN))
        references = demand(
            day_after(day, row.cleared_on, today=shanghai_day(now), field="begun_on"),
            may_begin(
                budget_fen=row.budget_fen, contractor=contractor, chosen_by=chosen_by, offers=offers, rules=rules
            ),
        )  # fmt: skip
        moved(row, Step.BEGIN)
        row.begun_on, row.contractor, row.chosen_by, row.offers = day, contractor.strip(), chosen_by, offers
        row.save(update_fields=["state", "begun_on", "contractor", "chosen_by", "offers"])
        data = {"day": day.isoformat(), "chosen_by": chosen_by, "offers": offers}
        tell(actor, now, row, "funds.works_begun", data, *references)


def accept_works(*, actor: Actor, now: datetime, use_id: int, day: date) -> None:
    """Put down that the works were accepted. Raises Refused: not begun, or the day will not do."""
    with on_use(actor, Act.WORK, use_id) as (_fund, row):
        demand(may_move(State(row.state), Step.ACCEPT))
        demand(day_after(day, row.begun_on, today=shanghai_day(now), field="accepted_on"))
        moved(row, Step.ACCEPT)
        row.accepted_on = day
        row.save(update_fields=["state", "accepted_on"])
        tell(actor, now, row, "funds.works_accepted", {"day": day.isoformat()})
