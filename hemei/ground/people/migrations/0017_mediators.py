from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_assessors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.TextField(
                choices=[
                    ("public", "public"),
                    ("resident", "resident"),
                    ("grid_worker", "grid_worker"),
                    ("community_clerk", "community_clerk"),
                    ("community_secretary", "community_secretary"),
                    ("street_clerk", "street_clerk"),
                    ("department_clerk", "department_clerk"),
                    ("county_coordinator", "county_coordinator"),
                    ("city_bureau", "city_bureau"),
                    ("company_manager", "company_manager"),
                    ("committee_member", "committee_member"),
                    ("hotline_clerk", "hotline_clerk"),
                    ("system_admin", "system_admin"),
                    ("security_admin", "security_admin"),
                    ("auditor", "auditor"),
                    ("data_officer", "data_officer"),
                    ("assessor", "assessor"),
                    ("mediator", "mediator"),
                    ("system", "system"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="body",
            name="kind",
            field=models.TextField(
                choices=[
                    ("city_bureau", "city_bureau"),
                    ("department", "department"),
                    ("county_government", "county_government"),
                    ("street", "street"),
                    ("community", "community"),
                    ("company", "company"),
                    ("utility", "utility"),
                    ("hotline", "hotline"),
                    ("owners_committee", "owners_committee"),
                    ("management_committee", "management_committee"),
                    ("platform", "platform"),
                    ("residents", "residents"),
                    ("party_organisation", "party_organisation"),
                    ("supplier", "supplier"),
                    ("mediation", "mediation"),
                ]
            ),
        ),
    ]
