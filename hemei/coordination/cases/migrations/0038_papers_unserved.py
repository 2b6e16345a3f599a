"""The papers of a body that wait to be registered as served are found without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_own_and_spot_looked_at")]

    operations = [
        migrations.AddIndex(
            model_name="casepaper",
            index=models.Index(
                fields=["body_id", "-id"],
                condition=models.Q(("served_on", None), ("withdrawn_at", None)),
                name="cases_casepaper_unserved",
            ),
        ),
    ]
