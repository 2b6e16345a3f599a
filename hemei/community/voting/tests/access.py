"""The list queries of voting, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Roll, RollUnit, Vote
from hemei.community.voting.queries.own_rules import rules_rows
from hemei.ground.people.tests.factories import Town
from hemei.ground.places.models import Estate
from hemei.ground.places.tests.access import ESTATE, NEAR
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role


def _roll() -> int:
    with records.acting(EVERYONE):
        return Roll.objects.values_list("pk", flat=True).first() or 0


def _votes() -> list[int]:
    with records.acting(EVERYONE):
        return list(Vote.objects.values_list("pk", flat=True))


def _assembly() -> int:
    with records.acting(EVERYONE):
        return Assembly.objects.values_list("pk", flat=True).first() or 0


def _unit() -> str:
    with records.acting(EVERYONE):
        return (
            RollUnit.objects.filter(roll=_roll()).order_by("pk").values_list("code", flat=True).first() or ""
        )


def _estate() -> int:
    with records.acting(EVERYONE):
        return Estate.objects.get(name=ESTATE).pk


LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "voting.rolls": lambda actor, _now: queries.rolls(actor=actor),
    "voting.call_backs": lambda actor, _now: queries.call_backs(_roll(), actor=actor),
    "voting.print_runs": lambda actor, _now: queries.print_runs(_roll(), actor=actor),
    "voting.printed_sheets": lambda actor, _now: queries.printed_sheets(_roll(), actor=actor),
    "voting.letter_runs": lambda actor, _now: queries.letter_runs(_roll(), actor=actor),
    "voting.letters": lambda actor, now: queries.letters(_roll(), actor=actor, today=now.date()),
    "voting.desk_rows": lambda actor, _now: queries.desk_rows(_roll(), actor=actor),
    "voting.uncast_units": lambda actor, _now: [
        unit for vote in _votes() for unit in queries.uncast_units(vote, actor=actor)
    ],
    "voting.batches": lambda actor, _now: queries.batches(_roll(), actor=actor),
    "voting.roll_units": lambda actor, _now: queries.roll_units(_roll(), actor=actor),
    "voting.roll_lines": lambda actor, _now: queries.roll_lines(_roll(), actor=actor),
    "voting.roll_buildings": lambda actor, _now: queries.roll_buildings(_roll(), actor=actor),
    "voting.entered_of": lambda _actor, _now: queries.entered_of(f"voting.roll:{_roll()}"),
    "voting.former_outcomes": lambda actor, _now: queries.former_outcomes(_assembly(), actor=actor),
    "voting.orders": lambda actor, _now: queries.orders(_assembly(), actor=actor),
    "voting.strikes": lambda actor, _now: queries.strikes(_assembly(), actor=actor),
    "voting.sheets_of": lambda actor, _now: queries.sheets_of(_roll(), actor=actor, unit=_unit()),
    "voting.assemblies": lambda actor, _now: queries.assemblies(actor=actor),
    "voting.all_assemblies": lambda actor, _now: queries.all_assemblies(
        queries.AssemblyFilter(), actor=actor
    ),
    "voting.votes_of": lambda actor, _now: queries.votes_of(_assembly(), actor=actor),
    "voting.outcomes": lambda actor, _now: queries.outcomes(_assembly(), actor=actor),
    "voting.bindings": lambda actor, _now: queries.bindings(_estate(), actor=actor),
    "voting.contested": lambda actor, now: queries.contested(actor=actor, now=now),
    "voting.doubles": lambda actor, _now: queries.doubles(_roll(), actor=actor),
    "voting.own_units": lambda actor, _now: queries.own_units(actor=actor),
    "voting.sealed_ballots": lambda actor, now: queries.sealed_ballots(
        _votes()[0], actor=actor, now=now + timedelta(days=21)
    ),
    "voting.rules_rows": lambda actor, now: rules_rows(actor=actor, on=now.date()),
    "voting.vote_sums": lambda actor, now: queries.vote_sums(_votes(), actor=actor, now=now),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community put a matter to the vote of its estate: two sheets of one unit, a binding, a proxy."""
    clerk = town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", account=1)
    with records.acting(clerk):
        roll = services.freeze_roll(
            actor=clerk,
            now=now,
            estate_id=Estate.objects.get(name=ESTATE).pk,
            matters=["elect_committee"],
            closes_at=now + timedelta(days=20),
            key="access-test",
        )
        _held(clerk, now)
        services.start_print_run(actor=clerk, now=now, roll_id=roll, key="access-test")
        services.start_letter_run(
            actor=clerk, now=now, roll_id=roll, key="access-test", site="https://localhost/votes/letter"
        )
        services.open_batch(
            actor=clerk, now=now, roll_id=roll, handed_from=now, received_at=now, key="access-test"
        )
        services.bind_by_register(actor=clerk, now=now, estate_id=_estate(), extract_on=now.date())
        [*_bound, contested] = queries.bindings(_estate(), actor=clerk)
        services.object_to_binding(actor=clerk, now=now, binding_id=contested.id, text="不是业主")
        _own_rules(clerk, now)
        unit = RollUnit.objects.filter(roll_id=roll).order_by("pk").first()
        votes = Vote.objects.filter(roll_id=roll).values_list("pk", flat=True)
        sheet = services.SheetDraft(
            roll_unit_id=unit.pk, choices=dict.fromkeys(votes, "for"), channel="paper", received_at=now
        )
        services.enter_sheets(actor=clerk, now=now, roll_id=roll, sheets=[sheet, sheet], source="test")
        services.object_to_roll(actor=clerk, now=now, roll_unit_id=unit.pk, text="面积有误")
        holder = town.persons["张三"]
        services.give_proxy(actor=clerk, now=now, roll_unit_id=unit.pk, holder_id=holder, evidence="委托书")
    resident = Actor(role=Role.RESIDENT, account_id=1, person_id=holder)
    with records.acting(resident):
        services.claim_units(actor=resident, now=now)


def _own_rules(clerk: Actor, now: datetime) -> None:
    draft = services.RulesDraft(
        estate_id=_estate(), title="议事规则", valid_from=now.date(), key="access-test", document="1号",
        adopted_on=now.date(), scan=(BytesIO(b"%PDF-1.4\n%%EOF\n"), "rules.pdf"),
    )  # fmt: skip
    services.enter_rules(actor=replace(clerk, person_id=1), now=now, draft=draft)


def _held(clerk: Actor, now: datetime) -> None:
    """Hold a meeting to its published result, strike a sheet, count anew, order a correction."""
    number = services.call_assembly(
        actor=clerk,
        now=now,
        draft=services.AssemblyDraft(
            estate_id=Estate.objects.get(name=ESTATE).pk,
            kind="regular",
            called_by="residents_committee",
            ground="no_committee",
            title="业主大会",
            key="access-test",
            agenda=[services.AgendaItem(matter="other_major", title="修订公约")],
        ),
    )
    ends = now + timedelta(days=30)
    act = {"actor": clerk, "assembly_id": number}
    services.notice_assembly(now=now, opens_on=ends.date() - timedelta(days=5), closes_at=ends, **act)
    after = ends + timedelta(days=1)
    written = _cast(clerk, Assembly.objects.get(pk=number).roll_id or 0, ends - timedelta(days=1))
    services.close_assembly(now=after, **act)
    services.judge_assembly(now=after, **act)
    services.publish_result(now=after, **act)
    struck = services.StrikeDraft(sheet_id=written, ground="court", document="1号", reason="不是本人签名")
    services.strike_ballots(now=after, draft=struck, **act)
    services.recount_assembly(now=after, **act)
    _order(number, after)


def _cast(clerk: Actor, roll: int, at: datetime) -> int:
    unit = RollUnit.objects.filter(roll_id=roll).order_by("pk").first()
    votes = Vote.objects.filter(roll_id=roll).values_list("pk", flat=True)
    sheet = services.SheetDraft(
        roll_unit_id=unit.pk, choices=dict.fromkeys(votes, "for"), channel="paper", received_at=at
    )
    [written] = services.enter_sheets(actor=clerk, now=at, roll_id=roll, sheets=[sheet], source="test")
    return written.sheet_id


def _order(assembly: int, now: datetime) -> None:
    """Let the authority order the result corrected."""
    authority = replace(EVERYONE, role=Role.CITY_BUREAU)
    draft = services.OrderDraft(document="1号", clause="民法典第二百七十八条", reason="票数不实")
    with records.acting(authority):
        services.order_correction(actor=authority, now=now, assembly_id=assembly, draft=draft)
