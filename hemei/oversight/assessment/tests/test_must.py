"""What is checked more often is drawn for certain: fixed before the seed, said in public, repeatable by anybody."""

from __future__ import annotations

import pytest
from django.test import Client

from hemei.ground.companies import queries as companies
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.oversight.assessment import services
from hemei.oversight.assessment.models import Round, Sample, SampledProject
from hemei.oversight.assessment.queries.kit_candidates import candidates
from hemei.oversight.assessment.rules.sample import draw_projects, list_digest
from hemei.oversight.assessment.tests.kit_town import CITY, DAY, SEED, Kit, kit  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


def test_what_is_checked_more_often_is_drawn_for_certain_and_the_page_says_why(kit: Kit) -> None:  # noqa: F811
    with records.acting(SYSTEM):
        often = companies.projects(actor=SYSTEM, on=NOW.date(), limit=1)[0].company_id
    often_every = {"subject_kind": "company", "since": NOW.date()}
    drafts = [services.FrequencyDraft(often, 3, "信用等级D")]
    kit.do(kit.buyer, services.set_check_frequencies, drafts=drafts, **often_every)
    round_id = kit.open()
    sample = kit.listed(round_id, 2)
    with records.acting(SYSTEM):
        lines = list(SampledProject.objects.filter(sample_id=sample).select_related("project").order_by("id"))
        digest = Sample.objects.get(pk=sample).digest
    musts = {line.project_id for line in lines if line.project.company_id == often}
    assert {line.project_id for line in lines if line.must} == musts
    assert 0 < len(musts) < len(lines)
    assert {(line.stratum, line.every_months, line.reason) for line in lines if line.must} == {
        ("must", 3, "信用等级D")
    }
    pairs = [(line.stratum, line.key) for line in lines]
    assert digest == list_digest(pairs)  # before there is a seed it is fixed who is not left to luck
    assert kit.do(kit.buyer, services.draw_sample, sample_id=sample, seed=SEED) == 2 + len(musts)
    strata: dict[str, list[str]] = {}
    for stratum, key in pairs:
        strata.setdefault(stratum, []).append(key)
    free = {name: keys for name, keys in strata.items() if name != "must"}
    again = {line.key for line in draw_projects(free, 2, seed=SEED) if line.drawn}
    with records.acting(SYSTEM):
        drawn = set(SampledProject.objects.filter(sample_id=sample, drawn=True).values_list("key", flat=True))
        Round.objects.filter(pk=round_id).update(posted_at=NOW)
    assert drawn == again | set(strata["must"])  # anybody who leaves out the stratum draws the same
    page = Client().get(f"/draws/{round_id}").text
    assert page.count("每3个月检查一次：信用等级D") == len(musts)
    with records.acting(kit.buyer):
        (left,) = {one.candidate.must for one in candidates(
            actor=kit.buyer, path=kit.town.path(CITY), on=NOW.date(), today=NOW.date() + 30 * DAY)}  # fmt: skip
    assert left is None  # drawn a month ago: three have not passed
