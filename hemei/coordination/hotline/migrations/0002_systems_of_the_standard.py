"""Which systems there are is said by the standard, not by a list in the tables; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_tables")]

    operations = [
        migrations.AlterField("order", "source", models.TextField()),
        migrations.AlterField("word", "source", models.TextField()),
    ]
