"""The shop as the rest of the engine sees it: every repository, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.database.engine import transaction
from bot.shop.repositories.buyers import Buyers
from bot.shop.repositories.catalogue import Catalogue
from bot.shop.repositories.ledger import Commitments
from bot.shop.repositories.selling import Promotions, Terms
from bot.shop.repositories.shipping import Shipping
from bot.shop.repositories.trade import Orders


@dataclass(frozen=True)
class Shop:
    """The repositories of one open transaction."""

    session: Session
    catalogue: Catalogue
    promotions: Promotions
    terms: Terms
    shipping: Shipping
    buyers: Buyers
    orders: Orders
    commitments: Commitments


def shop_in(session: Session) -> Shop:
    """The shop over an open session."""
    return Shop(
        session=session,
        catalogue=Catalogue(session),
        promotions=Promotions(session),
        terms=Terms(session),
        shipping=Shipping(session),
        buyers=Buyers(session),
        orders=Orders(session),
        commitments=Commitments(session),
    )


@contextmanager
def open_shop(url: str) -> Iterator[Shop]:
    """The shop in one transaction on the database at `url`."""
    with transaction(url) as session:
        yield shop_in(session)
