"""The day a posting was entered, from which objections count, and the day a list of candidates was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0013_handover_unsigned")]

    operations = [
        migrations.AddField("election", "posting_entered_on", models.DateField(null=True)),
        migrations.AddField("election", "reopened_on", models.DateField(null=True)),
        migrations.AddField("preparatorygroup", "entered_on", models.DateField(null=True)),
    ]
