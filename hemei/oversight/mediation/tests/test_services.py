"""A dispute from its filing to its end, up and down the levels, with every refusal on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Role
from hemei.kernel.decision import Refused
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.models import Warned
from hemei.oversight.mediation.rules.words import Ground, Level, Outcome, Post, Side, Size, State
from hemei.oversight.mediation.services import PartyDraft, TieDraft, filing
from hemei.oversight.mediation.tests.conftest import BODIES, DONGFENG, Court

DAYS = timedelta(days=1)


def codes(caught: Any) -> set[str]:
    return {reason.code for reason in caught.value.decision.reasons}


def events(court: Court, number: int) -> list[str]:
    with records.acting(SYSTEM):
        rows = record.history(stream=f"mediation.dispute:{number}")
    return [row.type for row in rows if row.type.startswith("mediation.")]


def test_a_small_dispute_goes_to_the_community_and_ends_by_the_parties_stop(court: Court) -> None:
    number = court.mediated()
    row = court.row(number)
    assert (row.size, row.level, row.state) == ("small", "community", State.IN_MEDIATION)
    assert row.scope == NOWHERE
    assert row.due_at is not None
    court.do(court.resident("李四"), services.stop_by_party, dispute_id=number)
    row = court.row(number)
    assert (row.state, row.outcome) == (State.STOPPED, Outcome.STOPPED)
    with records.acting(SYSTEM):
        assert {one.state for one in clocks.deadlines_of(stream=row.stream)} == {"met", "cancelled"}
    assert events(court, number) == [
        "mediation.dispute_filed", "mediation.accepted", "mediation.notices_made", "mediation.mediators_assigned",
        "mediation.stopped", "mediation.notices_made",
    ]  # fmt: skip


def test_who_declines_says_why(court: Court) -> None:
    number = court.file()
    clerk = court.secretaries[Level.COMMUNITY]
    for reason in ("", "不", " 不行 "):
        with pytest.raises(Refused) as caught:
            court.do(clerk, services.decline_dispute, dispute_id=number, reason=reason)
        assert codes(caught) == {"text"}
    court.do(clerk, services.decline_dispute, dispute_id=number, reason="属于劳动争议")
    assert court.row(number).outcome == Outcome.DECLINED


def test_the_rule_sends_a_large_one_to_the_county(court: Court) -> None:
    number = court.file(amount_fen=10_000_000, kind="fee")
    row = court.row(number)
    assert (row.size, row.level, row.because) == ("major", "county", ["amount_major"])
    assert court.page(court.secretaries[Level.COMMUNITY], number) is None
    assert court.page(court.secretaries[Level.COUNTY], number) is not None


def test_it_fails_goes_up_comes_back_once_and_goes_up_again(court: Court) -> None:
    number = court.mediated()
    down, up = court.secretaries[Level.COMMUNITY], court.secretaries[Level.STREET]
    court.do(down, services.record_failure, dispute_id=number, reason="双方各执一词")
    assert court.row(number).outcome == Outcome.FAILED
    court.do(down, services.escalate, dispute_id=number, ground=Ground.FAILED, reason="请街道调解")
    row = court.row(number)
    assert (row.level, row.state, row.outcome) == ("street", State.ESCALATED, "")
    assert court.page(down, number) is None
    assert court.page(up, number) is not None
    court.do(up, services.send_back, dispute_id=number, reason="请补充录音")
    assert court.row(number).level == "community"
    assert court.page(up, number) is None
    court.do(down, services.accept_dispute, dispute_id=number)
    court.assign(number)
    court.do(down, services.record_failure, dispute_id=number, reason="仍然不成")
    court.do(down, services.escalate, dispute_id=number, ground=Ground.FAILED, reason="请街道调解")
    with pytest.raises(Refused) as caught:
        court.do(up, services.send_back, dispute_id=number, reason="再退一次")
    assert codes(caught) == {"again"}
    page = court.page(up, number)
    assert page is not None
    assert [one.note for one in page.steps if one.move == "fail"] == ["双方各执一词", "仍然不成"]


def test_who_handed_it_up_reads_how_it_ended_and_nothing_else(court: Court) -> None:
    number = court.mediated()
    down, up = court.secretaries[Level.COMMUNITY], court.secretaries[Level.STREET]
    assert court.ask(down, queries.handed_up) == []
    court.do(down, services.record_failure, dispute_id=number, reason="双方各执一词")
    court.do(down, services.escalate, dispute_id=number, ground=Ground.FAILED, reason="请街道调解")
    [line] = court.ask(down, queries.handed_up)
    assert (line.level, line.state, line.outcome) == (Level.STREET, State.ESCALATED, None)
    court.do(up, services.accept_dispute, dispute_id=number)
    court.assign(number, Level.STREET)
    court.do(up, services.mark_agreed, dispute_id=number, outcome=Outcome.SETTLED)
    [line] = court.ask(down, queries.handed_up)
    assert (line.number, line.outcome, line.ended_at) == (court.row(number).number, Outcome.SETTLED, NOW)
    street_clerk = court.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办")
    for other in (up, court.secretaries[Level.CITY], street_clerk, court.resident("张三")):
        assert court.ask(other, queries.handed_up) == []
        with records.acting(other), connection.cursor() as cursor:
            cursor.execute("select count(*) from mediation_handed")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_fen": 0}, "amount"),
        ({"kind": "war"}, "kind"),
        ({"persons": 0}, "persons"),
        ({"parties": ()}, "applicant"),
        ({"parties": (PartyDraft(side=Side.APPLICANT, name="王五", died_on=date(2026, 1, 1)),)}, "died"),
        ({"parties": (PartyDraft(side=Side.APPLICANT),)}, "name"),
        ({"text": " "}, "text"),
        ({"community_id": 1}, "place"),
    ],
)
def test_what_cannot_be_a_dispute_is_refused(court: Court, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        court.file(**changes)
    assert code in codes(caught)


def test_the_same_form_files_once_and_a_case_goes_to_mediation_once(court: Court) -> None:
    first = court.file(source_stream="cases.case:1")
    assert court.file(source_stream="cases.case:1") == first
    with pytest.raises(Refused) as caught:
        court.file(key="another", source_stream="cases.case:1")
    assert codes(caught) == {"twin"}


def test_a_case_sent_twice_at_the_same_moment_goes_to_mediation_once(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one looked before the first had committed: the database holds it, and it is refused as a twin."""
    court.file(key="k1", source_stream="cases.case:7")
    asked = [lambda _draft: None, filing._refuse_twin]

    def in_turn(draft: Any) -> None:
        asked.pop(0)(draft)

    monkeypatch.setattr(filing, "_refuse_twin", in_turn)
    with pytest.raises(Refused) as caught:
        court.file(key="k2", source_stream="cases.case:7")
    assert codes(caught) == {"twin"}


def test_who_mediates_gives_way_before_somebody_joins_to_whom_he_is_tied(court: Court) -> None:
    number = court.mediated()
    secretary = court.secretaries[Level.COMMUNITY]
    draft = PartyDraft(side=Side.RESPONDENT, name="调解员", person_id=court.town.persons["调解员community"])
    with pytest.raises(Refused) as caught:
        court.do(secretary, services.join_party, dispute_id=number, draft=draft)
    assert codes(caught) == {"party"}
    assert len(court.page(secretary, number).parties) == 2
    court.assign(number, mediator_ids=[court.mediators["秘书community"]])
    court.do(secretary, services.join_party, dispute_id=number, draft=draft)
    assert len(court.page(secretary, number).parties) == 3


def test_who_is_tied_to_a_party_does_not_mediate(court: Court) -> None:
    number = court.accepted()
    party = court.page(court.secretaries[Level.COMMUNITY], number).parties[0]
    mediator = court.mediators["调解员community"]
    with pytest.raises(Refused) as caught:
        court.assign(number, ties=[TieDraft(mediator_id=mediator, party_id=party.id)])
    assert codes(caught) == {"relative"}
    court.member(Level.COMMUNITY, "李四", Post.MEDIATOR)
    with pytest.raises(Refused) as caught:
        court.assign(number, mediator_ids=[court.mediators["李四"]])
    assert codes(caught) == {"party"}
    with pytest.raises(Refused) as caught:
        court.assign(number, mediator_ids=[court.mediators["调解员street"]])
    assert codes(caught) == {"body"}


def test_who_works_for_a_company_that_is_a_party_does_not_mediate(court: Court) -> None:
    company = court.town.bodies["大地物业公司"]
    parties = (
        PartyDraft(side=Side.APPLICANT, name="张三", person_id=court.town.persons["张三"]),
        PartyDraft(side=Side.RESPONDENT, kind=queries.PartyKind.COMPANY, body_id=company),
    )
    number = court.accepted(parties=parties, kind="quality")
    court.town.appoint("调解员community", "大地物业公司", Role.COMPANY_MANAGER)
    with pytest.raises(Refused) as caught:
        court.assign(number)
    assert codes(caught) == {"employer"}


def test_a_party_who_died_stops_everything_until_an_heir_stands_in_his_place(court: Court) -> None:
    number = court.accepted()
    secretary = court.secretaries[Level.COMMUNITY]
    applicant = court.page(secretary, number).parties[0]
    died = {"dispute_id": number, "party_id": applicant.id, "died_on": date(2026, 10, 31)}
    court.do(secretary, services.note_death, **died)
    with pytest.raises(Refused) as caught:
        court.assign(number)
    assert codes(caught) == {"died"}
    heir = PartyDraft(side=Side.APPLICANT, name="张小三")
    court.do(secretary, services.succeed_party, dispute_id=number, party_id=applicant.id, heir=heir)
    court.assign(number)
    assert court.page(court.resident("张三"), number) is None


def test_a_mediator_changes_the_size_only_with_a_reason(court: Court) -> None:
    number = court.file()
    secretary = court.secretaries[Level.COMMUNITY]
    with pytest.raises(Refused) as caught:
        court.do(secretary, services.set_size, dispute_id=number, size=Size.GENERAL)
    assert codes(caught) == {"reason"}
    court.do(secretary, services.set_size, dispute_id=number, size=Size.GENERAL, reason="整栋楼都受影响")
    row = court.row(number)
    assert (row.size, row.proposed) == ("general", "small")


def test_up_only_on_a_ground_that_holds(court: Court) -> None:
    number = court.mediated()
    for ground in (Ground.FAILED, Ground.CROSS_BORDER, Ground.MANY_PERSONS, Ground.LARGE_AMOUNT):
        with pytest.raises(Refused) as caught:
            court.do(
                court.secretaries[Level.COMMUNITY],
                services.escalate,
                dispute_id=number,
                ground=ground,
                reason="请上级",
            )
        assert codes(caught) == {"ground"}


def test_beyond_a_month_only_by_the_parties_agreement(court: Court) -> None:
    number = court.mediated()
    secretary = court.secretaries[Level.COMMUNITY]
    values: dict[str, Any] = {"dispute_id": number, "reason": "等鉴定结果"}
    court.do(secretary, services.extend_term, until=date(2026, 12, 2), **values)
    with pytest.raises(Refused) as caught:
        court.do(secretary, services.extend_term, until=date(2026, 12, 20), **values)
    assert codes(caught) == {"agreed"}
    parties = [party.id for party in court.page(secretary, number).parties]
    with pytest.raises(Refused):
        court.do(
            secretary, services.extend_term, until=date(2026, 12, 20), agreed=tuple(parties[:1]), **values
        )
    court.do(secretary, services.extend_term, until=date(2026, 12, 20), agreed=tuple(parties), **values)
    due = court.row(number).due_at
    assert due is not None
    assert due.date() >= date(2026, 12, 20)


def test_two_warnings_go_before_the_end_and_what_nobody_warned_of_is_not_missed(court: Court) -> None:
    number = court.mediated()
    secretary = court.secretaries[Level.COMMUNITY]
    assert services.sweep(actor=SYSTEM, now=NOW + 8 * DAYS) == 1
    assert services.sweep(actor=SYSTEM, now=NOW + 13 * DAYS) == 1
    assert services.sweep(actor=SYSTEM, now=NOW + 13 * DAYS) == 0
    assert events(court, number).count("mediation.warned") == 2
    court.do(secretary, services.record_failure, NOW + 20 * DAYS, dispute_id=number, reason="逾期仍不成")
    with records.acting(SYSTEM):
        states = {one.key: one.state for one in clocks.deadlines_of(stream=f"mediation.dispute:{number}")}
    assert states["mediating:1"] == "missed"
    other = court.mediated(key="other")
    court.do(secretary, services.record_failure, NOW + 20 * DAYS, dispute_id=other, reason="逾期仍不成")
    with records.acting(SYSTEM):
        states = {one.key: one.state for one in clocks.deadlines_of(stream=f"mediation.dispute:{other}")}
        assert not Warned.objects.filter(settled_at=None).exists()
    assert states["mediating:1"] == "cancelled"
    assert "mediation.clock_unwarned" in events(court, other)


def test_danger_is_reported_and_stands_in_the_file(court: Court) -> None:
    number = court.mediated()
    court.do(
        court.secretaries[Level.COMMUNITY],
        services.report_danger,
        dispute_id=number,
        text="扬言动手，已拨打110",
    )
    assert court.row(number).danger
    assert "mediation.danger_reported" in events(court, number)


def test_a_committee_is_made_up_as_the_law_says(court: Court) -> None:
    for women, until, code in (
        ((True, False), date(2025, 1, 1), "size"),
        ((False, False, False), date(2025, 1, 1), "women"),
        ((True,) * 10, date(2025, 1, 1), "size"),
        ((True, False, False), date(2025, 1, 2), "term"),
    ):
        with pytest.raises(Refused) as caught:
            court.committee(*women, until=until)
        assert codes(caught) == {code}
    running = court.committee(True, False, False, since=date(2025, 1, 1), until=date(2028, 1, 1))
    court.do(
        SYSTEM, services.name_committee, mediation_body_id=court.bodies[Level.COMMUNITY], committee_id=running
    )
    row = queries.mediation_body(court.bodies[Level.COMMUNITY])
    assert row is not None
    assert row.committee_on(NOW.date()) == "东风社区人民调解委员会"
    past = court.committee(True, False, False)
    with pytest.raises(Refused):
        court.do(
            SYSTEM,
            services.name_committee,
            mediation_body_id=court.bodies[Level.COMMUNITY],
            committee_id=past,
        )


def test_the_places_of_bodies_are_those_of_the_levels(court: Court) -> None:
    for level, (name, _, _) in BODIES.items():
        row = queries.body_for(level, court.town.path(DONGFENG), NOW.date())
        assert row is not None
        assert row.name == name
