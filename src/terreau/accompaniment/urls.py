from django.urls import URLPattern, URLResolver, path

from terreau.accompaniment import views

app_name = "accompaniment"

urlpatterns: list[URLPattern | URLResolver] = [
    path("suivi/demande/<str:reference>/", views.referral, name="referral"),
    path("suivi/demande/<str:reference>/liste/", views.shown_list, name="shown_list"),
    path("pilotage/registre/", views.register, name="register"),
    path("pilotage/registre/<int:year>/<slug:kind>/", views.register_file, name="register_file"),
    path("suivi/appel/<str:reference>/", views.wave_call, name="wave_call"),
    path("suivi/groupe/<str:reference>/", views.group, name="group"),
    path("suivi/orientation/<str:reference>/", views.outside, name="outside"),
    path("suivi/orientation/<str:reference>/fiche.pdf", views.outside_sheet, name="outside_sheet"),
    path("pilotage/hors-plateforme/", views.outside_list, name="outside_list"),
    path("suivi/fichiers/<int:number>/", views.attachment, name="attachment"),
    path("suivi/courriels/<int:number>/", views.mail, name="mail"),
    path("suivi/courriels/<int:number>/page/", views.mail_page, name="mail_page"),
    path("suivi/<str:reference>/", views.file, name="file"),
    path("suivi/<str:reference>/courriels/", views.mails, name="mails"),
    path("suivi/<str:reference>/message/", views.town_message, name="town_message"),
    path("suivi/<str:reference>/besoins/<int:number>/", views.offers, name="offers"),
    path("suivi/<str:reference>/besoins/<int:number>/groupe/", views.group_new, name="group_new"),
    path("pilotage/criteres/", views.rule_quality, name="rule_quality"),
    path("pilotage/contacts/", views.contacts, name="contacts"),
    path("pilotage/couverture/", views.coverage, name="coverage"),
    path("pilotage/couverture/export.csv", views.coverage_export, name="coverage_export"),
    path("accord/<str:token>/", views.consent_by_link, name="consent_by_link"),
    path("accord-appel/<str:token>/", views.wave_by_link, name="wave_by_link"),
    path("accord-groupe/<str:token>/", views.group_by_link, name="group_by_link"),
    path("reponse/<str:token>/groupe/", views.group_of_part, name="group_of_part"),
    path("accord-orientation/<str:token>/", views.outside_consent, name="outside_consent"),
    path("bilan-orientation/<str:token>/", views.outside_outcome, name="outside_outcome"),
    path("reponse/<str:token>/", views.answer, name="answer"),
    path("reponse/<str:token>/fichiers/<int:number>/", views.attachment_by_link, name="attachment_by_link"),
    path("bilan/<str:token>/", views.outcome, name="outcome"),
    path("mon-espace/alertes/", views.alerts, name="alerts"),
    path("alertes/confirmer/<str:token>/", views.alert_confirm, name="alert_confirm"),
    path("alertes/arreter/<str:token>/", views.alert_end, name="alert_end"),
    path("mon-espace/demandes/", views.requests, name="requests"),
]
