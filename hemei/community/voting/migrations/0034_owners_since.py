"""A unit of a roll keeps since when it has the owners it has, where they were put right after the notice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0033_decided_on")]

    operations = [
        migrations.AddField("rollunit", "owners_since", models.DateTimeField(null=True)),
    ]
