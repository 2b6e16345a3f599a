"""What services a contract agrees on, and how they change within it (Civil Code art. 943)."""

from django.db import migrations, models

FIELD = {"blank": True, "default": "", "db_default": ""}


class Migration(migrations.Migration):
    dependencies = [("companies", "0010_wall_of_fees")]

    operations = [
        migrations.AddField("project", "services", models.TextField(**FIELD)),
        migrations.AddField("feerevision", "services", models.TextField(**FIELD)),
    ]
