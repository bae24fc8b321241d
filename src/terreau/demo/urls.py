from django.urls import path

from terreau.demo import views

app_name = "demo"

urlpatterns = [
    path("_demo/", views.home, name="home"),
    path("_demo/entrer/", views.enter, name="enter"),
    path("_demo/avancer/", views.move_on, name="move_on"),
    path("_demo/courrier/", views.mails, name="mails"),
    path("_demo/courrier/lettre/<int:number>/", views.mail, name="mail"),
    path("_demo/courrier/lettre/<int:number>/page/", views.mail_page, name="mail_page"),
    path("_demo/courrier/<str:person>/", views.mails, name="mailbox"),
]
