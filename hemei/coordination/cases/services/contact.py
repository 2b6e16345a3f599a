"""Open the phone number left with a report: with a reason, and so that the reporter can see who did."""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.cases.queries.one import CasePage, case_page
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.services.acting import NoSuchCase
from hemei.ground.people import services as people
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused, mark

PHONE = "phone"


@records.whole
def open_contact(*, viewer: Viewer, now: datetime, number: str, reason: str) -> str:
    """Return the phone number left with a case in full, and record who looked and why.

    Raises:
        NoSuchCase: no such case, or not his.
        Refused: none was left or it was erased; the role may not; no reason is given.
    """
    page = case_page(viewer=viewer, number=number, now=now)
    if page is None:
        raise NoSuchCase(number)
    vault_id = contact_id(page)
    if vault_id is None:
        raise Refused.because(mark("这件事没有留联系电话，或已经删除。"), code="bare")
    return people.unmask(actor=viewer.actor, now=now, vault_id=vault_id, reason=reason)


def contact_id(page: CasePage) -> int | None:
    """Return where the number lies in the vault, if this viewer sees it masked."""
    said = page.events[0].data.get("about", {}).get("texts", {}).get(PHONE)
    return int(said["vault"]) if said and page.contact else None
