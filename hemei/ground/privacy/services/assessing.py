"""Enter an impact assessment; the database keeps it at least as long as the law says."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.privacy import rules
from hemei.ground.privacy.models import Assessment
from hemei.ground.privacy.queries import personal_data
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

OUTCOMES = ("go_on", "with_measures", "stop")


def add_assessment(
    *, actor: Actor, now: datetime, activity: str, title: str, outcome: str, text: str, done_on: date
) -> int:
    """Enter an assessment of an activity of the notice and return its id (articles 55 and 56)."""
    people_services.demand_act(actor, people.Act.ASSESS_PRIVACY)
    today = shanghai_day(now)
    document = personal_data(today)
    known = any(row.code == activity for row in document.activity)
    decision = rules.may_assess(done_on=done_on, today=today, activity_known=known)
    if not decision.allowed:
        raise Refused(decision)
    if not title.strip() or not text.strip() or outcome not in OUTCOMES:
        raise Refused.because(
            mark("名称、结论和评估内容都要填写。"),
            field="title" if not title.strip() else "text",
            code="missing",
        )
    city = places.city()
    noon = datetime(done_on.year, done_on.month, done_on.day, 12, tzinfo=SHANGHAI)
    kept = shanghai_day(clocks.working_time(now=now).due(noon, document.assessment.kept).at)
    with transaction.atomic(), people_services.opened(actor, city.path):
        (identity,) = records.next_ids("privacy_assessment", 1)
        stream = f"privacy.assessment:{identity}"
        sealed = records.seal(stream=stream, scope=city.path, field="privacy_assessment", text=text.strip())
        records.grant_access(stream=stream, bodies=(actor.body_id,) if actor.body_id else ())
        Assessment.objects.create(
            id=identity, stream=stream, scope=city.path, activity=activity, title=title.strip()[:200],
            outcome=outcome, text_id=sealed.vault_id, body_id=actor.body_id or 0, done_on=done_on, kept_until=kept,
        )  # fmt: skip
        records.record_event(
            stream=stream,
            type="privacy.assessment_entered",
            actor=actor,
            at=now,
            scope=city.path,
            data={
                "activity": activity,
                "outcome": outcome,
                "done_on": done_on.isoformat(),
                "kept_until": kept.isoformat(),
                "text": sealed.commitment,
            },
            references=(document.assessment.warrant.reference,),
        )
    return identity
