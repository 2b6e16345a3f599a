"""Documents adopted and recorded, clauses turned into duties, once a body and period."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY, Town, made_town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.leadership.policy import queries, services
from hemei.leadership.policy.models import Document
from tests.grounds import standing

pytestmark = pytest.mark.django_db
DRAFT = services.DocumentDraft(kind="notice", title="示范通知", issuer="市房产局", since=date(2026, 1, 1))
CLAUSE = services.ClauseDraft(
    text="各社区报送名单。",
    number="第二条",
    demand="报送兼职人员名单",
    addressee="community",
    limit="10 working_days",
)


@standing
def town() -> Town:
    return made_town()


def city(town: Town) -> Actor:
    return town.actor(Role.CITY_BUREAU, "340100", "市房产局", "张三", account=1)


def county(town: Town) -> Actor:
    return replace(town.actor(Role.COUNTY_COORDINATOR, "340102", "瑶海区住建局", "张三", account=1))


def recorded(
    town: Town, draft: services.DocumentDraft = DRAFT, clause: services.ClauseDraft = CLAUSE
) -> tuple[int, int]:
    actor = city(town)
    with records.acting(actor):
        document = services.record_document(actor=actor, now=NOW, draft=draft)
        return document, services.add_clause(actor=actor, now=NOW, document_id=document, draft=clause)


def demanded(actor: Actor, clause: int, now: datetime = NOW) -> tuple[int, int]:
    with records.acting(actor):
        found = services.demand_duties(actor=actor, now=now, clause_id=clause)
    return len(found.ids), found.repeated


def refused(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.decision.reasons[0].code


def adopted(town: Town) -> int:
    with records.acting(SYSTEM):
        return services.adopt_documents(actor=SYSTEM, now=NOW)


def test_the_documents_stand_as_the_source_gives_them_and_nothing_is_invented(town: Town) -> None:
    assert adopted(town) == 10
    assert adopted(town) == 0
    rows = queries.documents()
    opinion = next(row for row in rows if row.kind == "opinion")
    assert opinion.title == "关于加强新时代城市基层党建完善基层治理工作的意见"
    assert (opinion.first_topic, opinion.secretary_project, opinion.year) == (True, True, 2019)
    supporting = queries.documents(kind="supporting")
    assert {row.supports_id for row in supporting} == {opinion.id}
    assert [row.title for row in supporting] == ["关于加强党建引领创新住宅小区综合治理工作的实施意见"] + [
        ""
    ] * 7
    assert {(row.number, row.issuer, row.valid_from) for row in supporting} == {("", "", None)}
    with records.acting(SYSTEM):
        events = record.history(stream=f"policy.document:{opinion.id}")
    assert [event.type for event in events] == ["policy.document_recorded", "policy.clause_added"]
    assert events[0].standards[0]["basis"] == "sourced"


def test_a_clause_becomes_one_duty_for_each_body_and_pressed_again_none(town: Town) -> None:
    document, clause = recorded(town)
    assert demanded(city(town), clause) == (3, 0)
    assert demanded(city(town), clause) == (0, 3)
    actor = city(town)
    with records.acting(actor):
        page = queries.document_page(actor=actor, document_id=document, now=NOW)
        events = record.history(stream=f"policy.document:{document}")
    assert page is not None
    assert page.clauses[0].progress == duties.Progress(total=3)
    assert [event.type.split(".")[1] for event in events] == [
        "document_recorded",
        "clause_added",
        "duties_demanded",
    ]
    assert "示范通知" in str(events[0].data)


def test_a_county_demands_within_its_places_and_the_city_the_rest(town: Town) -> None:
    _, clause = recorded(town)
    assert demanded(county(town), clause) == (1, 0)
    assert demanded(city(town), clause) == (2, 1)


def test_a_recurring_clause_makes_the_duties_of_each_period_by_itself(town: Town) -> None:
    _, clause = recorded(town, clause=replace(CLAUSE, repeat="quarterly"))

    def night(month: int) -> int:
        return services.demand_again(actor=SYSTEM, now=datetime(2026, month, 2, 2, tzinfo=UTC))

    assert night(11) == 0  # nobody has turned it into duties yet
    demanded(city(town), clause)
    assert [night(11), night(12)] == [0, 0]
    assert services.demand_again(actor=SYSTEM, now=datetime(2027, 1, 1, 2, tzinfo=UTC)) == 3
    assert services.demand_again(actor=SYSTEM, now=datetime(2027, 1, 1, 2, tzinfo=UTC)) == 0
    with records.acting(city(town)):
        titles = {
            row.title for row in duties.duty_rows(actor=city(town), filters=duties.DutyFilters(view="set"))
        }
    assert titles == {"报送兼职人员名单（2026年第4季度）", "报送兼职人员名单（2027年第1季度）"}


def test_a_clause_that_cannot_be_demanded_again_does_not_stop_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (recorded(town, clause=replace(CLAUSE, repeat="quarterly"))[1] for _ in range(2))
    for clause in (bad, good):
        demanded(city(town), clause)
    again = services.demand_duties

    def demand_duties(*, clause_id: int, **more: Any) -> services.SetDuties:
        if clause_id == bad:
            raise Refused.because("没有办理期限")
        return again(clause_id=clause_id, **more)

    monkeypatch.setattr(services, "demand_duties", demand_duties)
    assert services.demand_again(actor=SYSTEM, now=datetime(2027, 1, 1, 2, tzinfo=UTC)) == 3


def test_what_has_ended_demands_nothing_any_more(town: Town) -> None:
    document, clause = recorded(town, clause=replace(CLAUSE, repeat="monthly"))
    demanded(city(town), clause)
    actor = city(town)
    with records.acting(actor):
        services.end_document(actor=actor, now=NOW, document_id=document, until=TODAY)
    assert refused(lambda: demanded(city(town), clause)) == "ended"
    assert services.demand_again(actor=SYSTEM, now=datetime(2026, 12, 2, 2, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "title"),
        ({"issuer": ""}, "issuer"),
        ({"kind": "law"}, "kind"),
        ({"since": None}, "no_day"),
        ({"since": date(206, 1, 1)}, "year"),
        ({"until": date(2025, 1, 1)}, "period"),
    ],
)
def test_a_document_that_cannot_be_is_refused(town: Town, changes: dict, code: str) -> None:
    assert refused(lambda: recorded(town, replace(DRAFT, **changes))) == code
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": ""}, "text"),
        ({"addressee": "residents"}, "addressee"),
        ({"limit": "soon"}, "limit"),
        ({"repeat": "daily"}, "repeat"),
        ({"demand": "字" * 201}, "demand"),
    ],
)
def test_a_clause_says_from_whom_and_by_when(town: Town, changes: dict, code: str) -> None:
    assert refused(lambda: recorded(town, clause=replace(CLAUSE, **changes))) == code


def test_who_may_not_is_refused_in_the_service_too(town: Town) -> None:
    _, clause = recorded(town, clause=replace(CLAUSE, demand=""))
    assert refused(lambda: demanded(city(town), clause)) == "no_demand"
    clerk = town.actor(Role.COMMUNITY_CLERK, "340102001001", "东风社区居委会", "张三", account=1)
    assert refused(lambda: demanded(clerk, clause)) == "role"
    assert refused(lambda: services.record_document(actor=clerk, now=NOW, draft=DRAFT)) == "role"


def test_every_source_leads_to_its_rules_and_back(town: Town) -> None:
    for row in queries.sources():
        found = queries.rules_on(row.source.code)
        assert len(found) == row.rules > 0, row.source.code
        assert all(rule.warrant.source.code == row.source.code for rule in found)
    total = sum(row.rules for row in queries.sources())
    assert total == sum(len(queries.rules_on(row.source.code)) for row in queries.sources())
