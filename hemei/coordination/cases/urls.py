"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from hemei.coordination.cases.pages import (
    auditing,
    capture,
    case,
    contact,
    follow,
    kinds,
    late,
    lines,
    papers,
    photos,
    report,
    responsibilities,
    visits,
    work,
)

app_name = "cases"
urlpatterns = [
    path("report", report.find_place, name="find_place"),
    path("report/kinds", report.suggest_kinds, name="suggest_kinds"),
    path("report/received/<str:receipt>", report.received, name="received"),
    path("report/<str:token>", report.report, name="report"),
    path("follow", follow.follow_search, name="follow_search"),
    path("follow/<str:number>", follow.follow, name="follow"),
    path("office/audit/cases", auditing.audit_search, name="audit_search"),
    path("office/audit/cases/<str:number>", auditing.audit_case, name="audit_case"),
    path("work", work.work, name="work"),
    path("cases", work.cases, name="cases"),
    path("cases.xlsx", work.cases_sheet, name="sheet"),
    path("cases/late", late.late, name="late"),
    path("cases/late.xlsx", late.late_sheet, name="late_sheet"),
    path("cases/visits", visits.visits, name="visits"),
    path("cases/<str:number>/visits", visits.visits_of, name="visits_of"),
    path("cases/<str:number>", case.case, name="case"),
    path("cases/<str:number>/papers", papers.papers, name="papers"),
    path("cases/<str:number>/papers/<int:paper_id>/scan", papers.scan, name="paper_scan"),
    path("cases/<str:number>/papers/<int:paper_id>/served", papers.served, name="paper_served"),
    path("cases/<str:number>/papers/<int:paper_id>/<str:form>", papers.paper_file, name="paper"),
    path("cases/<str:number>/photos/<int:file_id>", photos.photo, name="photo"),
    path("cases/<str:number>/photos/<int:file_id>/capture", capture.capture, name="capture"),
    path("cases/<str:number>/phone", contact.contact, name="contact"),
    path("cases/<str:number>/<str:name>", case.act, name="act"),
    path("responsibilities/proposals", lines.proposals, name="proposals"),
    path("responsibilities/proposals/<int:proposal_id>", lines.proposal, name="proposal"),
    path("responsibilities/kinds", kinds.kinds, name="kinds"),
    path("responsibilities", responsibilities.responsibilities, name="responsibilities"),
]
