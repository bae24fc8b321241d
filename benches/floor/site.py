"""A whole site in one file: one table, one view, one template, the usual middlewares.

It runs beside the platform under the same server, in the same minutes, on the same database: what it
answers per second is what the machine gives, and every page is read as a share of it.
"""

import os
import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benches import ROOT

sys.path[:0] = [str(ROOT / "src")]

from terreau.config import env

TEMPLATE = """<!DOCTYPE html><html lang="fr">
<head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body><main><h1>{{ page.title }}</h1>{% for line in lines %}<p>{{ line }}</p>{% endfor %}</main></body>
</html>"""

settings.configure(
    SECRET_KEY="floor-of-the-measures-never-served-to-people",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": env.database(os.environ["TERREAU_DATABASE_URL"])},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import models
from django.template import engines

template = engines["django"].from_string(TEMPLATE)


class Page(models.Model):
    """One row, read by its slug; it borrows the table of subjects, which the platform has filled."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120, db_column="label")

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "directory_subject"


def page(request: HttpRequest) -> HttpResponse:
    found = Page.objects.get(code="local")
    return HttpResponse(template.render({"page": found, "lines": ["Une ligne."] * 20}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
