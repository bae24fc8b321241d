from django.urls import path

from terreau.search import views

app_name = "search"

urlpatterns = [
    path("recherche/suggestions.json", views.suggestions, name="suggest"),
    path("pilotage/recherche/", views.synonyms, name="synonyms"),
    path("pilotage/recherche/<int:number>/retirer/", views.remove_synonyms, name="synonyms_remove"),
]
