"""A print is in Chinese, or in English where it is asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("boards", "0002_wall_and_public_view")]

    operations = [
        migrations.AddField(
            model_name="printrun", name="language", field=models.TextField(db_default="zh", default="zh")
        )
    ]
