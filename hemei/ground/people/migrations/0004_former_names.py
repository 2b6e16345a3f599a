"""Names a body had before; two never run at once."""

import django.db.models.deletion
from django.db import migrations, models

NO_OVERLAP = """
alter table people_formername add constraint people_formername_no_overlap
  exclude using gist (body_id with =, daterange(valid_from, valid_until) with &&);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_by_letters")]

    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("short_name", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_names",
                        to="people.body",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="people_formername_period",
                    )
                ]
            },
        ),
        migrations.RunSQL(
            NO_OVERLAP, "alter table people_formername drop constraint people_formername_no_overlap"
        ),
    ]
