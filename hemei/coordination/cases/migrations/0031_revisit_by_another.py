"""Nobody visits what he himself said was solved. Of old a street could; what it found stands, so those rows are kept."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0030_papers_put_right")]

    operations: ClassVar = [
        AddConstraintNotValid(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=~models.Q(body_id=models.F("solver_id")), name="cases_revisit_by_another"
            ),
        ),
    ]
