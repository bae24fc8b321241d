"""Addresses of the API, declared public as a whole: it holds nothing else."""

from django.urls import path

from terreau.api.routes import api
from terreau.kernel.access import public

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.callback is not None:
        public(_pattern.callback)

urlpatterns = [path("api/v1/", (_patterns, _app_name, _namespace))]
