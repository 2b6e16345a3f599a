"""What boards would say that were never made: anyone reads it, as he reads those that hang."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

VIEW = """
create view public_standing as
select e.token, s.content, s.manager, s.as_of
from boards_standing s join places_estate e on e.id = s.estate_id
where e.valid_until is null and not exists (select 1 from boards_edition d where d.estate_id = s.estate_id);
revoke insert, update, delete, truncate on public_standing from hemei_app;
grant select on public_standing to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0007_a_print_never_hung"), ("places", "__first__"), ("records", "0002_chain")]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "estate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="places.estate",
                    ),
                ),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("content", models.JSONField()),
                ("manager", models.TextField(blank=True, default="")),
                ("as_of", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(protect("boards_standing"), unprotect("boards_standing")),
        migrations.RunSQL(VIEW, "drop view public_standing;"),
    ]
