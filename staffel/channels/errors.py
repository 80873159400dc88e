"""The two ways in which sending fails: one message, or the way to all of them."""


class NotSent(Exception):
    """One message was not taken. `permanent`: its address does not exist and no later try will help."""

    def __init__(self, message: str, *, code: int = 0, permanent: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.permanent = permanent


class Unreachable(Exception):
    """The mail server as such cannot be reached or turns us away: nothing was tried, nothing is burnt."""
