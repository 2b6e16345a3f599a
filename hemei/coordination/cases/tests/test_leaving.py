"""A reporter who wants no more of a case that others follow: it goes on for them, and is his no longer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import ActName, Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, Quarter, picture
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_supporters import neighbour_of, support
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
PHONE, KIND = "15400345681", "blocked_fire_lane"


def refused(quarter: Quarter, number: str, act: acts.Act) -> str:
    with pytest.raises(Refused) as caught:
        quarter.act(quarter.resident, number, act)
    return caught.value.decision.reasons[0].code


def test_what_others_follow_goes_on_without_its_reporter(quarter: Quarter) -> None:
    number = quarter.report(kind=KIND, phone=PHONE)
    assert refused(quarter, number, acts.Leave()) == "nobody_follows"
    support(quarter, number)
    assert refused(quarter, number, acts.Withdraw()) == "followed"
    quarter.act(quarter.resident, number, acts.Leave(text="我不管了"))
    row = quarter.row(number)
    assert (row.state, row.reporter_id, row.contact_id) == (State.REPORTED, None, None)
    quarter.sound(number)
    # It is his no longer, neither by his sign-in nor by the phone he left; whoever follows it goes on following.
    assert quarter.page(quarter.resident, number) is None
    with records.acting(quarter.resident):
        services.claim_cases(actor=quarter.resident)
        assert queries.case_list(actor=quarter.resident) == []
        assert queries.case_page(viewer=Viewer(quarter.resident, proven=True), number=number, now=NOW) is None
        with pytest.raises(services.NoSuchCase):
            services.act(
                viewer=Viewer(quarter.resident, proven=True), now=NOW, number=number, act=acts.Leave(), seen=2
            )
    with records.acting(SYSTEM):
        assert queries.followers(row.stream) == [quarter.stranger.person_id]
    with records.acting(quarter.stranger):
        followed = queries.followed_case(number)
    assert followed
    assert followed.steps[0].act is ActName.LEAVE
    # The clerk reads that it goes on, and finds nobody to call.
    page = quarter.page(quarter.community, number)
    assert page
    assert (page.contact, page.events[-1].data["about"]["following"]) == (None, 1)
    assert PHONE not in page.texts.values()
    assert "我不管了" in page.texts.values()


def test_it_ends_without_a_word_and_says_so(quarter: Quarter) -> None:
    number = quarter.report(kind="littering", text="垃圾房门口垃圾堆成山")
    support(quarter, number)
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    quarter.act(quarter.resident, number, acts.Leave())
    # Followed again like by anybody, and ended again by nobody's word.
    support(quarter, number, quarter.resident)
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.NOT_SOLVED, text="没有车辆清运"))
    assert quarter.row(number).ended == Ending.LEFT
    quarter.sound(number)


def test_a_phone_that_left_opens_nothing_at_the_next_sign_in(quarter: Quarter) -> None:
    quarter.town.person("钱八", DONGFENG, phone=PHONE)
    owner = quarter.town.actor(Role.RESIDENT, DONGFENG, person="钱八", account=1)
    number = quarter.report(PUBLIC, kind=KIND, phone=PHONE)
    support(quarter, number)
    by_phone = Viewer(PUBLIC, proven=True)
    services.act(viewer=by_phone, now=NOW, number=number, act=acts.Leave(), seen=quarter.row(number).version)
    with records.acting(owner):
        assert services.claim_cases(actor=owner) == 0
    assert quarter.page(owner, number) is None
    # With the last who followed gone it can still be closed; nobody is owed an answer.
    with records.acting(quarter.stranger):
        services.stop_support(actor=quarter.stranger, now=NOW, number=number)
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.NOT_SOLVED, text="没有车辆清运"))
    assert quarter.row(number).ended == Ending.LEFT


def test_the_page_offers_one_of_the_two_and_tells_him(quarter: Quarter) -> None:
    client: Client = neighbour_of(quarter)
    client.post(
        f"/report/{quarter.token}",
        {"text": "楼道灯全坏了", "kind": "other", "submission_key": "one", "apart": "1"},
    )
    with records.acting(SYSTEM):
        number = Case.objects.get().number
    page = client.get(f"/cases/{number}").text
    assert "撤销上报" in page
    assert "退出上报" not in page
    support(quarter, number, quarter.resident, now=utc_now())
    page = client.get(f"/cases/{number}").text
    assert "撤销上报" not in page
    assert "看不到这个案件" in page
    form = {"seen": "1", "submission_key": "leave", "text": ""}
    assert client.post(f"/cases/{number}/withdraw", form).status_code == 422
    done = client.post(f"/cases/{number}/leave", form)
    assert done.headers["Location"] == "/work"
    assert "为他们继续办理" in client.get("/work").text
    assert client.get(f"/cases/{number}").status_code == 404
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会").get(f"/cases/{number}").text
    assert "还有1人跟着办，继续办理" in clerk
    with records.acting(SYSTEM):
        assert Supporter.objects.filter(left_at=None).count() == 1


def test_a_callers_phone_that_follows_counts_too(quarter: Quarter) -> None:
    number = quarter.report(kind=KIND)
    support(quarter, number, quarter.hotline, phone="15400345682", channel=Channel.HOTLINE)
    assert refused(quarter, number, acts.Withdraw()) == "followed"


def test_the_hotline_ends_a_report_for_a_reason_and_its_reporter_may_say_that_he_did_not_want_it(
    quarter: Quarter,
) -> None:
    mine: Client = neighbour_of(quarter)
    report = {"text": "楼道灯全坏了", "kind": "other", "submission_key": "one", "apart": "1", "phone": PHONE}
    mine.post(f"/report/{quarter.token}", report)
    with records.acting(SYSTEM):
        number = Case.objects.get().number
    clerk = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert "报事人怎么说的，用哪个电话说的" in clerk.get(f"/cases/{number}").text
    form = {"seen": "1", "submission_key": "end", "text": ""}
    assert "请填写说明" in clerk.post(f"/cases/{number}/withdraw", form).text
    said = "本人今天上午用登记的手机来电，说已经自己解决"
    assert clerk.post(f"/cases/{number}/withdraw", {**form, "text": said}).status_code == 302
    row = quarter.row(number)
    assert (row.ended, row.snapshot["final_at"] is None) == (Ending.WITHDRAWN, False)
    page = mine.get(f"/cases/{number}").text
    assert "由热线按报事人的意思撤销" in page
    assert said in page
    back = {"seen": "2", "submission_key": "back", "text": "我没有说过要撤销"}
    assert mine.post(f"/cases/{number}/send_back", back).status_code == 302
    assert quarter.row(number).state == State.REPORTED
    quarter.sound(number)
    community = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert "报事人说没有要撤销，请继续办理" in community.get(f"/cases/{number}").text


def test_a_withdrawal_its_reporter_had_not_wanted_is_no_round_of_work(quarter: Quarter) -> None:
    number = quarter.report(kind="littering", phone=PHONE)
    for act, by in (
        (acts.Withdraw(text="本人用登记的手机来电说已经解决"), quarter.hotline),
        (acts.SendBack(text="我没有说过要撤销"), quarter.resident),
        (acts.Accept(kind="littering"), quarter.community),
        (acts.Handle(company=quarter.company.body_id, text="请清运"), quarter.community),
    ):
        quarter.act(by, number, act)
    result = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="已清运")
    quarter.act(quarter.company, number, result, photos=[picture()])
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.SOLVED, text="已清运"))
    quarter.act(quarter.resident, number, acts.AcceptResult())
    assert quarter.row(number).snapshot["round"] == 2
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"select verdict, reason from ({queries.SOLVED_AT_ONCE.sql}) found")
        assert cursor.fetchall() == [("yes", "accepted")]
    quarter.sound(number)


def test_what_a_body_found_itself_and_has_to_do_is_withdrawn_by_nobody(quarter: Quarter) -> None:
    """Not by a form, which says what to do instead, and not in the database."""
    number = quarter.report(quarter.grid, kind=KIND, channel=Channel.PATROL)
    with pytest.raises(Refused) as caught:
        quarter.act(quarter.grid, number, acts.Withdraw(text="现场已经没有问题"))
    (reason,) = caught.value.decision.reasons
    assert (reason.code, reason.remedy) == ("own_work", "请由责任单位办结，或者按依据不予受理")
    gone = {"state": State.ENDED, "ended": Ending.WITHDRAWN, "ended_at": NOW}
    kept = pytest.raises(IntegrityError, match="neither withdraws")
    with records.acting(SYSTEM), kept, transaction.atomic():
        Case.objects.filter(number=number).update(**gone)
    other = quarter.report(quarter.fire, kind=KIND, channel=Channel.PATROL)
    quarter.act(quarter.fire, other, acts.Withdraw(text="报错了地方"))
    assert quarter.row(other).ended == Ending.WITHDRAWN
