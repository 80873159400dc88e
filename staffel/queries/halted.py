"""What a halt holds back: the leads that are offered the moment it ends."""

from staffel.models import Lead


def leads_held_back(scope: str, key: str) -> int:
    """How many leads wait for the end of the halt of this campaign, this market, or (`all`) of everything."""
    waiting = Lead.objects.filter(status="brokering", desk_reason="halted")
    if scope == "campaign":
        waiting = waiting.filter(campaign__key=key)
    elif scope == "market":
        waiting = waiting.filter(brokerages__ended_at=None, brokerages__market__key=key)
    return waiting.count()
