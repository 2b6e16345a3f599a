"""Organisations and their graph, coverage, lists as duties, the leadership system."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.leadership.duties.models import Duty
from hemei.leadership.party import queries, services
from hemei.leadership.party.rules.words import Coverage, Form, Level, Part, RelationKind
from hemei.leadership.party.tests.conftest import DONGFENG, Side

pytestmark = pytest.mark.django_db


def refused(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.decision.reasons[0].code


def relate(side: Side, actor: Actor, above: str, below: str, kind: RelationKind = RelationKind.LEADS) -> int:
    with records.acting(actor):
        return services.relate(
            actor=actor,
            now=NOW,
            above=side.organisations[above],
            below=side.organisations[below],
            kind=kind,
            since=SINCE,
        )


def test_two_lead_the_industry_committee_and_a_third_guides_it(side: Side) -> None:
    page = queries.organisation_page(organisation_id=side.organisations["industry"], on=TODAY)
    assert page is not None
    assert page.organisation.level is Level.INDUSTRY
    assert page.organisation.host == "市房产局"
    assert {(row.kind, row.name) for row in page.above} == {
        (RelationKind.LEADS, "市委市直机关工作委员会"),
        (RelationKind.LEADS, "市住房保障和房产管理局党组"),
        (RelationKind.GUIDES, "市委非公经济和社会组织工委"),
    }


def test_the_structure_is_adopted_once(side: Side) -> None:
    with records.acting(SYSTEM):
        again = services.adopt_structure(
            actor=SYSTEM, now=NOW, place_id=side.town.place("340100"), scope=side.town.path("340100"), host=1
        )
    assert again == {code: side.organisations[code] for code in again}


def test_relations_begin_and_end_and_never_close_a_circle(side: Side) -> None:
    city = side.quarter.city
    assert refused(lambda: relate(side, city, "东风社区党委", "明光路街道党工委")) == "circle"
    assert refused(lambda: relate(side, city, "明光路街道党工委", "东风社区党委")) == "overlap"
    assert refused(lambda: relate(side, city, "东风社区党委", "东风社区党委")) == "self"
    assert refused(lambda: relate(side, side.quarter.community, "industry", "东风社区党委")) == "role"
    number = relate(side, city, "industry", "明光路街道党工委", RelationKind.GUIDES)
    with records.acting(city):
        services.end_relation(actor=city, now=NOW, relation_id=number, until=TODAY)
        assert (
            refused(lambda: services.end_relation(actor=city, now=NOW, relation_id=number, until=TODAY))
            == "ended"
        )
        history = record.history(stream=f"party.organisation:{side.organisations['明光路街道党工委']}")
    assert [event.type for event in history] == ["party.relation_begun", "party.relation_ended"]


def cover(side: Side, actor: Actor, organisation: str, estate: str, **more: object) -> int:
    with records.acting(actor):
        return services.cover_estate(
            actor=actor,
            now=NOW,
            organisation_id=side.organisations[organisation],
            estate_id=side.estates[estate].id,
            **{"kind": Coverage.ORGANISATION, "since": SINCE, **more},  # type: ignore[arg-type]
        )


def test_a_branch_in_the_estate_and_a_group_in_the_building(side: Side) -> None:
    street = side.quarter.street
    side.found("绿地小区党支部", Form.BRANCH, Level.ESTATE, DONGFENG, "东风社区居委会")
    side.found("绿地小区1幢党小组", Form.GROUP, Level.BUILDING, DONGFENG, "东风社区居委会")
    number = cover(side, street, "绿地小区党支部", "绿地小区")
    with records.acting(street):
        (building,) = places.buildings_of(side.estates["绿地小区"].id, actor=street)
    cover(side, street, "绿地小区1幢党小组", "绿地小区", building_id=building.id)
    assert refused(lambda: cover(side, street, "绿地小区党支部", "绿地小区")) == "overlap"
    assert (
        refused(lambda: cover(side, street, "绿地小区党支部", "蓝天小区", building_id=building.id))
        == "not_found"
    )
    assert refused(lambda: cover(side, street, "绿地小区党支部", "远山小区")) == "not_found"  # not his street
    assert refused(lambda: cover(side, side.quarter.community, "绿地小区党支部", "蓝天小区")) == "role"
    assert refused(lambda: cover(side, street, "绿地小区党支部", "蓝天小区", since=date(206, 1, 1))) == "day"
    with records.acting(street):
        ties = queries.ties_of_estate(estate_id=side.estates["绿地小区"].id, on=TODAY)
        assert {(tie.organisation, tie.building) for tie in ties} == {
            ("绿地小区党支部", ""),
            ("绿地小区1幢党小组", "1幢"),
        }
        services.end_cover(actor=street, now=NOW, tie_id=number, until=TODAY)
    with records.acting(side.quarter.foreign):
        assert queries.ties_of_estate(estate_id=side.estates["绿地小区"].id, on=TODAY) == ()


def found(side: Side, actor: Actor, **changes: object) -> int:
    values: dict[str, object] = {
        "name": "绿地小区党支部",
        "form": Form.BRANCH,
        "level": Level.ESTATE,
        "since": date(2023, 3, 1),
        "estate_id": side.estates["绿地小区"].id,
        "leader": side.organisations["东风社区党委"],
        **changes,
    }
    with records.acting(actor):
        return services.found_organisation(actor=actor, now=NOW, draft=services.Founding(**values))  # type: ignore[arg-type]


def test_founding_asks_who_where_what_and_since_when(side: Side) -> None:
    street = side.quarter.street
    far = side.estates["远山小区"].id
    for code, changes in {
        "name": {"name": "党"},
        "form": {"form": Form.GROUP},
        "day": {"since": date(2027, 1, 1)},
        "estate": {"estate_id": far},
        "building": {"level": Level.BUILDING, "form": Form.GROUP},
        "before_founding": {"since": date(2019, 1, 1)},
        "not_found": {"leader": 999_999},
    }.items():
        assert refused(lambda given=changes: found(side, street, **given)) == code
    assert refused(lambda: found(side, side.quarter.community)) == "role"
    number = found(side, street)
    assert refused(lambda: found(side, street)) == "twin"
    page = queries.organisation_page(organisation_id=number, on=TODAY)
    assert page is not None
    assert page.organisation.host == "东风社区居委会"  # the committee of its community acts for it
    assert [row.name for row in page.above] == ["东风社区党委"]


def test_a_county_street_company_and_industry_committee_are_founded_in_their_places(side: Side) -> None:
    city, town = side.quarter.city, side.town
    for level, form, place, host in (
        (Level.COUNTY, Form.COMMITTEE, {"place_id": town.place("340102")}, None),
        (Level.STREET, Form.WORK_COMMITTEE, {"place_id": town.place("340104001")}, "三里庵街道办"),
        (Level.COMPANY, Form.BRANCH, {"company": town.bodies["大地物业公司"]}, "大地物业公司"),
        (Level.UNIT, Form.COMMITTEE, {"host": town.bodies["瑶海区住建局"]}, "瑶海区住建局"),
        (Level.INDUSTRY, Form.COMMITTEE, {"host": town.bodies["市房产局"]}, "市房产局"),
    ):
        number = found(
            side, city, name=f"试建{level}", level=level, form=form, estate_id=None, leader=None, **place
        )
        page = queries.organisation_page(organisation_id=number, on=TODAY)
        assert page is not None
        assert (page.organisation.level, page.above) == (level, ())
        assert host is None or page.organisation.host == host
    wrong = town.place("340102")
    assert (
        refused(
            lambda: found(side, city, level=Level.STREET, form=Form.COMMITTEE, estate_id=None, place_id=wrong)
        )
        == "place"
    )


def test_a_change_keeps_what_was_and_an_end_ends_what_hangs_on_it(side: Side) -> None:
    street = side.quarter.street
    number = found(side, street)

    def change(**values: object) -> None:
        with records.acting(street):
            services.change_organisation(actor=street, now=NOW, organisation_id=number, **values)  # type: ignore[arg-type]

    change(since=date(2024, 1, 1), name="绿地小区党总支", form=Form.GENERAL_BRANCH)
    change(since=date(2025, 1, 1), host=side.town.bodies["明光路街道办"])
    assert refused(lambda: change(since=date(2024, 6, 1), form=Form.BRANCH)) == "period"
    assert refused(lambda: change(since=date(2026, 1, 1))) == "unchanged"
    seen = []
    for day in (date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1)):
        page = queries.organisation_page(organisation_id=number, on=day)
        assert page is not None
        seen.append((page.organisation.name, page.organisation.form, page.organisation.host))
    assert seen == [
        ("绿地小区党支部", Form.BRANCH, "东风社区居委会"),
        ("绿地小区党总支", Form.GENERAL_BRANCH, "东风社区居委会"),
        ("绿地小区党总支", Form.GENERAL_BRANCH, "明光路街道办"),
    ]
    heir = found(side, street, name="绿地小区联合党支部")

    def end(until: date, successor: int | None = None) -> None:
        with records.acting(street):
            services.end_organisation(
                actor=street, now=NOW, organisation_id=number, until=until, successor=successor
            )

    assert refused(lambda: end(date(2023, 1, 1))) == "period"
    assert refused(lambda: end(TODAY, number)) == "self"
    end(date(2026, 6, 1), heir)
    assert refused(lambda: end(TODAY)) == "ended"
    with records.acting(street):
        ties = queries.ties_of_estate(estate_id=side.estates["绿地小区"].id, on=TODAY)
    assert [tie.organisation_id for tie in ties] == [heir]
    assert refused(lambda: relate(side, side.quarter.city, "东风社区党委", "东风社区党委")) == "self"
    side.organisations["旧"] = number
    assert refused(lambda: relate(side, side.quarter.city, "东风社区党委", "旧")) == "not_found"


def demand(actor: Actor, level: str, line: str) -> tuple[int, int]:
    with records.acting(actor):
        found = services.demand_duties(actor=actor, now=NOW, level=level, line=line)
    return len(found.ids), found.repeated


def test_a_line_becomes_a_duty_of_every_organisation_and_who_leads_accepts(side: Side) -> None:
    city = side.quarter.city
    assert demand(city, "community", "three_in_one") == (2, 0)
    assert demand(city, "community", "three_in_one") == (0, 2)
    with records.acting(SYSTEM):
        rows = {row.owner_body_id: row for row in Duty.objects.all()}
    bodies = side.town.bodies
    near, far = rows[bodies["东风社区居委会"]], rows[bodies["三里庵社区居委会"]]
    assert near.setter_body_id == bodies["明光路街道办"]  # the street's organisation leads it
    assert far.setter_body_id == bodies["市房产局"]  # nobody leads it: who asked accepts
    assert near.title == "牵头“三位一体”议事，推动问题解决（2026年第4季度）"
    assert near.behalf_body_id not in {None, near.owner_body_id}
    with records.acting(side.quarter.community):
        assert [row.title for row in duties.inbox(actor=side.quarter.community)] == [near.title]
    with records.acting(city):
        progress = queries.list_progress(actor=city, now=NOW)
    assert progress["community.three_in_one"].total == 2


def test_the_industry_committee_owes_and_its_first_leader_accepts(side: Side) -> None:
    assert demand(side.quarter.city, "industry_committee", "study") == (1, 0)
    with records.acting(SYSTEM):
        row = Duty.objects.get()
    leader = queries.organisation_page(organisation_id=side.organisations["organs"], on=TODAY)
    assert leader is not None
    assert (row.owner_body_id, row.setter_body_id) == (
        side.town.bodies["市房产局"],
        leader.organisation.body_id,
    )


def test_what_is_no_line_or_no_right_is_refused(side: Side) -> None:
    assert refused(lambda: demand(side.quarter.city, "community", "dragons")) == "not_found"
    assert refused(lambda: demand(side.quarter.street, "community", "three_in_one")) == "role"


def test_the_list_has_eight_lines_all_labelled_as_design(side: Side) -> None:
    level = next(level for level in queries.lists_on(TODAY) if level.code == "industry_committee")
    assert (level.count, level.warrant.basis) == (8, "sourced")
    lines = [line for level in queries.lists_on(TODAY) for line in level.line]
    assert {line.warrant.basis for line in lines} == {"design"}
    assert queries.lists_on(date(2018, 1, 1)) == ()


def place(side: Side, actor: Actor, **changes: object) -> int:
    values = {
        "place_id": side.town.place("340102001"),
        "part": Part.RESPONSIBLE,
        "body_id": side.town.bodies["明光路街道办"],
        "line": "responsibility-list:blocked_fire_lane",
        "since": SINCE,
        **changes,
    }
    with records.acting(actor):
        return services.place_part(actor=actor, now=NOW, **values)  # type: ignore[arg-type]


def test_the_leadership_system_of_a_place_through_time(side: Side) -> None:
    street = side.quarter.street
    number = place(side, street)
    (row,) = queries.parts_of(place_id=side.town.place("340102001"), on=TODAY)
    assert (row.part, row.body) == (Part.RESPONSIBLE, "明光路街道办")
    assert row.line_name.startswith("职责清单 · ")
    assert refused(lambda: place(side, street)) == "overlap"
    assert refused(lambda: place(side, street, place_id=side.town.place("340104001"))) == "place"
    assert refused(lambda: place(side, street, line="")) == "no_line"
    assert refused(lambda: place(side, street, line="responsibility-list:dragons")) == "no_line"
    assert refused(lambda: place(side, street, since=date(1950, 1, 1))) == "no_place"
    assert refused(lambda: place(side, street, place_id=side.town.place(DONGFENG))) == "level"
    assert refused(lambda: place(side, street, body_id=999_999)) == "unknown_body"
    with records.acting(street):
        services.end_part(actor=street, now=NOW, part_id=number, until=TODAY)
    assert queries.parts_of(place_id=side.town.place("340102001"), on=TODAY) == []
    assert queries.parts_of(place_id=side.town.place("340102001"), on=SINCE) != []


def test_organisations_of_ones_places_and_of_the_city(side: Side) -> None:
    def names(actor: Actor, **more: object) -> set[str]:
        return {row.name for row in queries.organisations(actor=actor, on=TODAY, **more)}  # type: ignore[arg-type]

    assert {"东风社区党委", "市物业行业党委"} <= names(side.quarter.community)
    assert "三里庵社区党委" not in names(side.quarter.community)
    assert names(side.quarter.city, level=Level.COMMUNITY) == {"东风社区党委", "三里庵社区党委"}
    assert names(side.quarter.city, text="东风") == {"东风社区党委"}
