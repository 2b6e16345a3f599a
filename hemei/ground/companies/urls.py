"""Addresses of companies."""

from __future__ import annotations

from django.urls import path

from hemei.ground.companies.pages import code, companies, contract, fees, managed, management, register

app_name = "companies"
urlpatterns = [
    path("estates/<str:code>/register", register.register, name="register"),
    path("companies", companies.companies, name="companies"),
    path("companies/sheet", companies.companies_sheet, name="companies_sheet"),
    path("companies/<int:company_id>", companies.company, name="company"),
    path("companies/leaders/<int:leader_id>", companies.leader, name="leader"),
    path("management", managed.managed, name="managed"),
    path("management/sheet", managed.managed_sheet, name="managed_sheet"),
    path("estates/<str:code>/management", management.management, name="management"),
    path("management/modes/<int:mode_id>", management.mode, name="mode"),
    path("management/renovations/<int:renovation_id>", management.renovation, name="renovation"),
    path("contracts/<int:project_id>", contract.contract, name="contract"),
    path("contracts/<int:project_id>/term", contract.extend, name="extend"),
    path("contracts/<int:project_id>/end", contract.end, name="end"),
    path("contracts/<int:project_id>/manager", contract.manager, name="manager"),
    path("contracts/<int:project_id>/fees", fees.fees, name="fees"),
    path("companies/<int:company_id>/code", code.code, name="code"),
]
