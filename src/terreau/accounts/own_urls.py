"""Addresses of one's own account and of the roles."""

from django.urls import path

from terreau.accounts.views import mine, roles

app_name = "accounts"

urlpatterns = [
    path("compte/", mine.overview, name="overview"),
    path("compte/consentements/", mine.consents, name="consents"),
    path("compte/consentements/<int:pk>/retirer/", mine.withdraw_consent, name="withdraw_consent"),
    path("compte/consultations/", mine.accesses, name="accesses"),
    path("compte/sessions/fermer/", mine.close_sessions, name="close_sessions"),
    path("compte/mes-donnees/", mine.data, name="data"),
    path("compte/mes-donnees/telecharger/", mine.download, name="download"),
    path("compte/effacer/", mine.erase, name="erase"),
    path("compte/efface/", mine.erased, name="erased"),
    path("compte/roles/", roles.people, name="roles"),
    path("compte/roles/ajouter/", roles.add_person, name="add_person"),
    path("compte/roles/<uuid:public_id>/", roles.person, name="person_roles"),
    path("compte/roles/<uuid:public_id>/activite/", roles.activity, name="activity"),
    path("compte/roles/<uuid:public_id>/<slug:role>/", roles.change, name="change_role"),
]
