"""The agreement on paper: PDF and DOCX from what the mediator wrote down, with a place for every hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Heading, Paper, Paragraph, Part, Table, Words
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import agreements_on, levels_on
from hemei.oversight.mediation.models import Agreement, Dispute, DisputeParty
from hemei.oversight.mediation.queries.agreements import AgreementRow, agreements_of
from hemei.oversight.mediation.rules.agreements import HAND_TEXTS, Form
from hemei.oversight.mediation.rules.words import SIDE_TEXTS, Side

_TEMPLATES = {
    Form.WRITTEN: "mediation-agreement", Form.ORAL: "mediation-agreement", Form.SETTLEMENT: "mediation-settlement",
}  # fmt: skip


def print_agreement(*, actor: Actor, now: datetime, dispute_id: int, done: bool = True) -> bool:
    """Make the papers of the latest agreement anew and keep them in the file; for the worker, may be repeated.

    Returns whether there was something to print: an agreement, and a template in force on its day.
    """
    with opened(actor, NOWHERE):
        row = Dispute.objects.get(pk=dispute_id)
        found = next(iter(agreements_of(dispute_id)), None)
        if found is None or not (done or found.open()):
            return False  # what took effect since is printed once, as it took effect
        template = _template(found)
        if template is None:
            return False
        paper = _paper(row, found, template)
        files = records.PaperFiles(records.docx_of(paper), records.pdf_of(paper))
        records.keep_paper(files=files, stream=row.stream, scope=row.scope, now=now, of=str(found.id))
    return True


def _template(found: AgreementRow) -> PaperTemplate | None:
    """Return the template an agreement was first printed from; the first time that of its day, which it keeps."""
    document = found.template or record.templates_on(found.rules_on)
    if document != found.template:
        Agreement.objects.filter(pk=found.id).update(template=document)
    return record.paper_template(_TEMPLATES[found.form], found.rules_on, kept=document)


def _paper(row: Dispute, found: AgreementRow, template: PaperTemplate) -> Paper:
    kind = levels_on(row.rules_on).of_kind(row.kind)
    rules = agreements_on(found.rules_on)
    of_form = rules.settlement.warrant if found.form is Form.SETTLEMENT else rules.written.warrant
    parties = _named(row)
    number = template.number.format(committee=found.committee, number=found.number)
    return Paper(
        title=template.title,
        lines=(number, template.say("file", number=row.number, kind=kind.name if kind else row.kind)),
        parts=(
            *_parties(parties, template),
            *_said(row, found, template),
            *_payments(found, {number: name for number, _, name in parties}, template),
            *_hands(found, parties, template),
        ),
        author=found.committee or template.title,
        day=shanghai_day(found.drawn_up_at),
        foot=template.say("foot", law=f"{of_form.source.title}{of_form.clause}"),
    )


def _named(row: Dispute) -> list[tuple[int, str, str]]:
    parties = list(DisputeParty.objects.filter(dispute=row, left_at=None).order_by("id"))
    names = record.open_sealed([party.name_id for party in parties])
    return [(one.pk, SIDE_TEXTS[Side(one.side)], names.get(one.name_id) or "—") for one in parties]


def _parties(parties: Sequence[tuple[int, str, str]], template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("parties"))
    rows = tuple((Words(side), Words(name)) for _, side, name in parties)
    yield Table((template.say("party_side"), template.say("party_name")), rows, (2, 6))


def _said(row: Dispute, found: AgreementRow, template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("facts"))
    yield from _paragraphs(record.open_sealed([row.text_id]).get(row.text_id) or "—")
    yield Heading(template.say("terms"))
    yield from _paragraphs(found.terms or "—")
    if found.amount_fen is not None:
        yield Paragraph((Words(template.say("amount", yuan=yuan(found.amount_fen))),))


def _payments(found: AgreementRow, names: dict[int, str], template: PaperTemplate) -> Iterator[Part]:
    if not found.instalments:
        return
    yield Paragraph((Words(template.say("payments")),))
    heads = tuple(template.say(f"payment_{name}") for name in ("number", "payer", "due", "amount"))
    rows = tuple(
        (
            Words(str(one.place)), Words(names.get(one.payer_id, "—")), Words(one.due_on.isoformat()),
            Words(yuan(one.amount_fen)),
        )
        for one in found.instalments
    )  # fmt: skip
    yield Table(heads, rows, (1, 4, 3, 3))


def _hands(
    found: AgreementRow, parties: Sequence[tuple[int, str, str]], template: PaperTemplate
) -> Iterator[Part]:
    for name in ("effect", "court"):
        yield Paragraph((Words(template.say(name)),))
    yield Heading(template.say("hands"))
    heads = tuple(template.say(f"hand_{name}") for name in ("who", "hand", "day"))
    rows = [
        (
            Words(f"{side} {name}"),
            Words(HAND_TEXTS[found.signed[number]] if number in found.signed else ""),
            Words(""),
        )
        for number, side, name in parties
    ]
    rows.append((Words(template.say("mediator")), Words(""), Words("")))
    if template.say("seal"):
        rows.append((Words(template.say("seal")), Words(""), Words("")))
    yield Table(heads, tuple(rows), (4, 4, 3))


def _paragraphs(text: str) -> Iterator[Part]:
    for line in filter(None, (line.strip() for line in text.splitlines())):
        yield Paragraph((Words(line),))
