"""Addresses of third-party assessment; `urls.py` takes them in."""

from __future__ import annotations

from django.urls import path

from hemei.oversight.assessment.pages import (
    kit_contracts,
    kit_draws,
    kit_phone,
    kit_samples,
    kit_surveys,
    kit_visits,
)

KIT = [
    path("evaluations/contracts", kit_contracts.contracts, name="contracts"),
    path("evaluations/contracts.xlsx", kit_contracts.contracts_sheet, name="contracts_sheet"),
    path("evaluations/contracts/new", kit_contracts.new_contract, name="new_contract"),
    path("evaluations/contracts/<int:contract_id>", kit_contracts.contract, name="contract"),
    path("evaluations/<int:round_id>/sample", kit_samples.sample, name="sample"),
    path("evaluations/<int:round_id>/sample.txt", kit_samples.sample_text, name="sample_text"),
    path("evaluations/<int:round_id>/sample.xlsx", kit_samples.sample_sheet, name="sample_sheet"),
    path("evaluations/<int:round_id>/sample/<str:act>", kit_samples.sample_act, name="sample_act"),
    path("evaluations/<int:round_id>/visits", kit_visits.visits, name="visits"),
    path("evaluations/<int:round_id>/visits.xlsx", kit_visits.visits_sheet, name="visits_sheet"),
    path("evaluations/<int:round_id>/surveys", kit_surveys.surveys, name="surveys"),
    path("evaluations/<int:round_id>/surveys.xlsx", kit_surveys.surveys_sheet, name="surveys_sheet"),
    path("evaluations/visits/<int:visit_id>", kit_visits.visit, name="visit"),
    path(
        "evaluations/visits/<int:visit_id>/photos/<int:photo_id>", kit_visits.visit_photo, name="visit_photo"
    ),
    path("draws/<int:round_id>", kit_draws.draw, name="draw"),
    path("draws/<int:round_id>.txt", kit_draws.draw_text, name="draw_text"),
    path("visits", kit_phone.my_visits, name="my_visits"),
    path("visits.xlsx", kit_phone.my_visits_sheet, name="my_visits_sheet"),
    path("surveys.xlsx", kit_phone.my_surveys_sheet, name="my_surveys_sheet"),
    path("visits/<int:visit_id>", kit_phone.my_visit, name="my_visit"),
    path("surveys", kit_phone.my_surveys, name="my_surveys"),
    path("surveys/<int:survey_id>", kit_phone.my_survey, name="my_survey"),
    path("surveys/<int:survey_id>/ask", kit_phone.ask, name="ask"),
]
