"""A household is refunded only once the register says its building is gone, and by two persons with a second factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Household, Refund
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_closing import asked, closed, gone, hand
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.community.funds.tests.test_services import code_of
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import AccountableCommunity, Estate, PropertyUnit
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now

REASON = "房屋拆除，产权已注销"


def judged(chest: Chest, number: int, who: str = "资金复核人", **more: object) -> int | None:
    values = {"agrees": True, "confirmed_at": NOW, **more}
    return services.judge_refund(actor=hand(chest, who), now=NOW, refund_id=number, **values)  # type: ignore[arg-type]


def door_of(chest: Chest, room: str) -> str:
    unit = PropertyUnit.objects.select_related("building", "entrance").get(pk=chest.quarter.units[room])
    return f"{unit.building.name}{unit.entrance.name if unit.entrance else ''}{room}"


def test_nothing_is_refunded_while_the_register_has_the_building(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    assert code_of(lambda: asked(chest, "101")) == "stands"
    gone(chest, "101", TODAY + timedelta(days=1))
    assert code_of(lambda: asked(chest, "101")) == "stands"
    gone(chest, "101")
    number = asked(chest, "101")
    gone(chest, "101", None)
    assert code_of(lambda: judged(chest, number)) == "stands", "the register was put right meanwhile"
    AccountableCommunity.objects.filter(estate=chest.quarter.estate).update(valid_until=TODAY)
    Estate.objects.filter(pk=chest.quarter.estate).update(valid_until=TODAY)
    assert judged(chest, number) == 300_000 + 3_300 + 2_787
    assert Household.objects.get(pk=chest.rooms["101"]).closed_on == TODAY


def test_no_single_hand_refunds_anything(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    gone(chest, "101")
    assert code_of(lambda: asked(chest, "101", who="甲")) == "own_unit"
    number = asked(chest, "101")
    assert chest.held()["101"] == 300_000, "nothing is paid before the second person agrees"
    assert code_of(lambda: asked(chest, "101", who="资金复核人")) == "waiting"
    assert code_of(lambda: judged(chest, number, "资金经办人")) == "own"
    assert code_of(lambda: judged(chest, number, "甲")) == "own_unit"
    for given in (None, NOW - timedelta(minutes=11), NOW + timedelta(minutes=1)):
        assert code_of(lambda at=given: judged(chest, number, confirmed_at=at)) == "step_up"  # type: ignore[misc]
    assert code_of(lambda: judged(chest, number, agrees=False)) == "reason"
    far = replace(hand(chest, "资金复核人"), places=())
    act = {"now": NOW, "refund_id": number, "agrees": True, "confirmed_at": NOW}
    assert code_of(lambda: services.judge_refund(actor=far, **act)) == "not_found"
    assert code_of(lambda: services.judge_refund(actor=chest.company, **act)) == "role"
    assert judged(chest, number, agrees=False, reason="拆迁文件还没有生效") is None
    assert code_of(lambda: judged(chest, number)) == "not_found"
    assert (chest.held()["101"], Household.objects.get(pk=chest.rooms["101"]).closed_on) == (300_000, None)
    [told] = Event.objects.filter(payload__type="funds.refund_refused")
    assert told.payload["data"]["refund"] == number
    assert judged(chest, asked(chest, "101"))


def test_it_waits_on_the_workbench_of_every_other_person_of_the_authority(chest: Chest) -> None:
    chest.deposit({"101": 300_000})
    gone(chest, "101")
    number = asked(chest, "101")
    seen = [len(queries.refunds_to_confirm(actor=hand(chest, who))) for who in ("资金经办人", "资金复核人")]
    assert seen == [0, 1]
    judged(chest, number)
    assert queries.refunds_to_confirm(actor=hand(chest, "资金复核人")) == []


def test_the_database_refunds_nothing_by_itself(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "103": 300_000})
    closed(chest, "103")
    number = asked(chest, "101")
    paid = Refund.objects.get(state="paid")
    rows = Refund.objects.filter(pk=number)
    wrong = [
        lambda: Household.objects.filter(pk=chest.rooms["102"]).update(closed_on=TODAY),
        lambda: rows.update(state="paid", judged_by_id=paid.asked_by_id, judged_at=NOW),
        lambda: rows.update(
            state="paid", judged_by_id=paid.judged_by_id, judged_at=NOW, entry_id=paid.entry_id
        ),
        lambda: rows.update(day=TODAY - timedelta(days=9)),
        lambda: Refund.objects.filter(pk=paid.pk).update(judged_at=NOW),
        rows.delete,
    ]
    for act in wrong:
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            act()
    gone(chest, "101", None)
    with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
        rows.update(state="paid", judged_by_id=paid.judged_by_id, judged_at=NOW)


def test_one_asks_and_another_confirms_on_the_page(
    chest: Chest, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    chest.deposit({"101": 300_000})
    estate = Estate.objects.get(pk=chest.quarter.estate)
    here = f"/funds/estates/{estate.code}/refunds"
    with records.acting(SYSTEM, accounts=True):
        chest.quarter.town.person("资金经办人", "340100")
        chest.quarter.town.appoint("资金经办人", "市房产局", Role.CITY_BUREAU)
    first = browser(chest, Role.CITY_BUREAU, "市房产局", "340100", "资金经办人")
    second = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    assert browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME).get(here).status_code == 403
    assert here in first.get(f"/funds/estates/{estate.code}").text
    typed = {"act": "ask", "door": door_of(chest, "101"), "day": TODAY.isoformat(), "reason": REASON}
    given = first.post(here, typed)
    assert (given.status_code, "登记里这一幢还在" in given.text) == (422, True)
    gone(chest, "101")
    assert first.post(here, typed).status_code == 302
    number = Refund.objects.get().pk
    assert "确认返还" not in first.get(here).text, "who asked for it does not confirm it"
    assert f"{estate.name}的维修资金登记了1笔返还，等您确认" in second.get("/work").text
    assert "确认前请再验证一次" in second.get(here).text
    yes = {"act": "judge", "number": number, "word": "yes"}
    assert second.post(here, yes).headers["Location"] == f"/account/confirm?next={here}"
    monkeypatch.setattr(
        "hemei.community.funds.pages.refunding.people_services.confirmed_at",
        lambda _session: utc_now() - timedelta(minutes=1),
    )
    assert "没有写明理由" in second.post(here, {**yes, "word": "no"}).text
    done = second.post(here, yes, follow=True).text
    assert all(words in done for words in ("分户账结清", "已返还", REASON))
    assert second.post(here, yes).status_code == 404
