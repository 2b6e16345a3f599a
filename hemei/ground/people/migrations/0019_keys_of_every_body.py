"""A key says as whom it reads and when it ends; the hotlines' keys of before speak as their clerks and go on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0018_terms_that_never_ran")]

    operations = [
        migrations.AddField(
            model_name="programkey",
            name="role",
            field=models.TextField(default="hotline_clerk"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="programkey", name="expires_at", field=models.DateTimeField(null=True)
        ),
    ]
