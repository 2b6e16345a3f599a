"""What confirmed cases taught of the kinds; the version in use may be read by anyone who is about to report."""

from django.db import migrations, models

VIEW = """
create view public_kindmodel as
select id, list_day, learnt, measured from cases_kindmodel where used order by id desc limit 1;
revoke insert, update, delete, truncate on public_kindmodel from hemei_app;
grant select on public_kindmodel to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_papers_and_visits")]

    operations = [
        migrations.CreateModel(
            name="KindModel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("trained_at", models.DateTimeField()),
                ("list_day", models.DateField()),
                ("newest_case", models.BigIntegerField()),
                ("used", models.BooleanField()),
                ("measured", models.JSONField()),
                ("learnt", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("used", True)), fields=["-id"], name="cases_kindmodel_used"
                    )
                ],
            },
        ),
        migrations.RunSQL(VIEW, "drop view public_kindmodel;"),
    ]
