"""Tables made together: the models of a founding migration are rendered beside those that stand."""

from __future__ import annotations

from django.db import models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from hemei.ground.records.founding import CreateTables

FIRST = CreateTables([CreateModel("Place", [("id", models.BigAutoField(primary_key=True))])])
SECOND = CreateTables(
    [
        CreateModel(
            "Estate",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("place", models.ForeignKey("ground.Place", models.PROTECT)),
            ],
        ),
        CreateModel(
            "Building",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("estate", models.ForeignKey("homes.Estate", models.PROTECT)),
            ],
        ),
    ]
)


def test_models_that_stand_are_not_rendered_again() -> None:
    state = ProjectState()
    FIRST.state_forwards("ground", state)
    place = state.apps.get_model("ground", "Place")
    SECOND.state_forwards("homes", state)
    assert state.apps.get_model("ground", "Place") is place
    estate = state.apps.get_model("homes", "Estate")
    assert estate._meta.get_field("place").related_model is place
    assert {field.related_model for field in place._meta.related_objects} == {estate}
    assert state.apps.get_model("homes", "Building")._meta.get_field("estate").related_model is estate
