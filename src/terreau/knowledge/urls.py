from django.urls import path

from terreau.knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("ressources/", views.index, name="index"),
    path("ressources/actualites.atom", views.feed, name="feed"),
    path("ressources/lexique/", views.glossary, name="glossary"),
    path("ressources/a-relire/", views.reviews, name="reviews"),
    path("ressources/<slug:slug>/", views.article, name="article"),
    path("ressources/<slug:slug>/relu/", views.review, name="review"),
    path("media/images/<path:path>", views.image, name="image"),
]
