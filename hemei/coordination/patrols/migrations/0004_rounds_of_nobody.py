"""A cell without a grid worker is planned all the same: its rounds have nobody, and are missed for that reason."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrols", "0003_photos_are_known")]

    operations = [
        migrations.AlterField(
            "round",
            "walker",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.appointment",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=models.Q(
                    ("walker__isnull", False),
                    models.Q(models.Q(("state", "done"), _negated=True), ("second_of", None)),
                    _connector="OR",
                ),
                name="patrols_round_walked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=models.Q(
                    ("walker__isnull", False),
                    models.Q(("state", "missed"), _negated=True),
                    ("why", "vacant"),
                    _connector="OR",
                ),
                name="patrols_round_nobody_to_ask",
            ),
        ),
    ]
