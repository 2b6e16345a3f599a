"""Documents a city issued are public: pages without sign-in apply them too."""

from django.db import migrations

VIEW = """
create view public_issued_document as select id, city, name, day, toml from records_issueddocument;
grant select on public_issued_document to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain")]

    operations = [migrations.RunSQL(VIEW, "drop view public_issued_document;")]
