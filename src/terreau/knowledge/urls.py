from django.urls import path

from terreau.knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("ressources/", views.index, name="index"),
    path("ressources/<slug:slug>/", views.article, name="article"),
    path("media/images/<path:path>", views.image, name="image"),
]
