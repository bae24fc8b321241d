from django.urls import URLPattern, URLResolver, path

from terreau.projects.views import desk, intake, keeping, manage, public, triage

app_name = "projects"

urlpatterns: list[URLPattern | URLResolver] = [
    path("projets/", public.project_list, name="list"),
    path("projets/flux.atom", public.ProjectFeed(), name="feed"),
    path("projets/proposer/", intake.screen, {"step": "idea"}, name="propose"),
    path("projets/proposer/besoins/", intake.screen, {"step": "needs"}, name="propose_needs"),
    path("projets/proposer/moi/", intake.screen, {"step": "me"}, name="propose_me"),
    path("projets/proposer/relire/", intake.review, name="review"),
    path("projets/proposer/formulaire.pdf", intake.blank_form, name="blank_form"),
    path("projets/proposer/code/", intake.send_code, name="send_code"),
    path("projets/proposer/merci/", intake.proposed, name="proposed"),
    path("projets/proposer/autre/", intake.start_again, name="start_again"),
    path("projets/proposer/brouillon/<slug:step>/", intake.autosave, name="autosave"),
    path("projets/proposer/reprendre/<str:token>/", intake.resume, name="resume"),
    path("projets/saisir/", triage.enter, name="enter"),
    path("projets/completer/<str:token>/", triage.complete, name="complete"),
    path("projets/rejoindre/<str:token>/", manage.join, name="join"),
    path("projets/nouvelles/<str:token>/", manage.news, name="news"),
    path("projets/gerer/<str:reference>/", manage.manage, name="manage"),
    path("projets/gerer/<str:reference>/suivre/", triage.follow, name="follow"),
    path("projets/gerer/<str:reference>/repondre/", triage.answer, name="answer"),
    path("projets/gerer/<str:reference>/fiche/", manage.edit, name="edit"),
    path("projets/gerer/<str:reference>/informations/", manage.facts, name="facts"),
    path("projets/gerer/<str:reference>/besoins/", manage.needs, name="needs"),
    path("projets/gerer/<str:reference>/publier/", manage.publish, name="publish"),
    path("projets/gerer/<str:reference>/equipe/", manage.team, name="team"),
    path("projets/gerer/<str:reference>/suite/", manage.life, name="life"),
    path("projets/gerer/<str:reference>/documents/", keeping.papers, name="papers"),
    path("projets/gerer/<str:reference>/documents/<int:number>/", keeping.paper, name="paper"),
    path("projets/gerer/<str:reference>/consultations/", keeping.accesses, name="accesses"),
    path("projets/gerer/<str:reference>/dossier.zip", keeping.take_away, name="take_away"),
    path("pilotage/referents/", desk.referents, name="referents"),
    path("pilotage/referents/<uuid:public_id>/", desk.referent, name="referent"),
    path("pilotage/projets/<str:reference>/tri/", triage.triage, name="triage"),
    path("pilotage/projets/<str:reference>/reunir/<str:other>/", desk.merge, name="merge"),
    path("projets/<slug:slug>/", public.detail, name="detail"),
]
