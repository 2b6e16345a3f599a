"""The printed sheet of a quarter for the estate's board."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import (
    account_names,
    book_or_404,
    entered,
    kind_names,
    quarter_of,
    today,
)
from hemei.community.ledgers.paper import TEMPLATE, Sheet, paper_of
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.ui.doors import signed_in
from hemei.ui.files import saved

_MOST_LATE = 30


@never_cache
@require_safe
@signed_in
def quarter(request: HttpRequest, ledger_id: int, quarter: str) -> HttpResponse:
    """Give the sheet of a quarter that is over, made from the books now."""
    actor, begins = entered(request), quarter_of(quarter)
    book = book_or_404(ledger_id, actor)
    template = record.paper_template(TEMPLATE, today())
    if begins is None or template is None:
        raise Http404
    facts = queries.quarter_facts(book.id, begins)
    if facts.until > today() or facts.until <= book.opened_on:
        raise Http404
    address = request.build_absolute_uri(reverse("disclosure:mine"))
    paper = paper_of(_sheet(book, facts, actor, address), template)
    return saved(records.pdf_of(paper), records.MEDIA_TYPES["pdf"], f"{paper.title}.pdf")


def _sheet(book: queries.LedgerRow, facts: queries.QuarterFacts, actor: Actor, address: str) -> Sheet:
    found = queries.summary(book.estate_id, since=facts.since, until=facts.until, actor=actor)
    if found is None:
        raise Http404
    last = facts.until - timedelta(days=1)
    company = companies.company_body_on(book.estate_id, last)
    committee = people.committee_at_work(book.estate_id, last)
    return Sheet(
        book=book,
        summary=found,
        facts=facts,
        late=queries.overdue(actor=actor, on=facts.until, ledger_id=book.id, limit=_MOST_LATE),
        names=account_names(last),
        kinds=kind_names(last),
        company=company[1] if company else "",
        committee=people.body_names([committee]).get(committee, "") if committee else "",
        address=address,
        day=today(),
    )
