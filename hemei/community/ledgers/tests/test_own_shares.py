"""The share for the fund that owners decide: by vote in its words, or by paper of two hands; in force, fallen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from hemei.community.ledgers import facts, queries, reactions, services
from hemei.community.ledgers.models import OwnShare
from hemei.community.ledgers.rules.own_share import ShareState, item_words
from hemei.community.ledgers.services import ShareDraft, own_shares
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.ledgers.tests.test_pages import company
from hemei.community.ledgers.tests.test_releasing import letter
from hemei.community.voting import queries as votes_now
from hemei.community.voting import services as voting
from hemei.community.voting.services import AnnulmentDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.standards.share import Share
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.tests.conftest import DONGFENG

pytestmark = pytest.mark.django_db
QUARTER, LAST_YEAR = date(2026, 7, 1), date(2026, 4, 1)


def paper() -> services.Attachment | services.Photo:
    return services.read_paper(letter(), "decision.jpg")


def second(purse: Purse) -> Actor:
    """Return somebody else at the community's desk."""
    person = purse.quarter.town.person("另一位", DONGFENG)
    return replace(purse.clerk, role=Role.COMMUNITY_SECRETARY, account_id=None, person_id=person)


def put(purse: Purse, percent: int | None = 30, since: date = QUARTER, at: datetime = CALLED) -> int:
    return services.put_share(
        actor=purse.clerk, now=at, ledger_id=purse.ledger, percent=percent, valid_from=since
    )


def entered(purse: Purse, percent: int = 40, since: date = LAST_YEAR, **more: object) -> int:
    draft = ShareDraft(
        percent=percent, valid_from=since, document="业决〔2026〕2号", adopted_on=since + timedelta(days=20),
        papers=[paper()],
    )  # fmt: skip
    return services.enter_share(
        actor=purse.clerk, now=NOW, ledger_id=purse.ledger, draft=replace(draft, **more)
    )


def settled(purse: Purse, share: int, **more: object) -> None:
    services.settle_share(actor=second(purse), now=NOW, share_id=share, **{"confirmed": True, **more})  # type: ignore[arg-type]


def reacted(*kinds: str) -> None:
    with records.acting(SYSTEM):
        rows = list(Event.objects.filter(payload__type__in=kinds).order_by("id"))
    for row in rows:
        event = {"stream": row.stream, "payload": row.payload}
        for reaction in reactions.REACTIONS[row.payload["type"]]:
            reaction(event=event, actor=SYSTEM, now=NOW)


def voted(purse: Purse, percent: int = 30, since: date = QUARTER) -> tuple[int, int]:
    """Put a share to the owners and let all agree; return the meeting and the vote."""
    assembly, [vote] = owners_voted(purse, (), called=put(purse, percent, since))
    reacted("voting.result_published")
    return assembly, vote


def annul(purse: Purse, assembly: int, vote: int) -> None:
    street = purse.quarter.street
    draft = AnnulmentDraft(
        by="authority", document="街办撤决〔2026〕1号", decided_on=NOW.date(), reason="没有公告", vote_ids=[vote]
    )  # fmt: skip
    with records.acting(street):
        voting.annul_result(actor=street, now=NOW, assembly_id=assembly, draft=draft)
    reacted("voting.annulled")


def owed(purse: Purse, quarter: date = QUARTER) -> int:
    return queries.quarter_facts(purse.ledger, quarter).owed_fen


def shares() -> list[tuple[int, str, date, date | None, bool]]:
    with records.acting(SYSTEM):
        rows = OwnShare.objects.order_by("id")
        return [
            (row.percent, row.state, row.valid_from, row.valid_until, row.fallen_on is not None)
            for row in rows
        ]


def test_the_owners_vote_decides_just_the_share_in_its_words(purse: Purse) -> None:
    purse.earn(1_000_01, on=date(2026, 8, 3))
    purse.earn(1_000_00, on=date(2026, 5, 3))
    assembly, vote = voted(purse)
    with records.acting(SYSTEM):
        [item] = votes_now.assembly(assembly, actor=SYSTEM).agenda  # type: ignore[union-attr]
    assert (item.matter, item.title) == ("other_major", item_words(30, QUARTER))
    assert item.title == "公共收益扣除合理成本后，30%补充住宅专项维修资金，自2026年7月1日起执行"
    assert shares() == [(30, "confirmed", QUARTER, None, False)]
    assert (owed(purse), owed(purse, LAST_YEAR)) == (300_01, 500_00)  # of the quarter before, by the standard
    facts = queries.quarter_facts(purse.ledger, QUARTER)
    assert (facts.own.percent, facts.own.vote_id, facts.rules.fund.warrant.clause) == (30, vote, "第五十四条")  # type: ignore[union-attr]
    reacted("voting.result_published")
    assert len(shares()) == 1


def test_annulled_it_falls_and_the_one_before_goes_on(purse: Purse) -> None:
    purse.earn(1_000_00, on=date(2026, 8, 3))
    settled(purse, entered(purse))
    assert owed(purse) == 400_00
    assembly, vote = voted(purse)
    assert shares() == [
        (40, "confirmed", LAST_YEAR, QUARTER, False),
        (30, "confirmed", QUARTER, None, False),
    ]
    assert owed(purse) == 300_00
    annul(purse, assembly, vote)
    assert shares() == [(40, "confirmed", LAST_YEAR, None, False), (30, "confirmed", QUARTER, None, True)]
    assert owed(purse) == 400_00


def test_a_meeting_called_off_leaves_the_standard_and_another_may_be_put(purse: Purse) -> None:
    assembly = put(purse)
    with pytest.raises(Refused, match="已经有一个比例在等待"):
        put(purse, 20)
    with records.acting(purse.clerk):
        voting.call_off_assembly(actor=purse.clerk, now=CALLED, assembly_id=assembly, reason="议题要重新商量")
    reacted("voting.assembly_called_off")
    assert shares() == [(30, "refused", QUARTER, None, False)]
    assert put(purse, 20) != assembly


@pytest.mark.parametrize(
    ("percent", "since", "said"),
    [
        (None, QUARTER, "没有写比例"),
        (101, QUARTER, "比例101%不对"),
        (30, date(2026, 8, 1), "不是一个季度的第一天"),
        (30, LAST_YEAR, "在决定以前已经结束"),
    ],
)
def test_what_owners_cannot_decide_is_refused(
    purse: Purse, percent: int | None, since: date, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        put(purse, percent, since)
    assert shares() == []


@pytest.fixture
def half_by_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city whose document lets owners decide on a half or more."""

    def split_on(day: date) -> queries.RevenueSplit:
        rules = queries.split_on(day)
        assert rules.own is not None
        return replace(rules, own=replace(rules.own, least=Share(Fraction(1, 2))))

    for module in (facts, own_shares):
        monkeypatch.setattr(module, "split_on", split_on)


@pytest.mark.usefixtures("half_by_law")
def test_less_than_the_law_asks_for_is_refused(purse: Purse) -> None:
    with pytest.raises(Refused, match="比例30%低于规定的50%"):
        put(purse)
    assert put(purse, 60)


def test_what_the_law_fixed_since_does_not_count_any_more(
    purse: Purse, request: pytest.FixtureRequest
) -> None:
    purse.earn(1_000_00, on=date(2026, 8, 3))
    settled(purse, entered(purse))
    request.getfixturevalue("half_by_law")
    assert (owed(purse), queries.quarter_facts(purse.ledger, QUARTER).own) == (500_00, None)


def test_a_paper_takes_a_scan_and_two_hands(purse: Purse) -> None:
    for more, said in (
        ({"document": " "}, "没有写文号"),
        ({"papers": []}, "没有业主大会决定的扫描件"),
        ({"adopted_on": date(2026, 11, 3), "valid_from": date(2026, 10, 1)}, "还没有到"),
        ({"percent": 120}, "比例120%不对"),
    ):
        with pytest.raises(Refused, match=said):
            entered(purse, **more)  # type: ignore[arg-type]
    share = entered(purse)
    assert owed(purse) == 0
    with pytest.raises(Refused, match="不能由您确认"):
        services.settle_share(actor=purse.clerk, now=NOW, share_id=share, confirmed=True)
    with pytest.raises(Refused, match="没有写明退回的理由"):
        settled(purse, share, confirmed=False)
    settled(purse, share, confirmed=False, reason="扫描件上没有公章")
    assert shares() == [(40, "refused", LAST_YEAR, None, False)]
    settled(purse, entered(purse))
    with pytest.raises(Refused, match="执行的时间不能重叠"):
        settled(purse, entered(purse, percent=50))


def test_the_database_keeps_two_hands_one_at_a_time_and_what_was_decided(purse: Purse) -> None:
    share = entered(purse)
    settled(purse, share)
    with records.acting(SYSTEM):
        row = OwnShare.objects.get(pk=share)
        for change in ({"percent": 10}, {"valid_from": QUARTER}, {"adopted_on": QUARTER}, {"settled_by": 5}):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                OwnShare.objects.filter(pk=share).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from ledgers_ownshare where id = %s", [share])
        for change, name in (
            ({"valid_from": QUARTER}, "no_overlap"),
            ({"valid_from": date(2026, 8, 1), "valid_until": date(2026, 9, 1)}, "term"),
            ({"settled_by": row.entered_by, "valid_from": date(2020, 1, 1), "valid_until": LAST_YEAR}, "two_hands"),
            ({"percent": 101, "valid_from": date(2020, 1, 1), "valid_until": LAST_YEAR}, "percent"),
        ):  # fmt: skip
            twin = OwnShare.objects.get(pk=share)
            twin.pk = None
            for field, value in change.items():
                setattr(twin, field, value)
            with pytest.raises(DatabaseError, match=f"ledgers_ownshare_{name}"), transaction.atomic():
                twin.save(force_insert=True)
    assert ShareState(row.state) is ShareState.CONFIRMED


def browser(purse: Purse) -> Client:
    return purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)


def test_the_pages_lead_from_the_books_to_the_paper_and_the_second_hand(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("shared", "own_shares"):
        monkeypatch.setattr(f"hemei.community.ledgers.pages.{module}.today", NOW.date)
    clerk, here = browser(purse), f"/books/{purse.ledger}/share"
    page = clerk.get(f"/books/{purse.ledger}").text
    assert ("50%转入" in page, "第五十四条" in page, here in page) == (True, True, True)
    assert "业主大会没有另外决定" in clerk.get(here).text
    typed = {
        "percent": "40",
        "valid_from": "2026-04-01",
        "document": "业决〔2026〕2号",
        "adopted_on": "2026-04-20",
    }
    refused = clerk.post(f"{here}/paper", typed)
    assert (refused.status_code, "没有业主大会决定的扫描件" in refused.text) == (422, True)
    assert clerk.post(f"{here}/paper", {**typed, "papers": letter()}).url == here
    page = clerk.get(here).text
    assert ("等待另一人确认" in page, "提请业主大会决定比例" in page) == (True, False)
    [row] = queries.shares_of(purse.ledger, actor=SYSTEM)
    do = f"/books/shares/{row.id}"
    assert (f'{do}"' in page, clerk.post(do, {"answer": "confirm"}).status_code) == (False, 422)
    [scan] = queries.share_papers(row)
    assert clerk.get(f"{do}/papers/{scan.id}").headers["Content-Type"].startswith("image/")
    other = purse.quarter.browser(Role.COMMUNITY_SECRETARY, "东风社区居委会", DONGFENG)
    assert (f'{do}"' in other.get(here).text, "业决〔2026〕2号" in other.get(do).text) == (True, True)
    assert other.post(do, {"answer": "refuse"}).status_code == 422
    assert other.post(do, {"answer": "confirm"}).url == here
    page = clerk.get(here).text
    assert ("40%" in page, "业主大会决定，自2026-04-01起" in page, "正在执行" in page) == (True, True, True)


def test_a_vote_is_called_from_the_page_of_the_share(purse: Purse) -> None:
    clerk, here = browser(purse), f"/books/{purse.ledger}/share"
    begins = queries.quarter_of(shanghai_day(utc_now()))
    assert clerk.post(f"{here}/vote", {"percent": "", "valid_from": begins.isoformat()}).status_code == 422
    done = clerk.post(f"{here}/vote", {"percent": "30", "valid_from": begins.isoformat()})
    assert done.url.startswith("/assemblies/")
    assert ("30%补充" in clerk.get(done.url).text, "等待业主大会表决" in clerk.get(here).text) == (True, True)
    clerk = company(purse)
    assert clerk.post(f"{here}/vote", {"percent": "30"}).status_code == 403
