"""Minutes keep which document of templates they were first printed from: another may be issued later on their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_entered_by_others")]

    operations = [
        migrations.AddField(
            "meeting", "paper_template", models.TextField(blank=True, db_default="", default="")
        ),
    ]
