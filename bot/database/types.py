"""Column types that keep exactness: money as whole fen, times as UTC instants."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from bot.settings import SHOP_TIMEZONE

Json = JSON().with_variant(JSONB(), "postgresql")


class Money(TypeDecorator):
    """Decimal yuan in Python, whole fen (1 yuan = 100 fen) in the database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        """Yuan to fen; a fraction of a fen is refused rather than rounded away."""
        if value is None:
            return None
        fen = value * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"{value} yuan is not a whole number of fen")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        """Fen to yuan with two places."""
        return None if value is None else Decimal(value).scaleb(-2)


class Instant(TypeDecorator):
    """A moment: any aware datetime in, stored as UTC, Asia/Shanghai time out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Aware datetime to naive UTC; a naive one is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Naive UTC to Asia/Shanghai."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc).astimezone(SHOP_TIMEZONE)
