"""One way to join: into a marked case or one named by its number; none is in hand with no case to follow."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, Likeness, Supporter
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import SANLIAN, Quarter
from hemei.coordination.cases.tests.test_likeness import KIND, answer, marked
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_supporters import LANE, SAID
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
PHONE = "15400345691"
UNLIKE = "北门的岗亭没有人，进出没人管"


@standing
def two(quarter: Quarter) -> tuple[str, str]:
    """An earlier case, and a later one that nobody would take for it by its words; it came by the hotline."""
    earlier = quarter.report(kind=KIND, text=LANE, now=utc_now())
    later = quarter.report(
        quarter.hotline, kind="dogs", text=UNLIKE, now=utc_now(), channel=Channel.HOTLINE, phone=PHONE
    )
    return earlier, later


def refused(quarter: Quarter, later: str, earlier: str) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        answer(quarter, later, earlier, same=True)
    (reason,) = caught.value.decision.reasons
    assert reason.remedy
    return reason.code, reason.text.format_map(reason.values)


def test_a_case_is_joined_into_one_that_is_named_and_whoever_reported_it_follows_that(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    assert marked(quarter, later) == 0
    answer(quarter, later, earlier, same=True)
    assert quarter.row(later).state == State.REFUSED
    quarter.sound(later)
    with records.acting(SYSTEM):
        (caller,) = Supporter.objects.filter(case__number=earlier)
        assert record.open_sealed([caller.contact_id]) == {caller.contact_id: PHONE}
        assert len(queries.texted_supporters(quarter.row(earlier).stream)) == 1
        said = record.history(stream=quarter.row(later).stream)[-1].data["about"]
        assert (said["ground"], said["earlier"]) == ("already_in_hand", earlier)
        (pair,) = queries.pairs_with(earlier)
    assert (pair.number, pair.same) == (later, True)


def test_what_cannot_be_joined_into_is_said_with_its_number_and_what_to_do(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    foreign = quarter.report(kind=KIND, text=LANE, now=utc_now(), token=SANLIAN)
    newest = quarter.report(kind=KIND, text=SAID, now=utc_now())
    nowhere = "查不到编号“{}”，或者不在您能看到的范围内"
    for typed in ("12", "261102999999", "9" * 24, "没有", foreign):
        assert refused(quarter, newest, typed) == ("no_earlier", nowhere.format(typed))
    assert refused(quarter, later, later) == ("itself", f"{later}就是这一件")
    assert refused(quarter, later, newest) == ("after", f"{newest}是后报的")
    answer(quarter, later, earlier, same=True)
    assert refused(quarter, newest, later) == ("joined", f"{later}已经并入{earlier}")
    quarter.act(quarter.community, earlier, acts.Accept(kind=KIND), now=utc_now())
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主联系不上，请交警再来")
    quarter.act(quarter.community, earlier, close, now=utc_now())
    code, words = refused(quarter, newest, earlier)
    assert (code, words) == ("over", f"先报的{earlier}现在是“待认可”，已经有了办理结果")
    with records.acting(SYSTEM):
        assert Likeness.objects.count() == 1
    assert quarter.row(newest).state == State.REPORTED


def test_neither_form_nor_database_takes_the_ground_without_the_case(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    bare = {"ground": "already_in_hand", "text": "同一件事已经在办，请看那一件"}
    with pytest.raises(Refused) as caught:
        quarter.act(quarter.community, later, acts.Refuse(**bare), now=utc_now())
    (reason,) = caught.value.decision.reasons
    assert (reason.code, reason.field) == ("not_joined", "ground")
    assert "并入" in reason.remedy
    unjoined = pytest.raises(IntegrityError, match="joined into an earlier one")
    with unjoined, transaction.atomic():
        quarter.act(quarter.community, later, acts.Refuse(into=earlier, **bare), now=utc_now())
    quarter.act(quarter.community, later, acts.Accept(kind="dogs"), now=utc_now())
    with pytest.raises(Refused, match="没有并入先报的案件"):
        quarter.act(quarter.community, later, acts.Close(outcome=Outcome.NOT_A_CASE, **bare), now=utc_now())
    snapshot = quarter.row(later).snapshot | {"ground": "already_in_hand"}
    unjoined = pytest.raises(IntegrityError, match="joined into an earlier one")
    with records.acting(SYSTEM), unjoined, transaction.atomic():
        Case.objects.filter(number=later).update(snapshot=snapshot)


def test_what_was_refused_so_before_stays_and_goes_on(quarter: Quarter, two: tuple[str, str]) -> None:
    """Of old the ground stood in the event alone; the case is read, answered and rebuilt as any other."""
    _earlier, later = two
    quarter.act(
        quarter.community, later, acts.Refuse(ground="repeated", text="请看以前的答复"), now=utc_now()
    )
    old = {name: value for name, value in quarter.row(later).snapshot.items() if name != "ground"}
    with records.acting(SYSTEM):
        Case.objects.filter(number=later).update(snapshot=old)
    quarter.act(quarter.hotline, later, acts.AcceptResult(text="电话里说知道了"), now=utc_now())
    assert quarter.row(later).ended == Ending.ACCEPTED


def test_who_decides_on_the_objection_may_join_it_again(quarter: Quarter, two: tuple[str, str]) -> None:
    earlier, later = two
    answer(quarter, later, earlier, same=True)
    quarter.act(quarter.hotline, later, acts.SendBack(text="是另一辆车，不是那一件"), now=utc_now())
    with records.acting(quarter.street):
        (pair,) = queries.pairs_with(later)
        assert (pair.same, pair.may_join) == (None, True)
    answer(quarter, later, earlier, same=True, actor=quarter.street)
    assert quarter.row(later).state == State.REFUSED
    with records.acting(SYSTEM):
        assert Likeness.objects.get().round == 2
        assert Supporter.objects.count() == 1
    quarter.sound(later)


def test_nobody_else_joins_it_or_tells_two_apart_that_nobody_takes_for_one(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    for actor in (quarter.foreign_community, quarter.company):
        with records.acting(actor), pytest.raises((services.NoSuchCase, Refused)):
            services.answer_alike(
                viewer=Viewer(actor), now=utc_now(), number=later, other=earlier, same=True, text="同一件事"
            )
    with pytest.raises(services.NoSuchCase):
        answer(quarter, later, earlier, same=False)
    assert quarter.row(later).version == 1


def test_the_clerk_names_it_reads_it_and_joins_with_the_same_button(
    quarter: Quarter, two: tuple[str, str]
) -> None:
    earlier, later = two
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    case = clerk.get(f"/cases/{later}").text
    assert 'value="already_in_hand"' not in case
    assert "并入先报的那件" in case  # the hint leads there
    page = clerk.get(f"/cases/{later}/alike").text
    assert 'name="earlier"' in page
    assert earlier not in page
    wrong = clerk.get(f"/cases/{later}/alike", {"earlier": "261102999999"})
    assert wrong.status_code == 422
    assert 'href="#field-earlier">查不到编号“261102999999”' in wrong.text
    assert 'value="261102999999"' in wrong.text
    shown = clerk.get(f"/cases/{later}/alike", {"earlier": f" {earlier} "}).text
    assert LANE in shown
    assert f"{later}并入{earlier}" in shown
    assert "不是同一件</button>" not in shown
    done = clerk.post(f"/cases/{later}/alike", {"later": later, "earlier": earlier, "same": "1"})
    assert done.headers["Location"] == f"/cases/{later}"
    after = clerk.get(f"/cases/{later}").text
    assert f"并入：{earlier}" in after
    page = clerk.get(f"/cases/{later}/alike").text
    assert 'name="earlier" type' not in page
    assert "已并入" in page


def test_both_are_read_beside_each_other_as_their_own_pages_show_them(quarter: Quarter) -> None:
    """A telephone somebody wrote into his report is no secret from the clerk who reads that report."""
    earlier = quarter.report(kind=KIND, text="Ａ栋门口堵了车，车主电话15400345699，请拖走", now=utc_now())
    later = quarter.report(
        quarter.hotline, kind=KIND, text="消防通道又有车，牌照皖A12345", now=utc_now(), channel=Channel.HOTLINE,
        phone="15400345691",
    )  # fmt: skip
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    shown = clerk.get(f"/cases/{later}/alike", {"earlier": earlier}).text
    assert "Ａ栋门口堵了车，车主电话15400345699，请拖走" in shown
    assert "消防通道又有车，牌照皖A12345" in shown
    inside = clerk.get(f"/cases/{later}/alike", {"earlier": earlier}, headers={"HX-Request": "true"}).text
    assert "皖A12345" not in inside, "on the page of the case its words stand already"


def test_who_has_no_case_to_join_is_offered_nothing(quarter: Quarter, two: tuple[str, str]) -> None:
    _earlier, later = two
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办")
    assert "先报的那件的编号" not in street.get(f"/cases/{later}/alike").text
