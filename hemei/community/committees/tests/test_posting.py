"""A list is posted once it stands, and from the day it is entered: no day is set back to cut objections off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees.models import WorkDone
from hemei.community.committees.rules.election_words import About
from hemei.community.committees.rules.posting import known_since, may_post_on
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import GateFinding, ObjectionDraft
from hemei.community.committees.tests.conftest import NOW, OWNERS, TODAY, Garden
from hemei.community.committees.tests.handed import scan
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

OBJECTED = ObjectionDraft(about=About.GROUP, text="组员不是业主")


def refused(garden: Garden, act: Any, **values: Any) -> set[str]:
    with pytest.raises(Refused) as found:
        garden.do(values.pop("who", garden.clerk), act, **values)
    return {reason.code for reason in found.value.decision.reasons}


def ready(garden: Garden) -> tuple[int, list[int]]:
    """Return a first election begun today whose last candidate is checked on the tenth day; the seventh is barred."""
    election = garden.apply()
    garden.form_group(election)
    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY)
    garden.post_work(election)
    numbers = garden.register_all(election, OWNERS[:7])
    for number in numbers[:6]:
        garden.accept(number)
    after = NOW + timedelta(days=9)
    garden.do(garden.clerk, services.check, candidate_id=numbers[6], found={"able": False}, now=after)
    return election, numbers


def call(garden: Garden, election: int, day: int, opens: int) -> Any:
    return {
        "act": services.call_election, "election_id": election, "now": NOW + timedelta(days=day),
        "opens_on": TODAY + timedelta(days=opens), "last_on": TODAY + timedelta(days=opens + 5),
    }  # fmt: skip


def test_a_day_between_the_last_step_and_today() -> None:
    days = [TODAY, None, TODAY + timedelta(days=2)]
    today = TODAY + timedelta(days=4)
    posted = [
        may_post_on(TODAY + timedelta(days=add), since=days, today=today).allowed for add in range(1, 6)
    ]
    assert posted == [False, True, True, True, False]
    assert known_since(None, TODAY) is None
    assert known_since(TODAY, None, date(2026, 11, 5)) == date(2026, 11, 5)
    assert known_since(TODAY, date(2026, 11, 1)) == TODAY


def test_a_list_was_not_posted_before_its_last_candidate_was_checked(garden: Garden) -> None:
    election, _numbers = ready(garden)
    post = {"election_id": election, "now": NOW + timedelta(days=12)}
    for add in (0, 8, 13):
        day = TODAY + timedelta(days=add)
        assert refused(garden, services.post_candidates, posted_on=day, **post) == {"bad_day"}, add
    garden.do(garden.clerk, services.post_candidates, posted_on=TODAY + timedelta(days=9), **post)
    # Posted on the tenth day and entered on the thirteenth: owners object until the seventh day after that.
    draft = ObjectionDraft(about=About.CANDIDATE, text="不了解", candidate_id=_numbers[0])
    asks = {"who": garden.owner, "election_id": election, "draft": draft}
    garden.do(
        garden.owner, services.object_to, election_id=election, draft=draft, now=NOW + timedelta(days=18)
    )
    assert refused(garden, services.object_to, now=NOW + timedelta(days=22), **asks) == {"too_late"}
    assert "objecting" in refused(garden, **call(garden, election, 19, 60))
    assert "objecting" not in refused(garden, **call(garden, election, 22, 60))


def test_the_preparation_of_a_first_assembly_is_posted_fifteen_days_too(garden: Garden) -> None:
    election, _numbers = ready(garden)
    post = {"election_id": election, "posted_on": TODAY + timedelta(days=9), "now": NOW + timedelta(days=10)}
    garden.do(garden.clerk, services.post_candidates, **post)
    last = services.WorkDraft(code="others", posted_on=TODAY + timedelta(days=12))
    note = {"election_id": election, "now": NOW + timedelta(days=13)}
    assert refused(garden, services.note_works, drafts=[last], **note) == {"unshown"}
    shown = replace(last, file=scan(), file_name="公告.jpg")
    garden.do(garden.clerk, services.note_works, drafts=[shown], **note)
    back = replace(last, posted_on=TODAY + timedelta(days=5), file=scan(), file_name="公告.jpg")
    assert refused(garden, services.note_works, drafts=[back], **note) == {"earlier"}
    with records.acting(EVERYONE), pytest.raises(IntegrityError, match="earlier day"), transaction.atomic():
        WorkDone.objects.filter(code="others").update(posted_on=TODAY)
    assert refused(garden, **call(garden, election, 22, 27)) == {"work_posting"}
    assert garden.do(garden.clerk, **call(garden, election, 22, 40))


def test_a_list_taken_back_is_not_posted_on_a_day_before_that(garden: Garden) -> None:
    election, _numbers = ready(garden)
    posted = {"election_id": election, "now": NOW + timedelta(days=10)}
    garden.do(garden.clerk, services.post_candidates, posted_on=TODAY + timedelta(days=9), **posted)
    garden.do(garden.clerk, services.reopen, election_id=election, now=NOW + timedelta(days=30))
    again = {"election_id": election, "now": NOW + timedelta(days=31)}
    early = TODAY + timedelta(days=29)
    assert refused(garden, services.post_candidates, posted_on=early, **again) == {"bad_day"}
    garden.do(garden.clerk, services.post_candidates, posted_on=TODAY + timedelta(days=30), **again)


def test_nobody_comes_on_a_posted_list_by_another_check(garden: Garden) -> None:
    election, numbers = ready(garden)
    after = NOW + timedelta(days=10)
    garden.do(
        garden.clerk,
        services.post_candidates,
        election_id=election,
        posted_on=TODAY + timedelta(days=10),
        now=after,
    )
    late = {"candidate_id": numbers[6], "found": {"able": True}, "now": NOW + timedelta(days=26)}
    assert refused(garden, services.check, **late) == {"not_posted"}
    assert garden.candidates(election)[OWNERS[6]].standing == "refused"
    # One who stands on it can be found not to, and is told why: he may object from that day on.
    out = {"candidate_id": numbers[5], "found": {"able": False}, "now": NOW + timedelta(days=11)}
    garden.do(garden.clerk, services.check, **out)
    row = garden.candidates(election)[OWNERS[5]]
    assert (row.standing, row.checked_on) == ("refused", TODAY + timedelta(days=11))
    still = {"candidate_id": numbers[0], "found": {}, "now": NOW + timedelta(days=11)}
    garden.do(garden.clerk, services.check, **still)
    assert garden.candidates(election)[OWNERS[0]].checked_on == TODAY
    garden.do(garden.clerk, services.withdraw, candidate_id=numbers[1], now=after)
    gone = {"candidate_id": numbers[1], "found": {}, "now": after}
    assert refused(garden, services.check, **gone) == {"withdrawn"}


def test_who_was_refused_wrongly_is_posted_from_the_day_it_was_found(garden: Garden) -> None:
    election, numbers = ready(garden)
    day = {"now": NOW + timedelta(days=10)}
    garden.do(
        garden.clerk,
        services.post_candidates,
        election_id=election,
        posted_on=TODAY + timedelta(days=10),
        **day,
    )
    draft = ObjectionDraft(about=About.CANDIDATE, text="有能力", candidate_id=numbers[6])
    objection = garden.do(garden.clerk, services.object_to, election_id=election, draft=draft, **day)
    garden.do(
        garden.street, services.settle, objection_id=objection, upheld=True, answer="成立",
        finding=GateFinding(gate="able", clear=True), now=NOW + timedelta(days=17),
    )  # fmt: skip
    assert garden.candidates(election)[OWNERS[6]].standing == "accepted"
    found = refused(garden, **call(garden, election, 20, 32))
    assert {"objecting", "posting"} <= found
    others = ObjectionDraft(about=About.CANDIDATE, text="不了解", candidate_id=numbers[6])
    asked = {"election_id": election, "draft": others}
    garden.do(garden.owner, services.object_to, **asked, now=NOW + timedelta(days=22))


def test_a_group_was_not_posted_before_it_was_formed_and_is_objected_to_from_the_entry(
    garden: Garden,
) -> None:
    election = garden.apply()
    garden.form_group(election)
    late = NOW + timedelta(days=9)
    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY, now=late)
    objection = garden.do(
        garden.owner, services.object_to, election_id=election, draft=OBJECTED, now=NOW + timedelta(days=15)
    )
    garden.do(garden.street, services.settle, objection_id=objection, upheld=True, answer="已核实", now=late)
    garden.form_group(election, OWNERS[4:8], now=NOW + timedelta(days=16))
    again = {"election_id": election, "now": NOW + timedelta(days=17)}
    assert refused(garden, services.post_group, posted_on=TODAY + timedelta(days=15), **again) == {"bad_day"}
    garden.do(garden.clerk, services.post_group, posted_on=TODAY + timedelta(days=16), **again)
