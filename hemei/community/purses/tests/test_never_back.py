"""An agreement begins where nothing was judged yet: what was paid before stays as it was judged then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import services
from hemei.community.purses.models import Agreement
from hemei.community.purses.services import AgreementDraft
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, voted
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

TODAY, OPENED, PUBLISHED = NOW.date(), date(2026, 1, 1), date(2026, 9, 29)
DAY = timedelta(days=1)


def test_none_begins_before_its_account_or_in_closed_months(joint: Joint) -> None:
    told = refused(joint.agree, valid_from=date(2019, 1, 1))
    assert "账户2026-01-01才开户，协议不能从2019-01-01起生效" in told
    ledgers.close_books(actor=SYSTEM, now=NOW, ledger_id=joint.purse.ledger, until=date(2026, 6, 1))
    assert "2026-06-01以前的月份已经结账" in refused(joint.agree, valid_from=date(2026, 5, 31))
    joint.agree(valid_from=date(2026, 6, 1))


def test_none_that_replaces_another_begins_before_it_is_entered(joint: Joint) -> None:
    joint.agree()
    told = refused(joint.agree, valid_from=TODAY - DAY)
    assert "现行协议到今天还在适用，新协议不能追溯到2026-11-01起生效" in told
    joint.agree(valid_from=TODAY)


def test_what_the_owners_passed_begins_when_that_was_published(joint: Joint) -> None:
    assembly, _votes = voted(joint, **BOUND)
    told = refused(joint.adopt, assembly, PUBLISHED - DAY)
    assert "业主大会2026-09-29才公布通过这份协议的结果，协议不能从2026-09-28起生效" in told
    joint.adopt(assembly, PUBLISHED)


def test_the_page_says_it_at_the_day(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    assembly, _votes = voted(joint, **BOUND)
    monkeypatch.setattr("hemei.community.purses.pages.agreeing.utc_now", lambda: NOW)
    answer = show(joint.community).post(
        f"/purses/{joint.account}/agreement/adopted", {"assembly": str(assembly), "valid_from": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert "业主大会2026-09-29才公布" in answer.text
    assert "请填写2026-09-29或者以后的日期" in answer.text
    with records.acting(SYSTEM):
        assert not Agreement.objects.exists()


def _again(row: Agreement, valid_from: date, **more: object) -> None:
    """Write another agreement after a row, in SQL's own words."""
    row.pk, row.number, row.valid_from, row.valid_until = None, row.number + 1, valid_from, None
    for name, value in more.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_the_database_lets_none_reach_back(joint: Joint) -> None:
    joint.agree()
    with records.acting(SYSTEM):
        row = Agreement.objects.get()
        Agreement.objects.update(valid_until=TODAY)
        for day in (TODAY - DAY, OPENED - DAY):
            with pytest.raises(IntegrityError, match="does not reach back"), transaction.atomic():
                _again(row, day)
            row.number -= 1


def test_the_database_lets_what_was_passed_begin_no_earlier(joint: Joint) -> None:
    assembly, votes = voted(joint)
    draft = AgreementDraft(valid_from=TODAY + DAY)
    services.make_agreement(actor=joint.community, now=NOW, account_id=joint.account, draft=draft)
    with records.acting(SYSTEM):
        row = Agreement.objects.get()
        Agreement.objects.update(valid_until=row.valid_from)
        for day in (PUBLISHED - DAY, PUBLISHED):
            passed = {"adopted_assembly_id": assembly, "adopted_vote_id": votes[0]}
            if day < PUBLISHED:
                with pytest.raises(IntegrityError, match="does not reach back"), transaction.atomic():
                    _again(row, day, **passed)
                row.number -= 1
            else:
                _again(row, day, **passed)
