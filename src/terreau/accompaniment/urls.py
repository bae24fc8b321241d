from django.urls import URLPattern, URLResolver, path

from terreau.accompaniment import views

app_name = "accompaniment"

urlpatterns: list[URLPattern | URLResolver] = [
    path("suivi/demande/<str:reference>/", views.referral, name="referral"),
    path("suivi/demande/<str:reference>/liste/", views.shown_list, name="shown_list"),
    path("pilotage/registre/", views.register, name="register"),
    path("pilotage/registre/<int:year>/<slug:kind>/", views.register_file, name="register_file"),
    path("suivi/fichiers/<int:number>/", views.attachment, name="attachment"),
    path("suivi/<str:reference>/", views.file, name="file"),
    path("suivi/<str:reference>/message/", views.town_message, name="town_message"),
    path("suivi/<str:reference>/besoins/<int:number>/", views.offers, name="offers"),
    path("pilotage/couverture/", views.coverage, name="coverage"),
    path("pilotage/couverture/export.csv", views.coverage_export, name="coverage_export"),
    path("accord/<str:token>/", views.consent_by_link, name="consent_by_link"),
    path("reponse/<str:token>/", views.answer, name="answer"),
    path("reponse/<str:token>/fichiers/<int:number>/", views.attachment_by_link, name="attachment_by_link"),
    path("bilan/<str:token>/", views.outcome, name="outcome"),
    path("mon-espace/demandes/", views.requests, name="requests"),
]
