"""A paper is withdrawn and keeps its number; of a sealed copy that was replaced the file stays known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_joined_and_still_told")]

    operations = [
        migrations.AddField(
            model_name="casepaper", name="scans_before", field=models.JSONField(db_default=[], default=list)
        ),
        migrations.AddField(
            model_name="casepaper", name="withdrawn_at", field=models.DateTimeField(null=True)
        ),
    ]
