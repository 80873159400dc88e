"""Returned mail: the mailbox in which it arrives, whether it can be read, and the button that tries it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.bounce_mailbox import forget_mailbox, set_mailbox, with_password
from staffel.channels.bounces import try_mailbox
from staffel.channels.mails import sender_address
from staffel.models import BounceMailbox, Membership, Security
from staffel.queries.access import administers
from staffel.queries.directory import directory
from staffel.rules.bounce_mailbox import Access
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.fragments import wants_fragment
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

SECURITIES = (
    (Security.TLS, gettext_lazy("TLS from the beginning (port 993)")),
    (Security.STARTTLS, gettext_lazy("STARTTLS (port 143)")),
    (Security.NONE, gettext_lazy("none: only within your own network")),
)


class MailboxForm(forms.Form):
    """How the mailbox is reached. A password that is kept is never shown; left empty, it stays."""

    host = forms.CharField(
        label=gettext_lazy("Mail server (IMAP)"), max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "imap.example.com", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    port = forms.IntegerField(label=gettext_lazy("Port"), initial=993, min_value=1, max_value=65535)
    security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=SECURITIES, initial=Security.TLS)
    username = forms.CharField(
        label=gettext_lazy("User"), max_length=254, help_text=gettext_lazy("Often the e-mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )  # fmt: skip
    folder = forms.CharField(
        label=gettext_lazy("Folder"), max_length=200, initial="INBOX",
        help_text=gettext_lazy("INBOX is where new mail arrives. Another one where your server sorts returned mail into it."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: BounceMailbox | None, **options: Any) -> None:
        if row:
            names = ("host", "port", "security", "username", "folder")
            options["initial"] = {name: getattr(row, name) for name in names}
        super().__init__(*args, **options)
        if row:
            self.fields["password"].help_text = _("Kept. Leave it empty to keep it.")
        else:
            self.fields["password"].required = True

    @property
    def access(self) -> Access:
        """What was entered."""
        return Access(**self.cleaned_data)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def mailbox(request: HttpRequest, member: Membership) -> HttpResponse:
    """The mailbox, and what changes it; 404 for all but the administrator."""
    row = _row_for(member)
    form = MailboxForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            set_mailbox(form.access, actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved. The mailbox is read within three minutes."))
            return redirect("bounce-mailbox")
    return _page(request, form, row)


@never_cache
@sensitive_post_parameters("password")
@require_POST
@for_members
def try_it(request: HttpRequest, member: Membership) -> HttpResponse:
    """Opens the mailbox with what was entered and says how it went: 422 with the field that does not fit. Nothing is
    kept, and no mail is touched."""
    row = _row_for(member)
    form = MailboxForm(request.POST, row=row)
    said = ""
    if form.is_valid():
        try:
            said = _found(try_mailbox(with_password(form.access)), form.access.folder)
        except Refused as refused:
            show_refusal(form, refused)
    return _page(request, form, row, said=said)


@require_POST
@for_members
def forget(request: HttpRequest, member: Membership) -> HttpResponse:
    """Returned mail is not read any more, and the password is gone."""
    _row_for(member)
    forget_mailbox(actor=actor_of(member), now=timezone.now())
    messages.success(request, _("Removed. Returned mail is not read any more."))
    return redirect("bounce-mailbox")


def _row_for(member: Membership) -> BounceMailbox | None:
    if not administers(member):
        raise Http404("only for the administrator")
    return BounceMailbox.objects.first()


def _found(count: int, folder: str) -> str:
    words = ngettext(
        "The connection works. %(count)d mail is in the folder “%(folder)s”.",
        "The connection works. %(count)d mails are in the folder “%(folder)s”.",
        count,
    )
    return words % {"count": count, "folder": folder}


def _page(
    request: HttpRequest, form: MailboxForm, row: BounceMailbox | None, *, said: str = ""
) -> HttpResponse:
    installation = directory().installation
    context = {
        "page": "vendor",
        "now": timezone.now(),
        "form": form,
        "row": row,
        "said": said,
        "trouble": trouble_words(row),
        "sender": sender_address(installation),
        "has_sender": bool(installation.sender),
        "sends_mail": settings.SENDS_MAIL,
    }
    template = "setup/_mailbox.html" if wants_fragment(request) else "setup/mailbox.html"
    return render(request, template, context, status=422 if form.errors else 200)


def trouble_words(row: BounceMailbox | None) -> str:
    """Why the mailbox cannot be read; "" where it can."""
    return in_words(Refused(row.trouble, row.trouble)) if row and row.trouble else ""
