"""Which system user runs the embedded PostgreSQL: it refuses to run as root, so root lends it one of its own."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "staffel"


@dataclass(frozen=True)
class Account:
    """A user of this machine; `is_extra` where it is not the one who called us."""

    uid: int
    gid: int
    is_extra: bool

    def run(self, command: list[str], *, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this user in `folder`, with its output as text; never raises for its exit code."""
        return subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            umask=0o077,
            user=self.uid if self.is_extra else None,
            group=self.gid if self.is_extra else None,
            extra_groups=[] if self.is_extra else None,
        )

    def give(self, path: Path) -> None:
        """Make a file or folder that we have just made belong to this user."""
        if self.is_extra:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """True when this user may use what lies in `folder`; asked of the system, as this user."""
        asked = self.run(["sh", "-c", 'cd "$1"', "sh", str(folder)], folder=Path("/"))
        return asked.returncode == 0


def server_account() -> Account:
    """The user for the server: ourselves, or as root the extra system user, made where it is missing."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), is_extra=False)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make_user()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, is_extra=True)


def _make_user() -> pwd.struct_passwd:
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", NAME]
    else:
        command = ["adduser", "-S", "-H", "-D", "-s", "/bin/false", NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        reason = done.stderr.strip() or f"{command[0]} ended with {done.returncode}"
        raise OSError(
            f"PostgreSQL does not run as root and the user {NAME} cannot be made: {reason}"
        ) from None
