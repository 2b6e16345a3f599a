"""Who may inspect the ballots: owners of the roll and who stands for them while he does;."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from hemei.community.voting import services
from hemei.community.voting.models import Assembly, Proxy, RollUnit, VoterBinding
from hemei.community.voting.pages import assembly, files, gate
from hemei.community.voting.tests.supporting import letter_of
from hemei.community.voting.tests.test_assemblies import cast, judged, noticed
from hemei.community.voting.tests.test_files import AFTER
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records

MOST = 1_000_000  # bytes


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (files, assembly, gate):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)


def counted(quarter) -> Assembly:
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    return found


def lets_in(quarter, found: Assembly, name: str) -> bool:
    """Whether somebody who reads the meeting is shown the full file and gets it."""
    actor = owner_of(quarter, name)
    with records.acting(quarter.clerk):
        records.grant_access(stream=found.stream, persons=(quarter.town.persons[name],))
    shown = "查阅完整文件" in text(call(assembly.assembly, actor, found.pk))
    try:
        gets = call(files.full, actor, found.pk, post={"reason": "核对自己楼栋的选票"}).status_code == 200
    except Http404:
        gets = False
    assert shown is gets
    return gets


def bound(quarter, found: Assembly, name: str, **more) -> VoterBinding:
    """Somebody who votes for 104 in the right of its owner."""
    unit = RollUnit.objects.get(roll=found.roll, unit_id=quarter.units["104"])
    stream = f"voting.binding:test{VoterBinding.objects.count() + 1}"
    upload, named = letter_of()
    paper = records.prepare_attachment(upload, name=named, most_bytes=MOST)
    with records.acting(SYSTEM):
        scan = records.add_attachment(paper, stream=stream, scope=found.scope, purpose="binding", now=NOW)
    return VoterBinding.objects.create(
        stream=stream, scope=found.scope, unit_id=unit.unit_id, kind="desk", capacity="guardian", scan=scan,
        person_id=quarter.town.persons[name], owner_id=quarter.town.persons["丙"], valid_from=NOW.date(),
        **{"expires_on": (AFTER + timedelta(days=90)).date()} | more,
    )  # fmt: skip


def test_owners_inspect_and_who_owns_nothing_does_not(quarter) -> None:
    quarter.town.person("房客", "340102001001")
    found = counted(quarter)
    assert lets_in(quarter, found, "丙")
    assert lets_in(quarter, found, "乙")  # one of several owners
    assert not lets_in(quarter, found, "丁")  # his only home is not delivered: it is the developer's
    assert not lets_in(quarter, found, "房客")


def test_who_stands_for_an_owner_inspects_while_he_does(quarter) -> None:
    quarter.town.person("监护人", "340102001001")
    found = counted(quarter)
    binding = bound(quarter, found, "监护人")
    assert lets_in(quarter, found, "监护人")
    binding.objected_at = AFTER
    binding.save(update_fields=["objected_at"])
    assert not lets_in(quarter, found, "监护人")
    binding.objected_at, binding.ended_at = None, AFTER
    binding.save(update_fields=["objected_at", "ended_at"])
    assert not lets_in(quarter, found, "监护人")
    bound(quarter, found, "监护人", expires_on=AFTER.date())
    assert not lets_in(quarter, found, "监护人")


def test_a_proxy_stands_for_an_owner_until_the_vote_is_closed(quarter) -> None:
    quarter.town.person("代理人", "340102001001")
    found = counted(quarter)
    unit = RollUnit.objects.get(roll=found.roll, unit_id=quarter.units["104"])
    Proxy.objects.create(
        stream=unit.stream, scope=found.scope, roll=found.roll, roll_unit=unit,
        holder_id=quarter.town.persons["代理人"], evidence_id=1, given_at=NOW,
    )  # fmt: skip
    assert not lets_in(quarter, found, "代理人")
