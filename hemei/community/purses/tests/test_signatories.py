"""Who approves is named, and ended, by two hands; whose office is over is asked for on the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hemei.community.purses import queries, services
from hemei.community.purses.models import Signatory
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.ground.people.models import Appointment
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

DAY = shanghai_day(NOW)


def code(act: Any, **values: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(now=NOW, **values)
    return caught.value.decision.reasons[0].code


def judge(joint: Joint, actor: Actor, request: int, **more: Any) -> bool:
    values: dict[str, Any] = {"agrees": True, "confirmed_at": NOW, **more}
    return services.judge_change(actor=actor, now=NOW, account_id=joint.account, request=request, **values)


def ask(joint: Joint, who: Actor, actor: Actor | None = None, day: date = DAY) -> int:
    return services.ask_signatory(
        actor=actor or joint.community, now=NOW, account_id=joint.account,
        appointment_id=who.appointment_id or 0, valid_from=day,
    )  # fmt: skip


def signing(joint: Joint, day: date = DAY) -> set[int]:
    with records.acting(SYSTEM):
        rows = Signatory.objects.filter(account_id=joint.account, valid_from__lte=day, stands_for=None)
        return set(rows.exclude(valid_until__lte=day).values_list("person_id", flat=True))


def entry(joint: Joint, who: Actor) -> int:
    with records.acting(SYSTEM):
        return int(Signatory.objects.get(account_id=joint.account, person_id=who.person_id).pk)


def test_nobody_approves_before_a_second_person_says_so(joint: Joint) -> None:
    new = joint.members[3]
    request = ask(joint, new)
    assert new.person_id not in signing(joint)
    assert code(ask_again, joint=joint, who=new) == "waits"
    values = {"account_id": joint.account, "request": request, "agrees": True, "confirmed_at": NOW}
    assert code(services.judge_change, actor=joint.community, **values) == "own"
    assert code(services.judge_change, actor=joint.members[1], **values) == "role"
    assert code(services.judge_change, actor=joint.street, **{**values, "confirmed_at": None}) == "step_up"
    assert code(services.judge_change, actor=joint.street, **{**values, "agrees": False}) == "reason"
    assert judge(joint, joint.street, request)
    assert new.person_id in signing(joint)
    assert code(services.judge_change, actor=joint.street, **values) == "not_found", "once"


def ask_again(*, now: Any, joint: Joint, who: Actor) -> None:
    ask(joint, who, joint.street)


def test_who_refuses_says_why_and_it_may_be_entered_anew(joint: Joint) -> None:
    request = ask(joint, joint.members[3])
    assert not judge(joint, joint.street, request, agrees=False, reason="他下周离任")
    assert joint.members[3].person_id not in signing(joint)
    assert judge(joint, joint.community, ask(joint, joint.members[3], joint.street))


def test_no_single_hand_names_or_ends_anybody(joint: Joint) -> None:
    act = {"account_id": joint.account, "appointment_id": joint.members[3].appointment_id, "valid_from": DAY}
    assert code(services.name_signatory, actor=joint.community, **act) == "role"


def test_who_approves_no_more_stays_in_the_record(joint: Joint) -> None:
    gone = joint.members[0]
    act: dict[str, Any] = {"actor": joint.street, "signatory_id": entry(joint, gone)}
    assert code(services.ask_end, until=DAY - timedelta(days=1), reason="辞去委员职务", **act) == "order"
    assert code(services.ask_end, until=DAY, reason="。", **act) == "reason"
    request = services.ask_end(now=NOW, until=DAY + timedelta(days=2), reason="辞去委员职务", **act)
    assert gone.person_id in signing(joint, DAY + timedelta(days=9))
    assert judge(joint, joint.community, request)
    assert gone.person_id in signing(joint, DAY + timedelta(days=1))
    assert gone.person_id not in signing(joint, DAY + timedelta(days=2))
    assert code(services.ask_end, until=DAY + timedelta(days=3), reason="辞去委员职务", **act) == "ended"
    with records.acting(joint.community):
        rows = queries.signatories_of(joint.account, actor=joint.community)
    assert gone.person_id in {one.person_id for one in rows}


def test_the_desk_asks_for_others_once_an_office_is_over(joint: Joint) -> None:
    def told(actor: Actor) -> list[tuple[int, str, int]]:
        with records.acting(actor):
            return list(queries.out_of_office(DAY, actor=actor))

    assert told(joint.community) == []
    with records.acting(SYSTEM):
        Appointment.objects.filter(pk=joint.members[0].appointment_id).update(valid_until=DAY)
    [(account, _estate, persons)] = told(joint.community)
    assert (account, persons) == (joint.account, 1)
    assert told(joint.street) == told(joint.community)
    assert told(joint.members[1]) == []


def test_the_account_says_that_an_office_is_over_and_what_comes_next(joint: Joint) -> None:
    joint.agree()
    clerk, page = show(joint.community), f"/purses/{joint.account}"
    assert "任职已结束" not in clerk.get(page).text
    with records.acting(SYSTEM):
        Appointment.objects.filter(pk=joint.members[0].appointment_id).update(valid_until=DAY)
    told = clerk.get(page).text
    assert "有1名审批人的任职已结束，不能再审批付款单。" in told
    assert "下一步：由社区登记新的审批人" in told
    with records.acting(SYSTEM):
        gone = [one.appointment_id for one in joint.members[:-1]]
        Appointment.objects.filter(pk__in=gone).update(valid_until=DAY)
    assert "这样的付款批不下来" in clerk.get(page).text, "who approves no more is not counted"


def test_the_pages_lead_from_the_form_to_the_second_person(joint: Joint) -> None:
    clerk, street = show(joint.community), show(joint.street)
    page = f"/purses/{joint.account}"
    typed = {"person": str(joint.members[3].appointment_id), "valid_from": DAY.isoformat()}
    assert clerk.post(f"{page}/signatories", typed).status_code == 302
    assert "审批人的变动等" in street.get("/work").text
    assert "审批人的变动等" not in clerk.get("/work").text
    [waits] = waiting(joint)
    change = f"{page}/signatories/{waits.key}"
    assert change in street.get(page).text
    assert "去验证" in street.get(change).text
    assert "由社区（工作人员、书记）或者街道办的另一人确认" in clerk.get(change).text
    assert f'href="{change}"' in street.get("/work").text, "the line leads to the change itself"
    assert street.post(change, {"word": "yes"}).status_code == 422
    assert judge(joint, joint.street, waits.key)
    ending = f"/purses/signatories/{entry(joint, joint.members[3])}/no-more"
    assert ending in clerk.get(page).text
    assert clerk.post(ending, {"until": "2020-01-01", "reason": "换届"}).status_code == 422


def test_its_committee_reads_a_change_and_who_confirms_it(joint: Joint) -> None:
    change = f"/purses/{joint.account}/signatories/{ask(joint, joint.members[3])}"
    member = show(joint.members[1])
    page = member.get(change)
    assert (page.status_code, "或者街道办的另一人确认" in page.text) == (200, True)
    assert change in member.get(f"/purses/{joint.account}").text
    assert member.post(change, {"word": "yes"}).status_code == 403


def test_forms_offer_nobody_who_is_settled(joint: Joint) -> None:
    clerk, page = show(joint.community), f"/purses/{joint.account}"

    def offered(address: str) -> list[bool]:
        text = clerk.get(address).text
        return [f'value="{one.appointment_id}"' in text for one in joint.members]

    signs = signing(joint)
    assert offered(f"{page}/signatories") == [one.person_id not in signs for one in joint.members]
    ask(joint, joint.members[3])
    assert not offered(f"{page}/signatories")[3]
    away = entry(joint, joint.members[0])
    assert offered(f"/purses/signatories/{away}/stand-in") == [False, False, False, False, True], (
        "nor who waits"
    )
    act: dict[str, Any] = {"actor": joint.street, "signatory_id": away}
    services.ask_end(now=NOW, until=DAY, reason="辞去委员职务", **act)
    assert "不再审批，等确认" in clerk.get(page).text
    ending = clerk.get(f"/purses/signatories/{away}/no-more").text
    assert ("已经登记，等另一人确认" in ending, 'name="until"' in ending) == (True, False)


def waiting(joint: Joint) -> list[queries.AskedChange]:
    with records.acting(SYSTEM):
        return queries.waiting_changes(f"purses.account:{joint.account}")
