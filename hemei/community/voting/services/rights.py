"""By what right a sheet is cast: a binding, a written proxy, a document that was seen, two at a door, a signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hemei.community.voting.models import Proxy, Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.bound import binding_facts, owners_on, proxies_of, standing_on
from hemei.community.voting.queries.law import proof_of
from hemei.community.voting.rules import casting, voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.casting import Basis, Channel, Item
from hemei.community.voting.rules.handing import Handed
from hemei.community.voting.rules.proxies import proxies_when
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.services.proxies import demand_no_more
from hemei.community.voting.services.telling import demand_in_time, proof_rules, standing_binding
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDraft:
    """A sheet as it came in: one unit, a choice for each item by id of the vote.

    `received_at` is when it came, which may be before it is entered; of paper of which only a period is known, the
    moment it counts by, and `handed` the period. `spoiled` items were marked and are not valid, on
    `unsigned` paper all are.
    By phone the voter gave a one-time code at `confirmed_at`. At the desk and on the doorstep somebody is there in
    `capacity` for `owner_id`, whose identity `document` was seen, or as the holder of `proxy_id`; `evidence` says by
    which paper, and who it is, where he is not the sole owner; `visitor_id` is the second person on the doorstep.
    Of paper for which nobody says in what capacity it was signed, the roll says who signs for the unit. The same `key`
    of a unit is the same sheet.
    """

    roll_unit_id: int
    choices: Mapping[int, Choice]
    channel: Channel
    received_at: datetime
    spoiled: frozenset[int] = frozenset()
    confirmed_at: datetime | None = None
    document: str = ""
    capacity: voters.Capacity | None = None
    owner_id: int | None = None
    proxy_id: int | None = None
    visitor_id: int | None = None
    evidence: str = ""
    key: str | None = None
    handed: Handed | None = None
    unsigned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """By what right a sheet is cast."""

    basis: Basis
    binding_id: int | None = None
    proxy_id: int | None = None
    person_id: int | None = None
    visitors: tuple[int, ...] = ()
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes sheets of which roll, and what may stand on them; `proxied` are holders and units of this batch."""

    actor: Actor
    now: datetime
    roll: Roll
    items: tuple[Item, ...]
    proof: VoterProof
    proxied: list[tuple[int, int]] = field(default_factory=list)

    def check(self, sheet: SheetDraft) -> None:
        """Refuse a sheet that came outside the time of the vote, or holds something outside the agenda."""
        demand_in_time(self.roll, sheet.received_at, self.now)
        demand(casting.fits_agenda(self.items, {*sheet.choices, *sheet.spoiled}))


def by_phone(taking: Taking, unit: RollUnit, sheet: SheetDraft, binding: VoterBinding | None) -> Right:
    """Find by what right a person votes for a unit by phone: bound to it, or the holder of a written proxy."""
    actor = taking.actor
    if actor.role is not Role.RESIDENT or actor.person_id is None:
        raise Refused.because(
            mark("手机投票请用居民身份"), remedy=mark("请在“我的账号”中切换"), code="resident"
        )
    if not taking.proof.step_up.counts(sheet.confirmed_at, taking.now):
        raise Refused.because(mark("请先用短信验证码确认是您本人"), field="code", code="step_up")
    if binding is not None and is_of(actor, binding.person_id):
        return bound_right(taking, unit, sheet, binding)
    proxy = Proxy.objects.filter(roll_unit=unit, withdrawn_at=None).first()
    if proxy is not None and is_of(actor, proxy.holder_id):
        return _by_proxy(taking, unit, proxy.pk, ())
    return bound_right(taking, unit, sheet, None)


def may_vote(*, actor: Actor, now: datetime, roll_unit_id: int) -> Decision:
    """Whether the actor may vote for a unit by phone now, apart from the one-time code; writes nothing."""
    unit = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id).select_related("roll").first()
    if unit is None:
        return Decision.no(Reason(mark("名册上没有这一专有部分"), {}, "", "unit", "not_on_the_roll"))
    taking = Taking(actor, now, unit.roll, (), proof_of(unit.roll))
    sheet = SheetDraft(
        roll_unit_id=roll_unit_id, choices={}, channel="phone", received_at=now, confirmed_at=now
    )
    try:
        taking.check(sheet)
        by_phone(taking, unit, sheet, standing_binding(unit.unit_id))
    except Refused as refused:
        return refused.decision
    return Decision.yes()


def code_counts(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a one-time code that was given then still counts."""
    return proof_rules(shanghai_day(now)).step_up.counts(confirmed_at, now)


def is_of(actor: Actor, person_id: int) -> bool:
    """Whether the actor is this person, as he signs in or as the registers know him."""
    return person_id == actor.person_id or person_id in people.own_persons(actor)


def bound_right(taking: Taking, unit: RollUnit, sheet: SheetDraft, binding: VoterBinding | None) -> Right:
    """Return the right a binding gives on the day the sheet came; raises Refused where it gives none."""
    day = shanghai_day(sheet.received_at)
    facts = binding_facts(binding) if binding is not None else None
    demand(voters.may_vote_by(facts, owners_on(unit), day, taking.proof))
    if binding is None or facts is None:
        raise TypeError("a missing binding lets nobody vote")
    return Right(
        basis=facts.kind.value,
        binding_id=binding.pk,
        person_id=binding.person_id,
        capacity=facts.capacity.value,
    )


def seen_right(taking: Taking, unit: RollUnit, sheet: SheetDraft) -> Right:
    """Find by what right somebody votes whom the actor has before him, or whose paper he enters."""
    actor = taking.actor
    demand(may(actor, Act.VISIT if sheet.channel == "doorstep" else Act.CAST, unit.scope))
    with people_services.opened(actor, unit.scope):  # a grid worker sees no binding
        standing = standing_binding(unit.unit_id)
    if sheet.channel == "paper":
        return paper_right(taking, unit, sheet, standing)
    if sheet.document not in voters.DOCUMENTS:
        raise Refused.because(mark("请选择核对了哪种身份证件"), field="document", code="document")
    visitors = _visitors(taking, unit, sheet) if sheet.channel == "doorstep" else ()
    if sheet.proxy_id is not None:
        return _by_proxy(taking, unit, sheet.proxy_id, visitors)
    capacity = sheet.capacity or voters.Capacity.OWNER
    facts = standing_on(standing, shanghai_day(sheet.received_at))
    demand(
        voters.may_vote_here(
            capacity, sheet.owner_id, owners_on(unit), facts, taking.proof, evidence=sheet.evidence
        )
    )
    basis: Basis = "doorstep" if visitors else "desk"
    right = Right(basis=basis, person_id=sheet.owner_id, visitors=visitors, capacity=capacity.value)
    return _bound_as(right, standing)


def paper_right(taking: Taking, unit: RollUnit, sheet: SheetDraft, standing: VoterBinding | None) -> Right:
    """Return by what right a paper counts: the owner's signature, or that of the holder of a written proxy.

    A proxy counts that was in force when the paper came in, also where it was withdrawn since. Of a signature it may be
    said in what capacity it was given, and by which papers; that of a guardian or delegate rests on the binding that
    stands. Of paper without a signature nobody's right is asked.
    """
    if sheet.proxy_id is not None:
        handed = sheet.handed or Handed(sheet.received_at, sheet.received_at)
        among = proxies_when(proxies_of([unit.pk]).get(unit.pk, ()), handed)
        with_paper = Proxy.objects.filter(roll_unit=unit, confirmed=True).values_list("pk", flat=True)
        return _by_proxy(taking, unit, sheet.proxy_id, (), among={*among, *with_paper})
    owners = owners_on(unit)
    capacity = sheet.capacity or voters.capacity_of(owners)
    right = Right(basis="paper", capacity=capacity.value)
    if sheet.unsigned:
        return right
    if sheet.capacity is not None or capacity in voters.FOR_ANOTHER:
        facts = standing_on(standing, shanghai_day(sheet.received_at))
        demand(voters.may_sign(capacity, owners, facts, evidence=sheet.evidence))
    return _bound_as(right, standing)


def _bound_as(right: Right, standing: VoterBinding | None) -> Right:
    """Name the binding a guardian or delegate votes by, and who he is."""
    if standing is None or right.capacity not in voters.FOR_ANOTHER:
        return right
    return replace(right, binding_id=standing.pk, person_id=standing.person_id)


def _by_proxy(
    taking: Taking,
    unit: RollUnit,
    proxy_id: int,
    visitors: tuple[int, ...],
    *,
    among: Collection[int] | None = None,
) -> Right:
    """Return the right of a proxy: one that stands or, of paper, one `among` those in force when it came in."""
    proxy = Proxy.objects.filter(pk=proxy_id, roll_unit=unit).first()
    if proxy is None or (proxy.withdrawn_at is not None if among is None else proxy.pk not in among):
        raise Refused.because(mark("没有这份委托"), field="proxy", code="no_proxy")
    demand_no_more(taking.actor, unit, taking.roll, proxy.holder_id, also=taking.proxied)
    taking.proxied.append((proxy.holder_id, unit.pk))
    return Right(
        basis="proxy",
        proxy_id=proxy.pk,
        person_id=proxy.holder_id,
        visitors=visitors,
        capacity=voters.BY_PROXY,
    )


def _visitors(taking: Taking, unit: RollUnit, sheet: SheetDraft) -> tuple[int, ...]:
    """Return the two persons of a visit; the other one holds an office here too."""
    visitors = tuple(one for one in (taking.actor.person_id, sheet.visitor_id) if one is not None)
    demand(voters.enough_visitors(visitors, taking.proof))
    day = shanghai_day(taking.now)
    with people.own_body_open(taking.actor):
        offices = people.appointments_on(day, person_id=sheet.visitor_id)
    # A grid worker's cell lies within the place of the estate; the committee's office covers it.
    if not any(_at_work_in(office.scope, unit.scope) for office in offices):
        raise Refused.because(
            mark("同行的人在这里没有任职"), remedy=mark("请选择社区的工作人员或者网格员"),
            field="visitor", code="visitors",
        )  # fmt: skip
    return visitors


def _at_work_in(office: str, place: str) -> bool:
    return PlaceRange(office).covers(place) or PlaceRange(place).covers(office)
