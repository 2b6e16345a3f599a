"""A person chooses the language in which he is written to; empty is the city's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_wall")]

    operations = [
        migrations.AddField(name, "language", models.TextField(blank=True, default="", db_default=""))
        for name in ("message", "preference")
    ]
