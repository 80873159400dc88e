"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.i18n import set_language

from staffel.web import (
    account,
    calls,
    deliveries,
    entering,
    followed,
    held,
    intake,
    join,
    lead_acts,
    lead_list,
    leads,
    login,
    members,
    outflow,
    process,
    push,
    today,
)
from staffel.web.edition_urls import edition_urls
from staffel.web.health import healthz
from staffel.web.portal import entering as portal_entering
from staffel.web.portal import firm, links
from staffel.web.portal import leads as portal

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("leads", lead_list.leads, name="leads"),
    path("leads.<slug:kind>", lead_list.leads_file, name="leads-file"),
    path("leads/holders", lead_list.holders, name="lead-holders"),
    path("leads/new", entering.new_lead, name="new-lead"),
    path("leads/new/fields", entering.new_lead_fields, name="new-lead-fields"),
    path("leads/new/known", entering.known_leads, name="known-leads"),
    path("leads/held", held.held, name="held"),
    path("leads/followed", followed.followed_leads, name="followed"),
    path("leads/followed/<uuid:lead_id>", followed.followed_lead, name="followed-lead"),
    path("leads/<uuid:lead_id>", leads.lead, name="lead"),
    path("leads/<uuid:lead_id>/<slug:act>", lead_acts.lead_act, name="lead-act"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>", deliveries.delivery, name="delivery"),
    path("intake", intake.intake, name="intake"),
    path("outflow", outflow.outflow, name="outflow"),
    path("outflow/<slug:act>", outflow.change, name="outflow-change"),
    path("calls", calls.calls, name="calls"),
    path("calls/next", calls.next_one, name="next-call"),
    path("calls/<uuid:lead_id>", calls.call, name="call"),
    path("calls/<uuid:lead_id>/<slug:act>", calls.call_act, name="call-act"),
    *edition_urls,
    path("process", process.process, name="process"),
    path("push/subscribe", push.subscribe, name="push-subscribe"),
    path("push/unsubscribe", push.unsubscribe, name="push-unsubscribe"),
    path("portal", portal.portal, name="portal"),
    path("portal/leads", portal.leads, name="portal-leads"),
    path("portal/leads/closed", portal.closed, name="portal-closed"),
    path("portal/leads/<uuid:lead_id>", portal.lead, name="portal-lead"),
    path(
        "portal/leads/<uuid:lead_id>/appointments/<uuid:activity_id>.ics",
        portal.appointment,
        name="portal-appointment",
    ),
    path("portal/leads/<uuid:lead_id>/<slug:act>", portal.answer, name="portal-answer"),
    path("portal/firm", firm.firm, name="portal-firm"),
    path("portal/firm/<slug:act>", firm.change, name="portal-firm-change"),
    path("portal/process", portal.expected, name="portal-process"),
    path("login", login.login, name="login"),
    path("login", login.login, name="account_login"),  # what allauth calls it
    path("login/code", login.ask_code, name="account_request_login_code"),
    path("login/code/enter", login.enter_code, name="account_confirm_login_code"),
    path("login/inactive", login.inactive, name="account_inactive"),
    path("password/forgotten", login.forgotten, name="account_reset_password"),
    path("password/forgotten/sent", login.forgotten_sent, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        login.new_password,
        name="account_reset_password_from_key",
    ),
    path("logout", login.logout, name="logout"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="account-password"),
    path("join/<str:token>", join.join, name="join"),
    path("act-as/<uuid:member_id>", members.act_as, name="act-as"),
    path("language", set_language, name="set_language"),
    path("portal/new", portal_entering.own_lead, name="own-lead"),
    path("l/<str:token>", links.link, name="link"),
    path("l/<str:token>/process", links.expected, name="link-process"),
    path("l/<str:token>/appointments/<uuid:activity_id>.ics", links.appointment, name="link-appointment"),
    path("l/<str:token>/<slug:act>", links.answer, name="answer"),
    path("healthz", healthz, name="healthz"),
]
