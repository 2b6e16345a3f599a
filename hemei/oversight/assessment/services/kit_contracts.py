"""Third-party assessment is bought: the contract says from whom, what, for how much and how long."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.oversight.assessment.models import AssessmentContract
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_contracts import ContractDraft, may_contract
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.shared import tell


@records.whole
def record_contract(*, actor: Actor, now: datetime, draft: ContractDraft) -> int:
    """Record a contract with a supplier over the whole city and return its id.

    Raises:
        Refused: the actor may not, the supplier is none or does not run, a value cannot be, or the number is taken.
    """
    scope = places.city().path
    demand_kit(actor, KitAct.KEEP_CONTRACT, scope)
    supplier = people.body(draft.supplier_id)
    known = supplier is not None and supplier.kind is people.BodyKind.SUPPLIER
    runs = known and supplier is not None and supplier.runs_on(draft.valid_from)
    demand(may_contract(draft, supplier_runs=runs))
    [number] = records.next_ids("assessment_assessmentcontract", 1)
    row = AssessmentContract(
        id=number,
        stream=f"assessment.contract:{number}",
        scope=scope,
        supplier_id=draft.supplier_id,
        number=draft.number,
        task=draft.task,
        price_fen=draft.price_fen,
        signed_on=draft.signed_on,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "assessment_assessmentcontract_number" not in str(error):
            raise
        raise Refused.because(
            mark("合同编号“{number}”已经登记过"), field="number", code="twice", number=draft.number
        ) from error
    data = {
        "supplier": draft.supplier_id,
        "number": draft.number,
        "price_fen": draft.price_fen,
        "valid_from": draft.valid_from.isoformat(),
        "valid_until": draft.valid_until.isoformat(),
    }
    tell(actor, now, row, "assessment.contract_recorded", data)
    return number
