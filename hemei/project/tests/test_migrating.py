"""A first start draws the models of past steps with less work; what comes of it is what Django's own way makes."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from hemei.project.migrating import _past_models_drawn_sparingly


def column(model: str) -> models.Field:
    return models.ForeignKey(model, models.PROTECT, related_name="+", null=True)


def state() -> ProjectState:
    """Three tables in a row, each referring to the one before, drawn once."""
    made = ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    for name, before in (("First", None), ("Second", "estates.first"), ("Third", "estates.second")):
        refers = [("before", column(before))] if before else []
        made.add_model(ModelState("estates", name, [key, *refers, ("area_dm2", models.BigIntegerField())]))
    assert made.apps
    return made


def columns(drawn: ProjectState) -> dict[str, list[tuple[str, str | None]]]:
    return {
        model._meta.model_name: [
            (field.name, field.related_model and field.related_model._meta.label)
            for field in model._meta.local_fields
        ]
        for model in drawn.apps.get_models()
    }


def test_what_is_drawn_has_the_same_columns_in_the_same_order_and_refers_to_the_same_tables():
    plain = state()
    plain.add_field("estates", "first", "last", column("estates.third"), preserve_default=True)
    with _past_models_drawn_sparingly():
        quick = state()
        quick.add_field("estates", "first", "last", column("estates.third"), preserve_default=True)
        assert columns(quick) == columns(plain)
        quick.clear_delayed_apps_cache()  # as before a step's own code
        assert columns(quick) == columns(plain)
        models = {model._meta.model_name: model for model in quick.apps.get_models()}
        for name, field, target in (
            ("first", "last", "third"), ("third", "before", "second"), ("second", "before", "first"),
        ):  # fmt: skip
            assert models[name]._meta.get_field(field).related_model is models[target]


def test_a_column_is_copied_apart_from_the_one_it_was_made_from():
    made = column("estates.first")
    with _past_models_drawn_sparingly():
        copied = made.clone()
    assert copied.deconstruct()[1:] == made.deconstruct()[1:]
    assert copied.remote_field is not made.remote_field
    assert copied.remote_field.field is copied
    assert copied.creation_counter > made.creation_counter


def fail_while_drawing() -> None:
    with _past_models_drawn_sparingly():
        assert apps.get_swappable_settings_name("people.account") == "AUTH_USER_MODEL"
        apps.clear_cache()
        assert apps.get_swappable_settings_name("places.estate") is None
        raise ZeroDivisionError


def test_afterwards_django_draws_as_ever_also_where_a_step_failed():
    ways = ProjectState.reload_model, models.Field.clone
    with pytest.raises(ZeroDivisionError):
        fail_while_drawing()
    assert (ProjectState.reload_model, models.Field.clone) == ways
    assert apps.get_swappable_settings_name("people.account") == "AUTH_USER_MODEL"
