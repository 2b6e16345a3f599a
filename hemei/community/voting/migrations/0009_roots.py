"""The published roots of an assembly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0008_owners_own")]

    operations = [
        migrations.AddField(model_name="assembly", name="roots", field=models.JSONField(default=dict)),
    ]
