"""What the books left behind since it was published is marked, with the day by which it is to be corrected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_walls")]

    operations = [
        migrations.AddField("disclosure", "differs_at", models.DateTimeField(null=True)),
        migrations.AddField("disclosure", "correct_by", models.DateField(null=True)),
        migrations.AddConstraint(
            "disclosure",
            models.CheckConstraint(
                condition=models.Q(differs_at=None, correct_by=None)
                | models.Q(differs_at__isnull=False, correct_by__isnull=False, published_on__isnull=False),
                name="disclosure_disclosure_differs",
            ),
        ),
    ]
