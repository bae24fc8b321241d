"""The story in eight steps, the way in as each invented person, the mails that left, and the date here."""

import datetime as dt

from csp.decorators import csp, csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from terreau.accounts.models import User
from terreau.accounts.sessions import open_for_demo
from terreau.demo import actions, queries
from terreau.demo.models import DemoMail
from terreau.demo.steps import steps
from terreau.kernel import clock
from terreau.kernel.access import public
from terreau.kernel.http import rule_messages, safe_next_url
from terreau.kernel.typography import date_in_words

MAILS_PER_PAGE = 25
DAYS = (1, 3, 7)
SEALED_PAGE = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}


@public
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Tell the story, with what already happened, and the people to enter as."""
    context = {"steps": steps(), "people": queries.people(), "today": queries.today(), "days": DAYS}
    return render(request, "demo/home.html", context)


@public
@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Open a session as an invented person, and go to the page asked for."""
    key = request.POST.get("person", "")
    if key not in queries.entrances():
        raise Http404
    user = get_object_or_404(User, email=queries.entrances()[key])
    open_for_demo(request, user)
    messages.success(request, _("Vous êtes maintenant à la place de %(name)s.") % {"name": user.full_name})
    return redirect(safe_next_url(request, queries.space_url()))


@public
@never_cache
@require_POST
def move_on(request: HttpRequest) -> HttpResponse:
    """Move the date of the demo by a few days, and say how much happened on the way."""
    number = request.POST.get("days", "")
    if number not in map(str, DAYS):
        raise Http404
    with rule_messages(request):
        to = queries.on_date(clock.today() + dt.timedelta(days=int(number)))
        gone = sum(len(day.mails) for day in actions.advance(to=to))
        said = ngettext(
            "Nous sommes le %(date)s. %(n)s courriel est parti entre-temps.",
            "Nous sommes le %(date)s. %(n)s courriels sont partis entre-temps.",
            gone,
        )
        messages.success(request, said % {"date": date_in_words(to, weekday=True), "n": gone})
    return redirect(f"{reverse('demo:home')}#date")


@public
@never_cache
def mails(request: HttpRequest, person: str = "") -> HttpResponse:
    """List the mails sent to everybody, or to one person and the shared inboxes of their teams."""
    box = queries.mailbox(person) if person else None
    if person and box is None:
        raise Http404
    kept = queries.mails_of(box.addresses) if box else queries.all_mails()
    page = Paginator(kept, MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mails.html", {"box": box, "page": page, "people": queries.people()})


@public
@never_cache
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know no address parts
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one mail: its text with live links, and its page inside a sealed frame."""
    kept = get_object_or_404(DemoMail, pk=number)
    context = {"mail": kept, "box": queries.box_of(kept.recipient), "rows": queries.heading_of(kept)}
    return render(request, "demo/mail.html", context)


@public
@never_cache
@xframe_options_sameorigin
@csp(SEALED_PAGE)  # type: ignore[arg-type]  # same
def mail_page(request: HttpRequest, number: int) -> HttpResponse:
    """Give the HTML of a mail alone: nothing in it may run, nor call anywhere."""
    return HttpResponse(get_object_or_404(DemoMail, pk=number).page)
