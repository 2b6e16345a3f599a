"""Pages of an estate's own rules of procedure: entered, confirmed by another, read by every owner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from hemei.community.voting import work
from hemei.community.voting.models import OwnRules
from hemei.community.voting.pages import assembly, doubles, own_rules
from hemei.community.voting.tests.test_assemblies import noticed
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.community.voting.tests.test_own_rules import ADOPTED, in_rules, keeper
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.records import services as records
from hemei.kernel.actor import Role


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (assembly, own_rules):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def form(**more) -> dict[str, object]:
    paper = SimpleUploadedFile("议事规则.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    return {
        "key": "k", "title": "议事规则（2025年）", "valid_from": ADOPTED.isoformat(), "document": "业主大会〔2025〕1号",
        "adopted_on": ADOPTED.isoformat(), "scan": paper, "double_ballots": "first", "article_double_ballots": "第八条",
        "proxy_units": "5", "article_proxy_units": "第九条", "gates": ["arrears"], "article_gates": "第十二条", **more,
    }  # fmt: skip


def test_rules_are_entered_by_one_confirmed_by_another_and_read_by_every_owner(quarter) -> None:
    clerk, other = keeper(quarter), keeper(quarter, "乙")
    empty = text(call(own_rules.estate_rules, clerk, quarter.estate))
    assert "没有登记施行中的议事规则" in empty
    assert "后到的为准" in empty
    assert "没有规定的：" in text(call(own_rules.enter_rules, clerk, quarter.estate))
    assert call(own_rules.enter_rules, clerk, quarter.estate, post=form()).status_code == 302
    number = OwnRules.objects.get().pk
    assert "您登记的" in text(call(own_rules.rules, clerk, number))
    owner = owner_of(quarter, "丙")
    with pytest.raises(Http404):
        call(own_rules.rules, owner, number)
    with records.acting(other):
        assert len(work.rules(other)) == 1
    assert "核对无误" in text(call(own_rules.rules, other, number))
    assert call(own_rules.settle_rules, clerk, number, post={"act": "confirm"}).status_code == 422
    assert call(own_rules.settle_rules, other, number, post={"act": "confirm"}).status_code == 302
    with records.acting(other):
        assert work.rules(other) == []
    shown = text(call(own_rules.estate_rules, owner, quarter.estate))
    for words in ("先到的为准", "第八条", "一名代理人最多代理5个专有部分", "没有拖欠物业费或者维修资金"):
        assert words in shown
    assert "按现行标准办的" in shown
    assert "表决小区" in text(call(own_rules.rules_list, owner))
    paper = call(own_rules.rules_scan, owner, number)
    assert paper.content.startswith(b"%PDF")
    assert "施行中" in text(call(own_rules.rules_list, clerk))
    assert call(own_rules.rules_list, clerk, q="表决小区").status_code == 302


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(quarter) -> None:
    post = form(notice_days="14", article_notice_days="第五条", proxy_units="x", article_double_ballots="")
    page = call(own_rules.enter_rules, keeper(quarter), quarter.estate, post=post)
    assert page.status_code == 422
    shown = text(page)
    for words in (
        "不能少于法律规定的15（物业管理条例第十四条）",
        "请填1至366的整数",
        "由议事规则哪一条规定",
        "第五条",
    ):
        assert words in shown
    late = text(call(own_rules.enter_rules, keeper(quarter), quarter.estate, post=form(scan="", document="")))
    assert "请选通过议事规则的表决" in late
    broken = form(scan=SimpleUploadedFile("规则.pdf", b"nothing", "application/pdf"))
    assert 'href="#field-scan"' in text(
        call(own_rules.enter_rules, keeper(quarter), quarter.estate, post=broken)
    )
    assert not OwnRules.objects.exists()


def test_sent_back_the_reason_is_read_by_who_entered_them(quarter) -> None:
    clerk = keeper(quarter)
    call(own_rules.enter_rules, clerk, quarter.estate, post=form())
    number = OwnRules.objects.get().pk
    other = keeper(quarter, "乙")
    assert call(own_rules.settle_rules, other, number, post={"act": "refuse"}).status_code == 422
    post = {"act": "refuse", "reason": "第九条与原文不符"}
    assert call(own_rules.settle_rules, other, number, post=post).status_code == 302
    assert "第九条与原文不符" in text(call(own_rules.rules, clerk, number))


def test_a_member_enters_for_his_own_estate_and_strangers_see_nothing(quarter) -> None:
    member = member_of(quarter)
    assert "登记议事规则" in text(call(own_rules.estate_rules, member, quarter.estate))
    assert call(own_rules.enter_rules, member, quarter.estate, post=form()).status_code == 302
    number = OwnRules.objects.get().pk
    with pytest.raises(PermissionDenied):
        call(own_rules.settle_rules, member, number, post={"act": "confirm"})
    for stranger in (replace(member, body_id=quarter.town.bodies["明光路街道办"]), owner_of(quarter, "张三")):
        with pytest.raises(Http404):
            call(own_rules.estate_rules, stranger, quarter.estate)
    company = quarter.town.actor_of_role(Role.COMPANY_MANAGER)
    with pytest.raises(PermissionDenied):
        call(own_rules.rules_list, company)


def test_a_meeting_says_by_which_of_its_own_rules_it_is_held(quarter) -> None:
    before = noticed(quarter, key="before")
    in_rules(quarter)
    after = noticed(quarter, key="after")
    words = "先后有两张有效选票的，先到的为准（本小区议事规则第八条）"
    assert words not in text(call(assembly.assembly, quarter.clerk, before.pk))
    for reader in (quarter.clerk, owner_of(quarter, "丙")):
        assert words in text(call(assembly.assembly, reader, after.pk))
    assert "本小区议事规则第八条" in text(call(doubles.doubles, quarter.clerk, after.pk))
    assert after.noticed_on == TODAY
