"""The parts the desk works with, wired in one place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.desk.accepting import Acceptor
from bot.desk.canned import Phrases
from bot.desk.kept_reports import KeptReports
from bot.desk.learn_leases import Leases
from bot.desk.limits import Limits, read_limits
from bot.desk.notify import ChatNotifier
from bot.desk.sessions import Sessions
from bot.desk.typists import Typists
from bot.desk.watch import Watch, look_at
from bot.dialogue.wording import Wording, WordingError
from bot.settings import SHOP_TIMEZONE, Settings
from bot.speech.taboos import TabooLists

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desk:
    """What pages and API need; `line` words what the buyer reads, `taboos` what they must not."""

    database_url: str
    sessions: Sessions
    notifier: ChatNotifier
    acceptor: Acceptor
    phrases: Phrases
    typists: Typists
    watch: Watch
    taboos: TabooLists
    limits: Limits
    line: Callable[[str, dict[str, str]], str]
    now: Callable[[], datetime]
    proxies: int = 0
    reviewers: int = 1
    leases: Leases = field(default_factory=Leases)
    reports: KeptReports = field(default_factory=KeptReports)


def desk_of(settings: Settings) -> Desk:
    """The desk of these settings; raises ConfigurationError where a secret is missing."""
    wording = Wording(settings.wording_dir)
    last_variant: dict[str, int] = {}

    def line(name: str, facts: dict[str, str]) -> str:
        try:
            said = wording.say(name, facts, avoid=last_variant.get(name))
        except WordingError as error:
            log.error("The buyer was not told: %s", error)
            return ""
        last_variant[name] = said.variant
        return said.text

    return Desk(
        database_url=settings.database_url,
        sessions=Sessions(settings.secret("desk_secret")),
        notifier=ChatNotifier(
            settings.gateway_addresses[0],
            token=settings.secret("internal_token"),
            redis_url=settings.redis_url,
            redis_prefix=settings.redis_prefix,
        ),
        acceptor=Acceptor(settings.gateway_addresses, token=settings.secret("internal_token")),
        phrases=Phrases(settings.wording_dir),
        typists=Typists(),
        watch=Watch(*look_at(settings.database_url)),
        taboos=TabooLists(settings.taboos_dir),
        limits=read_limits(settings.platforms_dir),
        line=line,
        now=lambda: datetime.now(SHOP_TIMEZONE),
        proxies=settings.proxies,
        reviewers=settings.reviewers,
    )
