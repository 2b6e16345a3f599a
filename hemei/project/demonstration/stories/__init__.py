"""Six thousand lives of cases, told act by act through the same pure rules the services ask.

Nobody is scripted to be on time: each act falls somewhere within its clock, some after it, a few never.
What the rules refuse does not happen. The system's own acts (a clock that ran out, a pause that lapsed, a
reporter's silence) come at the minute they would have come.
"""

from hemei.project.demonstration.stories.plan import Picture, Plan, Told
from hemei.project.demonstration.stories.telling import tell

__all__ = ["Picture", "Plan", "Told", "tell"]
