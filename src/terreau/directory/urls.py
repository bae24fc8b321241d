from django.urls import path

from terreau.directory.views import imports, offers, public, workspace

app_name = "directory"

SPACE = "mon-espace/organisations/<slug:slug>/"

urlpatterns = [
    path("annuaire/", public.organisations, name="list"),
    path("annuaire/export.csv", public.organisations_csv, name="export"),
    path("annuaire/nouveautes.atom", public.new_actors, name="feed"),
    path("annuaire/carte/", public.organisations_map, name="map"),
    path("annuaire/carte/points.geojson", public.points, name="points"),
    path("annuaire/carte/contours.geojson", public.map_outlines, name="outlines"),
    path("annuaire/ajouter/", workspace.add, name="add"),
    path("annuaire/<slug:slug>/", public.organisation, name="detail"),
    path(SPACE, workspace.workspace, name="workspace"),
    path(f"{SPACE}fiche/", workspace.edit, name="edit"),
    path(f"{SPACE}visibilite/", workspace.visibility, name="visibility"),
    path(f"{SPACE}equipes/", workspace.add_team, name="team_add"),
    path(f"{SPACE}equipes/<slug:team>/inviter/", workspace.invite, name="invite"),
    path(f"{SPACE}membres/<int:member>/retirer/", workspace.remove, name="remove"),
    path(f"{SPACE}offres/nouvelle/", offers.create, name="offer_add"),
    path(f"{SPACE}offres/<slug:offer>/", offers.edit, name="offer_edit"),
    path(f"{SPACE}offres/<slug:offer>/fin/", offers.end, name="offer_end"),
    path(f"{SPACE}offres/<slug:offer>/<slug:verb>/", offers.change_state, name="offer_state"),
    path("pilotage/imports/", imports.runs, name="imports"),
    path("pilotage/imports/<int:number>/", imports.run, name="import"),
    path("pilotage/imports/<int:number>/lignes.csv", imports.rejected, name="import_csv"),
]
