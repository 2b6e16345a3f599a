"""Who issued a standard of the city, when and why, is public as the document is."""

from django.db import migrations

VIEW = """
create view public_issued_standard as
  select d.name, d.day, d.issued_at, d.reason, coalesce(b.name, '') as body
  from records_issueddocument d left join people_body b on b.id = d.issued_by_body_id;
revoke insert, update, delete, truncate on public_issued_standard from hemei_app;
grant select on public_issued_standard to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_owners"), ("records", "0003_published_documents")]

    operations = [migrations.RunSQL(VIEW, "drop view public_issued_standard;")]
