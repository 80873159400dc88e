"""Makes the keys of all rows: UUIDv7 (RFC 9562, 5.7) in Python, so a batch needs no round trip for its ids.

They show a time and are guessable enough: no secret rests on them.
"""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A new key, greater than all that this process made before (62 random bits guard against the others)."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 of their fraction, as RFC 9562's method 3 describes
        now = time.time_ns()
        stamp = (now // 1_000_000 << 12) | (now % 1_000_000 * 4096 // 1_000_000)
        _last = stamp = max(stamp, _last + 1)
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random
    return uuid.UUID(int=value)
