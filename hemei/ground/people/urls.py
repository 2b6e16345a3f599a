"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from hemei.ground.people.pages import account, bodies, entering, imports, offices, searching, staff

app_name = "people"
urlpatterns = [
    path("sign-in", entering.sign_in, name="sign_in"),
    path("sign-in/factor", entering.factor, name="factor"),
    path("sign-in/phone", entering.phone, name="phone"),
    path("sign-in/phone/code", entering.code, name="code"),
    path("sign-in/password", entering.first_password, name="first_password"),
    path("sign-out", entering.sign_out, name="sign_out"),
    path("demo/persons", entering.samples, name="samples"),
    path("demo/persons/<int:account_id>", entering.become, name="become"),
    path("account", account.account, name="account"),
    path("account/appointments", entering.appointments, name="appointments"),
    path("account/sessions/end", account.end_sessions, name="end_own_sessions"),
    path("account/second-factor", account.second_factor, name="second_factor"),
    path("account/second-factor/remove", account.remove_factor, name="remove_factor"),
    path("account/password", account.password, name="password"),
    path("office/bodies", bodies.bodies, name="bodies"),
    path("office/bodies.xlsx", bodies.bodies_sheet, name="bodies_sheet"),
    path("office/bodies/new", bodies.found_body, name="found_body"),
    path("office/bodies/<int:body_id>", bodies.body, name="body"),
    path("office/bodies/<int:body_id>/rename", bodies.rename, name="rename_body"),
    path("office/bodies/<int:body_id>/dissolve", bodies.dissolve, name="dissolve_body"),
    path("office/bodies/<int:body_id>/staff", staff.register, name="register_staff"),
    path("office/bodies/<int:body_id>/appoint", staff.appoint, name="appoint"),
    path("office/appointments/<int:appointment_id>/end", staff.end_appointment, name="end_appointment"),
    path("office/staff", staff.staff, name="staff"),
    path("office/staff.xlsx", staff.staff_sheet, name="staff_sheet"),
    path("office/staff/<int:person_id>", staff.person, name="person"),
    path("office/accounts/<int:account_id>/password", staff.issue_password, name="issue_password"),
    path("office/sessions", offices.sessions, name="sessions"),
    path("office/sessions/<int:account_id>/end", offices.end_sessions, name="end_sessions"),
    path("office/locks/lift", offices.lift_lock, name="lift_lock"),
    path("office/audit", offices.audit, name="audit"),
    path("persons", searching.search_persons, name="search_persons"),
    path("persons/<str:ticket>", searching.found_person, name="found_person"),
    path("data", imports.imports, name="imports"),
    path("data/templates/<str:name>", imports.template, name="import_template"),
    path("data/imports/<int:import_id>", imports.one, name="import"),
    path("data/imports/<int:import_id>/columns", imports.columns, name="import_columns"),
    path("data/imports/<int:import_id>/problems.xlsx", imports.problems, name="import_problems"),
    path("data/imports/<int:import_id>/<str:step>", imports.ask, name="import_ask"),
]
