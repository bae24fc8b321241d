from django.urls import URLPattern, URLResolver, path

from terreau.messaging import views

app_name = "messaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("courriels/", views.preferences, name="preferences"),
    path("courriels/ne-plus-recevoir/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("courriels/arrivee/", views.webhook, name="webhook"),
    path("compte/absences/", views.absences, name="absences"),
    path("compte/absences/<int:pk>/retirer/", views.cancel_absence, name="cancel_absence"),
    path("plateforme/sante/", views.health, name="health"),
    path("courriels/recus/", views.inbound_mails, name="inbound_mails"),
    path("courriels/recus/<int:pk>/", views.inbound_mail, name="inbound_mail"),
    path("courriels/recus/<int:pk>/entier/", views.raw_mail, name="raw_mail"),
    path("courriels/recus/<int:pk>/traiter/", views.handle_mail, name="handle_mail"),
]
