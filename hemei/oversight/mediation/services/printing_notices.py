"""A notice on paper: to whom, about what, which rights he has, and a slip for its service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Paper, Paragraph, Part, Table, Words
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import levels_on, rules_on
from hemei.oversight.mediation.models import Dispute, Notice
from hemei.oversight.mediation.queries.notices import purpose_of
from hemei.oversight.mediation.rules.notices import NOTICE_TEXTS, NoticeKind

TEMPLATE = "mediation-notice"


def print_notices(*, actor: Actor, now: datetime, dispute_id: int) -> int:
    """Make the papers of a dispute's notices that have none and keep them in the file; for the worker, may be repeated.

    Returns how many were made.
    """
    with opened(actor, NOWHERE):
        row = Dispute.objects.get(pk=dispute_id)
        kept = {one.purpose for one in record.files_of([row.stream])}
        rows = Notice.objects.filter(dispute=row).select_related("party").order_by("id")
        wanted = [one for one in rows if purpose_of(one.pk) not in kept]
        names = record.open_sealed([one.party.name_id for one in wanted])
        bodies = people.body_names({one.body_id for one in wanted})
        made = 0
        for one in wanted:
            template = record.paper_template(TEMPLATE, shanghai_day(one.made_at))
            if template is None:
                continue
            paper = _paper(
                row, one, template, names.get(one.party.name_id) or "—", bodies.get(one.body_id, "")
            )
            records.keep_file(
                content=records.pdf_of(paper), media_type="application/pdf", stream=row.stream, scope=row.scope,
                purpose=purpose_of(one.pk), now=now,
            )  # fmt: skip
            made += 1
    return made


def _paper(row: Dispute, one: Notice, template: PaperTemplate, name: str, body: str) -> Paper:
    day = shanghai_day(one.made_at)
    kind = levels_on(row.rules_on).of_kind(row.kind)
    matter = template.say("matter", number=row.number, kind=kind.name if kind else row.kind)
    free = next(rule for rule in rules_on(day).principle if rule.code == "free")
    return Paper(
        title=template.title,
        lines=(template.number.format(number=one.number), NOTICE_TEXTS[NoticeKind(one.kind)], matter),
        parts=(
            Paragraph((Words(template.say("to", who=name)),)),
            Paragraph((Words(template.say(one.kind, body=body, day=day.isoformat(), **_said(one))),)),
            Paragraph((Words(template.say("rights")),)),
            Paragraph((Words(template.say("sign", body=body, day=day.isoformat())),)),
            *_slip(template, name),
        ),
        author=body,
        day=day,
        foot=template.say("foot", law=f"{free.warrant.source.title}{free.warrant.clause}"),
    )


def _said(one: Notice) -> dict[str, str]:
    """Return the facts a notice says, and the other ways a party has."""
    ways = "；".join(way.name for way in rules_on(shanghai_day(one.made_at)).other_way)
    return {"ways": ways, **{name: str(value) for name, value in one.about.items()}}


def _slip(template: PaperTemplate, name: str) -> Iterator[Part]:
    heads = tuple(template.say(f"slip_{one}") for one in ("who", "hand", "day"))
    yield Table(heads, ((Words(name), Words(""), Words("")),), (4, 4, 3))
