"""Who sees credit, and what of it is for everybody: levels of companies, their projects, whether a report holds."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = (
    "credit_conductline",
    "credit_lineobjection",
    "credit_repair",
    "credit_basicfiling",
    "credit_yearlevel",
    "credit_creditreport",
)
VIEWS = """
create view public_credit_level as
  select c.id as company_id, c.name, c.pinyin, c.initials, c.uscc, y.year, y.score, y.level, y.place, y.rated
  from credit_yearlevel y join companies_company c on c.id = y.company_id
  where y.level <> '' and c.valid_until is null;
create view public_credit_project as
  select p.company_id, e.token, e.name as estate, e.pinyin, p.valid_from
  from companies_project p join places_estate e on e.id = p.estate_id
  where p.valid_until is null and e.valid_until is null;
create view public_credit_report as
  select r.token, c.name, c.uscc, r.as_of, r.score, r.level, r.digest, r.made_at, r.good_until, r.outdated_at
  from credit_creditreport r join companies_company c on c.id = r.company_id;
grant select on public_credit_level, public_credit_project, public_credit_report to hemei_public;
revoke insert, update, delete, truncate on public_credit_level, public_credit_project, public_credit_report
  from hemei_app;
"""
UNDO = "drop view public_credit_level; drop view public_credit_project; drop view public_credit_report;"


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0001_tables"),
        ("places", "0004_public_houses"),
        ("records", "0004_views_are_for_reading"),
    ]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES),
        migrations.RunSQL(VIEWS, UNDO),
    ]
