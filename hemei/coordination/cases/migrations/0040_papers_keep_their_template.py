"""A paper keeps which document of templates it was made from: another may be issued later the same day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_nobody_judges_his_own_work")]

    operations = [
        migrations.AddField(
            model_name="casepaper", name="template", field=models.TextField(db_default="", default="")
        ),
    ]
