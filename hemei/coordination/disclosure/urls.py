"""Addresses of disclosures."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.disclosure.pages import (
    bookless,
    lists,
    one,
    overview,
    own,
    public,
    questions,
    risks,
    spending,
    treasurer,
    undocumented,
)

app_name = "disclosure"
_ONE = "disclosures/<int:disclosure_id>"
urlpatterns = [
    path("disclosures", lists.disclosures, name="disclosures"),
    path("disclosures.xlsx", lists.disclosures_sheet, name="disclosures_sheet"),
    path("disclosures/start", lists.start, name="start"),
    path("disclosures/overview", overview.overview, name="overview"),
    path("disclosures/overview.xlsx", overview.overview_sheet, name="overview_sheet"),
    path("disclosures/overview/without-books", bookless.without_books, name="without_books"),
    path("disclosures/overview/without-books.xlsx", bookless.without_books_sheet, name="without_books_sheet"),
    path("disclosures/overview/undocumented", undocumented.undocumented, name="undocumented"),
    path("disclosures/overview/undocumented/<int:estate_id>", undocumented.correct, name="correct_start"),
    path("disclosures/estate/<int:estate_id>", lists.estate, name="estate"),
    path("disclosures/treasurer", treasurer.treasurer, name="treasurer"),
    path("disclosures/risks", risks.risks, name="risks"),
    path("disclosures/risks/<int:risk_id>", risks.risk, name="risk"),
    path("disclosures/risks.xlsx", risks.risks_sheet, name="risks_sheet"),
    path(_ONE, one.disclosure, name="disclosure"),
    path(f"{_ONE}/sheet.pdf", one.sheet, name="sheet"),
    path(f"{_ONE}/do/<slug:name>", one.act, name="act"),
    path(f"{_ONE}/topic", one.raise_topic, name="raise"),
    path("disclosures/of-topic/<int:topic_id>", one.of_topic, name="of_topic"),
    path("questions", questions.questions, name="questions"),
    path("questions.xlsx", questions.questions_sheet, name="questions_sheet"),
    path("questions/<int:question_id>", questions.question, name="question"),
    path("my/disclosure", own.mine, name="mine"),
    path("my/disclosure/<int:estate_id>/ask", own.ask, name="ask"),
    path("my/disclosure/<int:estate_id>", spending.entries, name="entries"),
    path("disclosures/spending/<int:estate_id>", spending.spending, name="spending"),
    path("disclosures/spending/<int:estate_id>/watch", spending.watch, name="watch"),
    path("disclosures/spending/<int:estate_id>/papers/<int:file_id>", spending.paper, name="paper"),
    path("open/late", public.late, name="late"),
    path("open/late.xlsx", public.late_sheet, name="late_sheet"),
    path("open/v/<str:token>.json", public.version_json, name="version_json"),
    path("open/v/<str:token>", public.version, name="version"),
    path("open/<str:token>", public.estate, name="public"),
]
