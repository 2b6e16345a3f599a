"""A meeting knows which of its items have no object any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0016_recalled")]
    operations = [migrations.AddField("assembly", "moot", models.JSONField(null=True))]
