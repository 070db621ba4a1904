"""The catalogue's names as understanding sees them, read again while the engine runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError

from bot.shop.model.catalogue import CatalogueNames
from bot.shop.shop import open_shop

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 10.0
NO_NAMES = CatalogueNames((), (), (), (), (), ())


class LiveNames:
    """Names from the database at `url`, at most `REFRESH_SECONDS` old when asked for.

    A database that cannot be read leaves the last names in place: understanding goes on.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._read_at = float("-inf")
        self._names = NO_NAMES

    def current(self) -> CatalogueNames:
        """The names; the same object as before where nothing has changed."""
        now = self._clock()
        if now - self._read_at >= REFRESH_SECONDS:
            self._read_at = now
            self._refresh()
        return self._names

    def _refresh(self) -> None:
        try:
            with open_shop(self._url) as shop:
                names = shop.catalogue.names()
        except SQLAlchemyError as error:
            logger.error("The catalogue cannot be read, its last names stay in use: %s", error)
            return
        if names != self._names:
            self._names = names


@lru_cache(maxsize=4)
def live_names(url: str) -> LiveNames:
    """The one reader of names for the database at `url` in this process."""
    return LiveNames(url)
