from django.urls import URLPattern, URLResolver, path

from terreau.portal import views

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("recherche/", views.search_page, name="search"),
    path("agenda/", views.agenda, name="agenda"),
    path("agenda.ics", views.agenda_ics, name="agenda_ics"),
    path("mon-espace/", views.my_space, name="my_space"),
    path("pilotage/", views.desk, name="desk"),
    path("pilotage/visite/", views.desk_visit, name="desk_visit"),
    path("pilotage/suivi/<slug:key>/", views.desk_queue, name="desk_queue"),
    path("pilotage/autres/", views.desk_others, name="desk_others"),
    path("pilotage/projets/", views.project_list, name="project_list"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("code-source/", views.source_code, name="source_code"),
]
