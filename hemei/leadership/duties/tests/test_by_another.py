"""Nobody accepts in one post what he submitted in another: a colleague does it, and the database holds to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.leadership.duties.rules.words import ActName
from hemei.leadership.duties.tests.conftest import NOW, Quarter

pytestmark = pytest.mark.django_db


def test_nobody_accepts_in_one_post_what_he_submitted_in_another(quarter: Quarter) -> None:
    both = replace(quarter.street, person_id=quarter.community.person_id)
    duty = quarter.set()
    quarter.act(quarter.community, duty, ActName.SUBMIT)
    with pytest.raises(Refused, match="您在责任单位提交了这项结果，不能再由您验收"):
        quarter.act(both, duty, ActName.ACCEPT)
    with (
        records.acting(both),
        pytest.raises(IntegrityError, match="duties_by_another_hand"),
        transaction.atomic(),
    ):
        records.record_event(
            stream=f"duties.duty:{duty}",
            type="duties.result_accepted",
            actor=both,
            at=NOW,
            scope=quarter.row(duty).scope,
        )
    quarter.act(both, duty, ActName.SEND_BACK, text="照片看不清")  # nobody does himself a favour by that
    colleague = replace(quarter.community, person_id=quarter.company.person_id)
    quarter.act(colleague, duty, ActName.SUBMIT)
    quarter.act(both, duty, ActName.ACCEPT)  # what counts is who submitted what is accepted
    quarter.sound(duty)
