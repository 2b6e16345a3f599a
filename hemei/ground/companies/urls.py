"""Addresses of companies."""

from __future__ import annotations

from django.urls import path

from hemei.ground.companies.pages import contract, register

app_name = "companies"
urlpatterns = [
    path("estates/<str:code>/register", register.register, name="register"),
    path("contracts/<int:project_id>", contract.contract, name="contract"),
    path("contracts/<int:project_id>/term", contract.extend, name="extend"),
    path("contracts/<int:project_id>/end", contract.end, name="end"),
]
