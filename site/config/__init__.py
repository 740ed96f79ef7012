"""The composition root: settings, addresses, the API's assembly, Celery and WSGI.

Nothing imports from here but the programs that start the product (`manage.py`, gunicorn, the
Celery worker, the tests). It may import from every app.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
