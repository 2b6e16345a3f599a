"""A printed ballot that a clerk took at the counter keeps its own moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0024_cast_as")]

    operations = [
        migrations.AddField("printedsheet", "handed_at", models.DateTimeField(null=True)),
    ]
