"""A contract that is ended early, as everybody ends one: asked for with a paper, and answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hemei.community.ledgers import services
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.test_contracts import TERMS
from hemei.ground.people.tests.factories import SYSTEM

YEAR = replace(
    TERMS, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1), every_months=0, amount_fen=12_000_000
)


def end(contract: int, day: date) -> None:
    paper = services.read_paper(letter(), "来函.png")
    asked = services.ask_end(
        actor=SYSTEM, now=NOW, contract_id=contract, day=day, reason="双方同意提前终止", papers=(paper,)
    )
    services.answer_release(actor=SYSTEM, now=NOW, release_id=asked, agrees=True)


def letter() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "PNG")
    return SimpleUploadedFile("来函.png", out.getvalue(), "image/png")
