"""Addresses for machines: the same in every language."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from terreau.kernel.access import public
from terreau.portal import views
from terreau.portal.sitemaps import SITEMAPS

_NAMED = {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"}

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("sitemap.xml", public(sitemap_views.index), _NAMED, name="sitemap"),
    path("sitemap-<section>.xml", public(sitemap_views.sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
]
