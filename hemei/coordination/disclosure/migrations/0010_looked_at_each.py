"""What was found is of the reasons it names, and a later note may follow it."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0009_risks_looked_at")]

    operations = [
        migrations.RemoveConstraint("risklook", "disclosure_risklook_once"),
        migrations.AddField(
            "risklook",
            "codes",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list),
        ),
    ]
