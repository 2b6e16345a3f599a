"""A side that sits for the owners, whoever that is: their committee, its stand-in, or delegates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_paper_number"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="meetingside",
            name="meetings_side_code",
        ),
        migrations.AddConstraint(
            model_name="meetingside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "company",
                            "departments",
                            "developer",
                            "members",
                            "owners",
                            "owners_committee",
                            "owners_side",
                            "party",
                            "proposers",
                            "residents_committee",
                            "respondent",
                            "street",
                        ],
                    )
                ),
                name="meetings_side_code",
            ),
        ),
    ]
