"""Where Staffel keeps its own files on this machine, and how a secret file is made once."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

ROOT_HOME = Path("/var/lib/staffel")


def home_path() -> Path:
    """The data directory: STAFFEL_HOME, as root /var/lib/staffel, otherwise below the user's data folder."""
    if chosen := os.environ.get("STAFFEL_HOME"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return ROOT_HOME
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "staffel"


def ensure_home(home: Path) -> bool:
    """Make the data directory, readable by its owner only; true when it is new. An existing one is left as it is."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def secret_file(path: Path, *, make: Callable[[], str]) -> str:
    """The secret kept in `path`; the first caller makes it, with mode 0600.

    Written aside and linked into place, so that two processes starting together agree on one secret.
    """
    if not path.exists():
        aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        try:
            os.link(aside, path)
        except FileExistsError:
            return path.read_text().strip()
        finally:
            aside.unlink()
    return path.read_text().strip()
