"""The sample of a round: the list is fixed first, the seed is made in public, then anybody can draw again."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on
from hemei.oversight.assessment.models import AssessmentContract, Sample, SampledProject
from hemei.oversight.assessment.queries.kit_candidates import ListedCandidate, candidates
from hemei.oversight.assessment.queries.subjects import subjects_of
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.sample import (
    BY,
    By,
    allocate,
    commitment_to,
    draw_projects,
    list_digest,
    may_draw_with,
    stratum_of,
)
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.opening import enter_subjects
from hemei.oversight.assessment.services.shared import organised, tell

STANDARD = "service-quality"
_ONE_DAY = timedelta(days=1)


def fix_list(
    *, actor: Actor, now: datetime, round_id: int, contract_id: int, by: Sequence[By], size: int
) -> int:
    """Fix the list of projects a round may draw from, with their strata, and return the sample's id.

    From now on the list stands by its digest; so does the secret of second visits. Only then is the seed made.

    Raises:
        Refused: the round is not the actor's or has a list, no contract runs, or the size cannot be shared out.
    """
    demand_kit(actor, KitAct.DRAW)
    with transaction.atomic():
        row = organised(actor, round_id)
        if row.standard != STANDARD:
            raise Refused.because(
                mark("只有物业服务质量评价由第三方抽样检查"), field="round", code="standard"
            )
        if Sample.objects.filter(round=row).exists():
            raise Refused.because(mark("这一轮的名单已经固定"), field="round", code="listed")
        contract = _running_contract(actor, contract_id, now)
        with opened(actor, places.city().path):
            found = candidates(
                actor=actor, path=row.scope, on=row.period_until - _ONE_DAY, today=shanghai_day(now)
            )
        chosen = [one for one in BY if one in by] or ["county"]
        lines = {
            one: stratum_of(one.candidate, chosen, rules_on(shanghai_day(now)).estate_size) for one in found
        }
        _demand_size(lines, size)
        secret = secrets.token_hex(16)
        [number] = records.next_ids("assessment_sample", 1)
        digest = list_digest((stratum, one.candidate.key) for one, stratum in lines.items())
        sample = Sample(
            id=number, stream=f"assessment.sample:{number}", scope=row.scope, round=row, contract=contract,
            strata_by=chosen, size=size, digest=digest, secret=secret, commitment=commitment_to(secret), listed_at=now,
        )  # fmt: skip
        sample.save(force_insert=True)
        records.insert_rows([_line(sample, one, stratum) for one, stratum in lines.items()])
        must = sum(one.candidate.must is not None for one in lines)
        data = {"round": round_id, "projects": len(lines), "must": must, "size": size, "by": list(chosen)}
        data |= {"digest": sample.digest, "commitment": sample.commitment}
        tell(actor, now, sample, "assessment.sample_listed", data)
    return number


def _line(sample: Sample, one: ListedCandidate, stratum: str) -> SampledProject:
    must = one.candidate.must
    return SampledProject(
        stream=sample.stream, scope=sample.scope, sample=sample, project_id=one.project_id, key=one.candidate.key,
        stratum=stratum, must=must is not None, every_months=must.every if must else None,
        reason=must.reason if must else "",
    )  # fmt: skip


def _running_contract(actor: Actor, contract_id: int, now: datetime) -> AssessmentContract:
    day = shanghai_day(now)
    rows = AssessmentContract.objects.filter(record.seen_by(actor), pk=contract_id)
    found = rows.filter(valid_from__lte=day, valid_until__gt=day).first()
    if found is None:
        raise Refused.because(
            mark("没有这份合同，或今天不在合同期内"),
            remedy=mark("请先登记合同"),
            field="contract",
            code="contract",
        )
    return found


def _demand_size(lines: Mapping[ListedCandidate, str], size: int) -> None:
    counts = Counter(stratum for one, stratum in lines.items() if not one.candidate.must)
    try:
        allocate(counts, size)
    except ValueError:
        raise Refused.because(
            mark("抽取数要在{least}到{most}之间：每一层至少一个，不超过名单"),
            field="size",
            code="size",
            least=len(counts),
            most=sum(counts.values()),
        ) from None


def draw_sample(*, actor: Actor, now: datetime, sample_id: int, seed: str) -> int:
    """Draw by a seed that was made in public after the list, enter what was drawn into the round, and return how many.

    Raises:
        Refused: the actor may not, it was drawn before, or the seed is too short.
    """
    demand_kit(actor, KitAct.DRAW)
    thrown = " ".join(seed.replace("\x00", "").split())
    demand(may_draw_with(thrown))
    with transaction.atomic():
        sample = own_sample(actor, sample_id)
        if sample.drawn_at is not None:
            raise Refused.because(mark("这一轮已经抽过，不能再抽"), field="seed", code="drawn")
        rows = list(SampledProject.objects.filter(sample=sample))
        strata: dict[str, list[str]] = {}
        for row in rows:
            strata.setdefault(row.stratum, []).append(row.key)
        lines = {
            line.key: line
            for line in draw_projects(
                strata, sample.size, seed=thrown, must=[row.key for row in rows if row.must]
            )
        }
        for row in rows:
            row.place, row.drawn = lines[row.key].place, lines[row.key].drawn
        SampledProject.objects.bulk_update(rows, ["place", "drawn"], batch_size=1000)
        sample.seed, sample.drawn_at = thrown, now
        sample.save(update_fields=["seed", "drawn_at"])
        on = sample.round.period_until - _ONE_DAY
        chosen = [row.project_id for row in rows if row.drawn]
        # A contract that was ended since the list was fixed leaves its place empty; nobody moves up by choice.
        there = [one.id for one in subjects_of("project", path=sample.scope, on=on, ids=chosen)]
        enter_subjects(actor=actor, now=now, round_id=sample.round_id, subject_ids=there)
        tell(actor, now, sample, "assessment.sample_drawn", {"seed": thrown, "drawn": len(there)})
    return len(there)


def own_sample(actor: Actor, sample_id: int) -> Sample:
    """Return a sample of a round the actor organises, locked."""
    rows = Sample.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=sample_id)
    found = rows.select_related("round", "contract").first()
    if found is None:
        raise Refused.because(mark("没有这次抽样"), field="sample", code="not_found")
    organised(actor, found.round_id)
    return found


def open_secret(*, actor: Actor, now: datetime, sample_id: int) -> None:
    """Show the secret of second visits once the round is posted: anybody sees that it fits the commitment."""
    demand_kit(actor, KitAct.DRAW)
    with transaction.atomic():
        sample = own_sample(actor, sample_id)
        if sample.opened_at is not None:
            return
        if sample.round.posted_at is None:
            raise Refused.because(mark("公示以前不能公开复查的密码"), field="sample", code="posted")
        sample.opened_at = now
        sample.save(update_fields=["opened_at"])
        tell(actor, now, sample, "assessment.secret_opened", {"secret": sample.secret})
