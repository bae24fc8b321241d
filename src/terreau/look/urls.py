from django.urls import URLPattern, URLResolver, path

from terreau.look import views

app_name = "look"

urlpatterns: list[URLPattern | URLResolver] = [
    path("_styleguide/", views.styleguide, name="styleguide"),
    path("_styleguide/formulaire/", views.styleguide_form, name="styleguide_form"),
    path("_styleguide/page/<slug:name>/", views.styleguide_page, name="styleguide_page"),
    path("_styleguide/mail/", views.styleguide_mail, name="styleguide_mail"),
    path("_styleguide/erreur/<int:code>/", views.styleguide_error, name="styleguide_error"),
]
