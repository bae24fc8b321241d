from django.urls import URLPattern, URLResolver, path

from terreau.partnerships.views import drafting, life, partners, register

app_name = "partnerships"

urlpatterns: list[URLPattern | URLResolver] = [
    path("chartes/", register.charter_list, name="list"),
    path("chartes/preparation/", drafting.desk, name="desk"),
    path("chartes/rediger/", drafting.charter_create, name="create"),
    path("chartes/realisations/<int:pk>/retenir/", partners.evidence_accept, name="evidence_accept"),
    path("chartes/realisations/<int:pk>/ecarter/", partners.evidence_decline, name="evidence_decline"),
    path("mon-espace/chartes/", partners.my_charters, name="mine"),
    path("chartes/<slug:slug>/", register.charter_detail, name="detail"),
    path("chartes/<slug:slug>/charte.pdf", register.charter_pdf, name="pdf"),
    path("chartes/<slug:slug>/modifier/", drafting.charter_edit, name="edit"),
    path("chartes/<slug:slug>/parties/ajouter/", drafting.party_add, name="party_add"),
    path("chartes/<slug:slug>/parties/<int:pk>/retirer/", drafting.party_remove, name="party_remove"),
    path("chartes/<slug:slug>/parties/<int:pk>/signature/", life.party_sign, name="sign"),
    path("chartes/<slug:slug>/engagements/ajouter/", drafting.commitment_add, name="commitment_add"),
    path("chartes/<slug:slug>/engagements/<int:number>/", register.commitment_detail, name="commitment"),
    path(
        "chartes/<slug:slug>/engagements/<int:number>/modifier/",
        drafting.commitment_edit,
        name="commitment_edit",
    ),
    path(
        "chartes/<slug:slug>/engagements/<int:number>/retirer/",
        drafting.commitment_remove,
        name="commitment_remove",
    ),
    path(
        "chartes/<slug:slug>/engagements/<int:number>/declarer/",
        partners.evidence_add,
        name="evidence_add",
    ),
    path("chartes/<slug:slug>/deliberation/", life.charter_link, name="link"),
    path("chartes/<slug:slug>/vigueur/", life.charter_force, name="force"),
    path("chartes/<slug:slug>/resilier/", life.charter_terminate, name="terminate"),
    path("chartes/<slug:slug>/etape/<slug:verb>/", life.charter_act, name="act"),
]
