"""Addresses of policy."""

from __future__ import annotations

from django.urls import path

from hemei.leadership.policy.pages import demanding, documents, issuing, recording, rules, standards

app_name = "policy"
urlpatterns = [
    path("policy", documents.listed, name="documents"),
    path("policy.xlsx", documents.documents_sheet, name="sheet"),
    path("policy/new", recording.new, name="new"),
    path("policy/rules", rules.sources, name="sources"),
    path("policy/rules/<str:code>", rules.rules_on, name="rules"),
    path("standards", standards.listed, name="standards"),
    path("standards.xlsx", standards.standards_sheet, name="standards_sheet"),
    path("standards/<str:jurisdiction>/<str:name>/<str:day>", standards.one, name="standard"),
    path("standards/<str:jurisdiction>/<str:name>/<str:day>/issue", issuing.issue, name="issue"),
    path("policy/<int:document_id>", documents.document, name="document"),
    path("policy/<int:document_id>/clauses", recording.clause, name="clause"),
    path("policy/<int:document_id>/end", documents.end, name="end"),
    path("policy/<int:document_id>/clauses/<int:clause_id>/demand", demanding.demand, name="demand"),
]
