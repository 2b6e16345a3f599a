"""The web server's door."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemei.project.settings")
application = get_wsgi_application()

# What is loaded by now stays; a request leaves few cycles behind. Looking through everything as often as Python does
# by itself costs each request a part of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
