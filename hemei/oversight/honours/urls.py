"""Addresses of honours."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.honours.pages import desk, lists, nominating, one, plan, public

app_name = "honours"
urlpatterns = [
    path("honours", lists.nominations, name="nominations"),
    path("honours.xlsx", lists.nominations_sheet, name="nominations_sheet"),
    path("honours/estates", lists.estates, name="estates"),
    path("honours/estates.xlsx", lists.estates_sheet, name="estates_sheet"),
    path("honours/new", nominating.new, name="new"),
    path("honours/desk", desk.desk, name="desk"),
    path("honours/desk/<str:name>", desk.act, name="desk_act"),
    path("honours/plan", plan.plan, name="plan"),
    path("honours/plan.xlsx", plan.plan_sheet, name="plan_sheet"),
    path("honours/plan/<int:place_id>", plan.street, name="street"),
    path("honours/<int:nomination_id>", one.nomination, name="nomination"),
    path("honours/<int:nomination_id>/<str:name>", one.act, name="act"),
    path("exemplars", public.shown, name="public"),
    path("exemplars.xlsx", public.shown_sheet, name="public_sheet"),
    path("exemplars/<int:nomination_id>", public.objecting, name="object"),
]
