from django.urls import URLPattern, URLResolver, path

from terreau.council.views import desk, feeds, files, mandates, register

app_name = "council"

urlpatterns: list[URLPattern | URLResolver] = [
    path("deliberations/", register.deliberation_list, name="list"),
    path("deliberations/flux.atom", feeds.feed, name="feed"),
    path("deliberations/<slug:slug>/", register.deliberation_detail, name="detail"),
    path("deliberations/<slug:slug>/extrait.pdf", register.deliberation_pdf, name="pdf"),
    path("conseil/", desk.desk, name="desk"),
    path("conseil/assemblee/", mandates.assembly_create, name="assembly"),
    path("conseil/mandats/", mandates.mandate_list, name="mandates"),
    path("conseil/mandats/ajouter/", mandates.mandate_create, name="mandate_create"),
    path("conseil/mandats/<int:pk>/terminer/", mandates.mandate_end, name="mandate_end"),
    path("conseil/seances/prevoir/", desk.session_create, name="session_create"),
    path("conseil/seances/<int:pk>/", desk.session_detail, name="session"),
    path("conseil/seances/<int:pk>/convoquer/", desk.session_convoke, name="session_convoke"),
    path("conseil/seances/<int:pk>/reconvoquer/", desk.session_call_again, name="session_call_again"),
    path("conseil/seances/<int:pk>/ouvrir/", desk.session_hold, name="session_hold"),
    path("conseil/seances/<int:pk>/clore/", desk.session_close, name="session_close"),
    path("conseil/seances/<int:pk>/ajouter/", files.deliberation_create, name="deliberation_create"),
    path("conseil/deliberations/<slug:slug>/", files.deliberation_file, name="file"),
    path("conseil/deliberations/<slug:slug>/modifier/", files.deliberation_edit, name="edit"),
    path("conseil/deliberations/<slug:slug>/voter/", files.deliberation_vote, name="vote"),
    path("conseil/deliberations/<slug:slug>/<slug:verb>/", files.deliberation_act, name="act"),
]
