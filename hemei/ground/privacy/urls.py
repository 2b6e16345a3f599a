"""Addresses of the pages about personal data."""

from __future__ import annotations

from django.urls import path

from hemei.ground.privacy.pages import assessing, counter, desk, own, retention

app_name = "privacy"
urlpatterns = [
    path("privacy", own.notice, name="notice"),
    path("privacy/mine", own.mine, name="mine"),
    path("privacy/mine/copy", own.copy, name="copy"),
    path("privacy/seen", own.seen, name="seen"),
    path("privacy/mine/paper", own.paper, name="paper"),
    path("privacy/mine/owner", own.owner, name="owner"),
    path("privacy/mine/ask", own.ask, name="ask"),
    path("privacy/mine/<str:number>/withdraw", own.withdraw, name="withdraw"),
    path("privacy/requests", desk.requests, name="requests"),
    path("privacy/requests.xlsx", desk.requests_sheet, name="requests_sheet"),
    path("privacy/requests/<str:number>", desk.request_page, name="request"),
    path("privacy/requests/<str:number>/copy", counter.take_copy, name="take_copy"),
    path("privacy/counter", counter.counter, name="counter"),
    path("privacy/counter/file/<str:token>", counter.file, name="file"),
    path("privacy/counter/<str:number>", counter.taken, name="taken"),
    path("privacy/counter/<str:number>/hand", counter.hand_over, name="hand_over"),
    path("privacy/retention", retention.retention, name="retention"),
    path("privacy/notices", retention.notices, name="notices"),
    path("privacy/assessments", assessing.assessments, name="assessments"),
    path("privacy/assessments/<int:assessment_id>", assessing.assessment, name="assessment"),
]
