"""How the mailbox to which mail comes back is reached: what was entered, checked."""

import re
from dataclasses import dataclass, replace
from typing import Final

from staffel.rules.refused import Refused

SECURITIES: Final = ("tls", "starttls", "none")
HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:]+", re.IGNORECASE)
# Each text's longest, and how it is refused.
TEXTS: Final = {
    "host": (253, "mailbox_host"),
    "username": (254, "mailbox_username"),
    "password": (200, "mailbox_password"),
    "folder": (200, "mailbox_folder"),
}


@dataclass(frozen=True, slots=True)
class Access:
    """Where the mailbox is and who reads it. `security`: TLS at once, STARTTLS, or none."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str = "INBOX"

    @property
    def place(self) -> tuple[str, int, str, str]:
        """To whom the password is shown: what is kept is never sent anywhere else."""
        return self.host, self.port, self.security, self.username


def checked_access(given: Access, *, kept: Access | None = None) -> Access:
    """What was entered, as it is kept; without a password with that of `kept`, where server and user are the same: it is
    shown to nobody else. Refused: `mailbox_host`, `mailbox_port`, `mailbox_security`,
    `mailbox_username`, `mailbox_password` (missing), `mailbox_folder`, each with its field."""
    wanted = replace(
        given,
        host=given.host.strip().lower(),
        username=given.username.strip(),
        folder=given.folder.strip() or "INBOX",
    )
    if not HOST.fullmatch(wanted.host):
        raise Refused("mailbox_host", "A server's name looks like imap.example.com.", field="host")
    if not 0 < wanted.port < 65536:
        raise Refused("mailbox_port", "A port is a number from 1 to 65535.", field="port")
    if wanted.security not in SECURITIES:
        raise Refused("mailbox_security", "Please choose one of these.", field="security")
    if not wanted.password and kept and kept.place == wanted.place:
        wanted = replace(wanted, password=kept.password)
    if not wanted.password:
        raise Refused("mailbox_password", "Please enter the password.", field="password")
    for name, (longest, code) in TEXTS.items():
        text = str(getattr(wanted, name))
        if not text or len(text) > longest or not text.isprintable():
            raise Refused(code, f"This is no {name}.", field=name)
    return wanted
