"""A paper keeps whom it is for; of those made before nobody knows, so that nobody outside the offices reads them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_papers_keep_their_template")]

    operations = [
        migrations.AddField(
            model_name="casepaper", name="addressee", field=models.TextField(db_default="", default="")
        ),
        migrations.AddField(
            model_name="casepaper", name="addressee_body_id", field=models.BigIntegerField(null=True)
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("addressee", "body"), ("addressee_body_id__isnull", False)),
                    models.Q(("addressee__in", ["", "reporter", "other"]), ("addressee_body_id", None)),
                    _connector="OR",
                ),
                name="cases_casepaper_addressed_whole",
            ),
        ),
    ]
