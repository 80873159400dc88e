"""Who sends very many is held back: every one is counted, also those that come at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from staffel.web.limits import sent_from_here
from tests.scene import MONDAY


@pytest.mark.usefixtures("transactional_db")
def test_what_comes_at_the_same_moment_is_counted_one_by_one() -> None:
    cache.clear()
    request = RequestFactory().post("/f/default")

    def send(_n: int) -> int:
        try:
            return sent_from_here(request)
        finally:
            connection.close()

    with time_machine.travel(MONDAY, tick=False), ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(40))) == [*range(1, 41)]
