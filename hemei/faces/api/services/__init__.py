"""The writers of webhooks; pages, endpoints and the worker enter here."""

from hemei.faces.api.services.queueing import queue_events
from hemei.faces.api.services.sending import SEND_TASK, forget_sent, probe_paused, send_waiting
from hemei.faces.api.services.webhooks import Made, end_webhook, make_webhook, send_again

__all__ = [
    "SEND_TASK",
    "Made",
    "end_webhook",
    "forget_sent",
    "make_webhook",
    "probe_paused",
    "queue_events",
    "send_again",
    "send_waiting",
]
