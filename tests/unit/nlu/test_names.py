from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bot.database.engine import Base, engine_for, transaction
from bot.nlu.names import REFRESH_SECONDS, LiveNames
from bot.shop.tables.catalogue import ProductRow, SkuRow


def test_a_product_added_to_the_database_is_known_within_a_minute(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    Base.metadata.create_all(engine_for(url))
    clock = _Clock()
    names = LiveNames(url, clock=clock)
    assert names.current().products == ()
    with transaction(url) as session:
        session.add(ProductRow(id="A1", title="新品", name="新裙子", category="裙", position=0))
        session.flush()
        session.add(SkuRow(id="A1-1", product_id="A1", price=Decimal(99), stock=1, position=0))
    clock.now += REFRESH_SECONDS
    assert REFRESH_SECONDS < 60
    assert ("新裙子", ("A1",)) in names.current().products


def test_unchanged_names_stay_the_same_object(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    Base.metadata.create_all(engine_for(url))
    clock = _Clock()
    names = LiveNames(url, clock=clock)
    first = names.current()
    clock.now += REFRESH_SECONDS
    assert names.current() is first


def test_a_database_that_fails_leaves_the_last_names(tmp_path: Path) -> None:
    names = LiveNames(f"sqlite:///{tmp_path / 'empty.db'}", clock=_Clock())
    assert names.current().products == ()


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
