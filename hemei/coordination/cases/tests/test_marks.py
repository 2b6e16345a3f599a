"""Every picture of a case is known by its fingerprint, also one from before there were fingerprints."""

from __future__ import annotations

import io

from hemei.coordination.cases import services
from hemei.coordination.cases.models import PhotoMark
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import Addressee, PaperDraft, PaperKind
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.conftest import NOW, SYSTEM, Quarter
from hemei.coordination.cases.tests.test_lots import scene, solved
from hemei.ground.records import services as records


def marks() -> set[int]:
    with records.acting(SYSTEM):
        return set(PhotoMark.objects.values_list("file_id", flat=True))


def test_old_pictures_are_marked_portion_by_portion_and_only_once(quarter: Quarter) -> None:
    for seed in range(3):
        solved(quarter, photo=seed, text=f"第{seed}处")
    for seed in (7, 8):
        quarter.report(kind="littering", text=f"第{seed}处", photos=[scene(seed)])
    with records.acting(SYSTEM):
        PhotoMark.objects.all().delete()
    first = services.mark_pictures(actor=SYSTEM, limit=2)
    assert (first.marked, first.passed) == (2, 0)
    told: list[services.Marked] = []
    whole = services.mark_all_pictures(actor=SYSTEM, told=told.append)
    assert (whole.marked, whole.passed, len(told)) == (3, 0, 1)
    assert services.mark_pictures(actor=SYSTEM) == services.Marked(0, 0, 0)
    assert len(marks()) == 5


def test_the_scan_of_a_paper_is_no_picture_of_a_place(quarter: Quarter) -> None:
    """A case with a PDF in it takes proof like any other."""
    number = quarter.report(kind="littering")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    viewer = Viewer(quarter.community)
    draft = PaperDraft(kind=PaperKind.RECEIPT, addressee=Addressee.REPORTER, text="您反映的问题已经受理。")
    with records.acting(quarter.community):
        paper = services.make_paper(viewer=viewer, now=NOW, number=number, draft=draft)
        services.keep_scan(
            viewer=viewer, now=NOW, number=number, paper_id=paper, upload=io.BytesIO(pdf()), name="盖章.pdf"
        )
    assert services.mark_pictures(actor=SYSTEM).marked == 0
    close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="已经清走")
    quarter.act(quarter.community, number, close, photos=[scene(3)])
    assert len(marks()) == 1


def pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()
