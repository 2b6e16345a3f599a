"""On the page of corrections: the authority reports what the bank gave back, a second person of it confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemei.community.funds.models import Correction
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_corrections import paid
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def test_one_reports_and_another_confirms(chest: Chest, monkeypatch: pytest.MonkeyPatch) -> None:
    use = paid(chest)
    code = Estate.objects.get(pk=chest.quarter.estate).code
    here = f"/funds/estates/{code}/corrections"
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    with records.acting(SYSTEM, accounts=True):
        chest.quarter.town.person("资金经办人", "340100")
        chest.quarter.town.appoint("资金经办人", "市房产局", Role.CITY_BUREAU)
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100", "资金经办人")
    community = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    assert community.get(here).status_code == 403
    assert f"{here}?kind=use&amp;use={use}" in county.get(f"/funds/uses/{use}").text
    assert "1幢屋面防水" in county.get(here).text
    for typed, told in (
        ({}, "没有选哪里错了"),
        ({"kind": "use"}, "没有选哪一项使用"),
        ({"kind": "use", "use": str(use)}, "没有银行的证明"),
        ({"kind": "refund", "door": "9幢"}, "没有这一户"),
        ({"kind": "interest"}, "没有选结息的年度"),
    ):
        given = county.post(here, {"act": "report", **typed})
        assert (given.status_code, told in given.text) == (422, True), told
    paper = SimpleUploadedFile("回单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    said = {"reason": "账号已经销户，银行退回", "reference": "H8"}
    typed = {"act": "report", "kind": "use", "use": str(use), **said}
    assert county.post(here, {**typed, "proof": paper}).status_code == 302
    number = Correction.objects.get().pk
    listed = county.get(here).text
    assert all(words in listed for words in ("待另一人确认", "账号已经销户", "回单号H8"))
    assert "不同意的理由" not in listed, "who reported it does not confirm it"
    assert "更正是您登记的" in county.post(here, {"act": "judge", "number": number, "word": "yes"}).text
    waits = f"{Estate.objects.get(code=code).name}的维修资金登记了1笔更正，等您确认"
    assert (waits in bureau.get("/work").text, waits in county.get("/work").text) == (True, False)
    asked = bureau.get(here).text
    assert ("确认前请再验证一次" in asked, "不同意的理由" in asked) == (True, False)
    given = bureau.post(here, {"act": "judge", "number": number, "word": "yes"})
    assert given.headers["Location"] == f"/account/confirm?next={here}"
    monkeypatch.setattr(
        "hemei.community.funds.pages.correcting.people_services.confirmed_at",
        lambda _session: utc_now() - timedelta(minutes=1),
    )
    asked = bureau.post(here, {"act": "judge", "number": number, "word": "no"})
    assert (asked.status_code, "没有写明理由" in asked.text) == (422, True)
    done = bureau.post(here, {"act": "judge", "number": number, "word": "yes"}, follow=True)
    assert all(words in done.text for words in ("已冲销", "冲销凭证"))
    assert chest.state(use) == "approved"
    assert "拨付没有成功，银行退回" in county.get(f"/funds/uses/{use}").text
    assert bureau.post(here, {"act": "judge", "number": number, "word": "yes"}).status_code == 404
