"""Tables of deliberation. All stand behind walls; what persons wrote lies in the vault."""

from hemei.community.deliberation.models.mechanisms import Mechanism
from hemei.community.deliberation.models.sittings import AgendaItem, Sitting, Task
from hemei.community.deliberation.models.topics import Rating, Topic

__all__ = ["AgendaItem", "Mechanism", "Rating", "Sitting", "Task", "Topic"]
