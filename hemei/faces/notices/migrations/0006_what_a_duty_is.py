"""A notice of a duty says what it is and where, not its number alone; one of before has its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_money")]

    operations = [
        migrations.AddField("notice", "what", models.TextField(blank=True, default="", db_default=""))
    ]
