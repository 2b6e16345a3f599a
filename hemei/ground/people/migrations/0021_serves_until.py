"""A body that was set up for a time says until when: past it nobody takes it for one at work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0020_elected_by")]

    operations = [migrations.AddField("body", "serves_until", models.DateField(null=True))]
