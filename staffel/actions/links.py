"""Links in mails: made when they are first needed, proved by a secret that is derived and never stored."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from staffel.models import Link, PartyState

Purpose = Literal["offer", "mandate", "invitation", "question"]
SECRET_BYTES = 20  # 160 bits


def link_for(purpose: Purpose, subject: UUID, member_id: UUID, *, now: datetime) -> Link:
    """The link of this member to this subject; one for ever, so a mail sent again carries the same."""
    link, _ = Link.objects.get_or_create(
        purpose=purpose,
        subject=subject,
        member_id=member_id,
        defaults={"nonce": secrets.token_hex(16), "created_at": now},
    )
    return link


def prospect_link(lead_id: UUID, *, now: datetime) -> Link:
    """The link of a lead's prospect to its own page; one for ever."""
    link, _ = Link.objects.get_or_create(
        purpose="prospect",
        subject=lead_id,
        member=None,
        defaults={"nonce": secrets.token_hex(16), "created_at": now},
    )
    return link


def open_link(purpose: Purpose, subject: UUID, member_id: UUID, *, until: datetime, now: datetime) -> Link:
    """As `link_for`, valid until then. One that was revoked gets a new secret: the old one stays shut."""
    link = link_for(purpose, subject, member_id, now=now)
    if link.revoked_at:
        link.nonce, link.revoked_at = secrets.token_hex(16), None
    link.ends_at = until
    link.save(update_fields=["nonce", "revoked_at", "ends_at"])
    return link


def end_link(purpose: Purpose, subject: UUID, member_id: UUID, *, now: datetime) -> None:
    """The link opens nothing any more."""
    Link.objects.filter(purpose=purpose, subject=subject, member_id=member_id).update(revoked_at=now)


def token(link: Link) -> str:
    """What stands in the URL: the link's id and its secret, in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(link.id.bytes + _secret(link)).rstrip(b"=").decode()


def link_by_token(token: str, *, now: datetime) -> Link | None:
    """The member's link that this token proves; None when it is wrong, revoked or over, its party has ended, or it is
    a prospect's. Takes the same time for every wrong secret."""
    link = _proved(token, now=now)
    if link is None or link.member is None or not link.member.is_active:
        return None
    return None if link.member.party.state == PartyState.ENDED else link


def lead_by_token(token: str, *, now: datetime) -> UUID | None:
    """The lead whose prospect this token proves; None when it is wrong, revoked or a member's."""
    link = _proved(token, now=now)
    return link.subject if link and link.member_id is None else None


def _proved(token: str, *, now: datetime) -> Link | None:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + SECRET_BYTES:
        return None
    found = Link.objects.filter(id=UUID(bytes=raw[:16])).select_related("member__person", "member__party")
    link = found.first()
    if link is None or not hmac.compare_digest(raw[16:], _secret(link)):
        return None
    return None if link.revoked_at or (link.ends_at and link.ends_at <= now) else link


def _secret(link: Link) -> bytes:
    message = f"{link.purpose}·{link.subject}·{link.member_id}·{link.nonce}"
    return hmac.new(settings.STAFFEL_LINK_KEY.encode(), message.encode(), hashlib.sha256).digest()[
        :SECRET_BYTES
    ]
