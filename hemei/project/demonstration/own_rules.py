"""A few estates of the made-up city have rules of procedure of their own, entered by a clerk, confirmed by another."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from hemei.community.voting import services as voting
from hemei.community.voting.services import RulesDraft, Said
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.places import Lot

ENTERED, ADOPTED = 150, 700
"""So many days ago the rules were entered, and the owners had decided on them."""
SAYS: Sequence[Mapping[str, Said]] = (
    {
        "double_ballots": Said("last", "第十二条"),
        "proxy_units": Said(2, "第十四条"),
        "objection_days": Said(10, "第二十条"),
    },
    {"double_ballots": Said("first", "第十一条"), "notice_days": Said(20, "第九条")},
    {"mixed_choice": Said("most_area", "第十三条"), "gates": Said(["arrears", "relative_at_company"], "第二十二条")},
)  # fmt: skip
PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 66>>stream
BT /F 18 Tf 60 760 Td (Rules of procedure, demonstration only) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def write_rules(lots: Sequence[tuple[Lot, Actor, Actor]], *, now: datetime) -> None:
    """Enter and confirm the rules of some estates, each by its community's clerk and another person there."""
    at = datetime.combine(shanghai_day(now) - timedelta(days=ENTERED), time(10), SHANGHAI)
    adopted = shanghai_day(now) - timedelta(days=ADOPTED)
    for (lot, clerk, other), says in zip(lots, SAYS, strict=False):
        draft = RulesDraft(
            estate_id=lot.row.id, title="业主大会议事规则", valid_from=adopted, key="demonstration", says=says,
            document=f"示范业主大会决定〔{adopted.year}〕1号", adopted_on=adopted,
            scan=(io.BytesIO(PAGE), "议事规则.pdf"),
        )  # fmt: skip
        with records.acting(clerk):
            number = voting.enter_rules(actor=clerk, now=at, draft=draft)
        with records.acting(other):
            voting.settle_rules(actor=other, now=at + timedelta(days=1), rules_id=number, confirmed=True)
