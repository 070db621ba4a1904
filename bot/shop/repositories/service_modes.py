"""Who answers at a moment: the bot, the bot for a person, or people first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import ServiceMode
from bot.shop.repositories.memory import read_once
from bot.shop.tables.policy import ModeSwitchRow, ServiceModeRow


@dataclass(frozen=True)
class Stretch:
    """One stretch of a weekday (1 is Monday) and who answers in it."""

    weekday: int
    starts: time
    ends: time
    mode: ServiceMode


@dataclass(frozen=True)
class Switch:
    """An owner's word on who answers for a while."""

    mode: ServiceMode
    at: datetime
    until: datetime


class ServiceModes:
    """Reads and switches the mode of the shop inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at(self, moment: datetime) -> ServiceMode:
        """The mode at `moment`: an owner's switch, else what the hours say, else automatic."""
        switch = self.switched(moment)
        return self.planned(moment) if switch is None else switch.mode

    def planned(self, moment: datetime) -> ServiceMode:
        """The mode that the hours give at `moment`, whatever the owner switched to."""
        local = moment.astimezone(SHOP_TIMEZONE)
        for stretch in self.stretches():
            if stretch.weekday == local.isoweekday() and (
                stretch.starts <= local.time() < stretch.ends
            ):
                return stretch.mode
        return "automatic"

    def switched(self, moment: datetime) -> Switch | None:
        """The owner's switch that counts at `moment`, if any."""
        row = self._session.scalar(
            select(ModeSwitchRow)
            .where(ModeSwitchRow.at <= moment)
            .order_by(ModeSwitchRow.id.desc())
            .limit(1)
        )
        if row is None or row.until <= moment:
            return None
        return Switch(row.mode, row.at, row.until)

    @read_once
    def stretches(self) -> tuple[Stretch, ...]:
        """The owner's hours, from Monday on."""
        rows = self._session.scalars(
            select(ServiceModeRow).order_by(ServiceModeRow.weekday, ServiceModeRow.starts)
        )
        return tuple(_stretch_of(row) for row in rows)

    def switch(self, mode: ServiceMode, *, at: datetime, until: datetime) -> None:
        """From `at` on `mode` counts until `until`, instead of any switch before."""
        self._session.add(ModeSwitchRow(mode=mode, at=at, until=until))

    def switch_back(self, *, at: datetime) -> bool:
        """From `at` on the hours count again; False where nothing was switched."""
        standing = self.switched(at)
        if standing is not None:
            self.switch(self.planned(at), at=at, until=at)
        return standing is not None


def _stretch_of(row: Any) -> Stretch:
    return Stretch(row.weekday, row.starts, row.ends, row.mode)
