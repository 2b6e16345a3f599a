"""The list queries of third-party assessment, for `tests/test_access.py`; rows of the near community."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hemei.ground.companies import queries as companies
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.models import (
    AssessmentContract,
    Assessor,
    Entry,
    Sample,
    SampledProject,
    Survey,
    Visit,
)
from hemei.oversight.assessment.rules.words import Party

NEAR = "340102001001"
_round: dict[str, int] = {}
_AT = datetime(2026, 11, 2, 1, 0).astimezone()


def _lines(actor: object) -> Iterable[object]:
    row = queries.SampleRow(
        _round["sample"], _round["id"], 0, (), 1, "", "", _AT, "", None, "", 1, planned=True
    )
    return queries.sample_lines(row, actor=actor)  # type: ignore[arg-type]


KIT_LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "assessment.contracts": lambda actor, _now: queries.assessment_contracts(actor=actor),
    "assessment.sample_lines": lambda actor, _now: _lines(actor),
    "assessment.visits": lambda actor, _now: queries.visit_rows(_round["id"], actor=actor),
    "assessment.surveys": lambda actor, _now: queries.survey_rows(_round["id"], actor=actor),
}


def furnish_kit(town: Town, now: datetime, entry: Entry) -> None:
    """Let something of each kind lie in the near community, as no service would: they lie at the city's place."""
    scope, day = town.path(NEAR), now.date()
    project = companies.projects(actor=SYSTEM, on=day, limit=1)[0]
    contract = AssessmentContract.objects.create(
        stream="assessment.contract:near", scope=scope, supplier_id=town.bodies["大地物业公司"], number="near",
        task="近处", price_fen=1, signed_on=day, valid_from=day, valid_until=day + timedelta(days=1),
    )  # fmt: skip
    sample = Sample.objects.create(
        stream="assessment.sample:near", scope=scope, round_id=entry.round_id, contract=contract,
        strata_by=["county"], size=1, digest="", secret="", commitment="", listed_at=now,
    )  # fmt: skip
    SampledProject.objects.create(
        stream=sample.stream,
        scope=scope,
        sample=sample,
        project_id=project.id,
        key="near",
        stratum="near",
        must=False,
    )
    assessor = Assessor.objects.create(
        stream="assessment.assessor:near", scope=scope, round_id=entry.round_id, person_id=town.persons["张三"],
        party=Party.THIRD_PARTY, appointed_at=now,
    )  # fmt: skip
    Visit.objects.create(
        stream="assessment.visit:near",
        scope=scope,
        entry=entry,
        assessor=assessor,
        contract=contract,
        state="planned",
    )
    Survey.objects.create(
        stream="assessment.survey:near", scope=scope, entry=entry, assessor=assessor, seed="near", households=1, size=1,
        drawn_at=now,
    )  # fmt: skip
    _round.update(id=entry.round_id, sample=sample.pk)
