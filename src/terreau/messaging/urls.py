from django.urls import URLPattern, URLResolver, path

from terreau.messaging import views

app_name = "messaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("courriels/", views.preferences, name="preferences"),
    path("courriels/ne-plus-recevoir/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
