"""Until when a demand gathers owners; those that gather today get the sixty days of the document in force."""

from django.db import migrations

FILL = """
update meetings_meeting m set gathers_until = d.first + interval '60 days'
from (select meeting_id, min(made_at) as first from meetings_demand group by meeting_id) d
where d.meeting_id = m.id and m.state = 'prepared' and m.asked_on is null
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_demands")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
