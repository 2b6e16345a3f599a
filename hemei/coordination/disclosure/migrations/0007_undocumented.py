"""An estate whose calendar begins before the documents of that day is known, rather than holding up the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_only_moves")]

    operations = [
        migrations.AddField("calendarentry", "undocumented_on", models.DateField(null=True)),
    ]
