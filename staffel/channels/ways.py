"""What all channels have in common: a way takes a delivery and says to whom it went."""

from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Self

from staffel.actions.sending import Said
from staffel.channels.errors import NotSent
from staffel.channels.facts import Facts
from staffel.models import Delivery
from staffel.rules.channels import Channel


@dataclass(frozen=True, slots=True)
class Sent:
    """`sent_to`: "" where nothing leaves the house and the message is kept in the log."""

    said: Said
    sent_to: str


class Way:
    """Open for one run of the sender. `send` raises NotSent for one message, Unreachable where the way as such is
    closed."""

    channel: ClassVar[Channel]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what was opened."""

    def send(self, delivery: Delivery, facts: Facts) -> Sent:
        raise NotImplementedError

    def switches_mail_off(self, error: NotSent, delivery: Delivery, facts: Facts) -> bool:  # noqa: ARG002
        """Whether this refusal means that the member's own address does not exist."""
        return False
