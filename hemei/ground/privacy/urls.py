"""Addresses of the pages about personal data."""

from __future__ import annotations

from django.urls import path

from hemei.ground.privacy.pages import desk, own

app_name = "privacy"
urlpatterns = [
    path("privacy", own.notice, name="notice"),
    path("privacy/mine", own.mine, name="mine"),
    path("privacy/mine/copy", own.copy, name="copy"),
    path("privacy/mine/ask", own.ask, name="ask"),
    path("privacy/mine/<str:number>/withdraw", own.withdraw, name="withdraw"),
    path("privacy/requests", desk.requests, name="requests"),
    path("privacy/requests.xlsx", desk.requests_sheet, name="requests_sheet"),
    path("privacy/requests/<str:number>", desk.request_page, name="request"),
    path("privacy/assessments", desk.assessments, name="assessments"),
]
