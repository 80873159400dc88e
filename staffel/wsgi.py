"""The WSGI application, as granian and every other WSGI server load it."""

import os

from django.core.wsgi import get_wsgi_application

from staffel.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffel.settings")
application = get_wsgi_application()
end_with_parent(grace_seconds=2.0)
