"""The people of the desk, read from and written to the agents table."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.shop.model.policy import Agent
from bot.shop.tables.policy import AgentRow


class Agents:
    """Reads agents and sets their passwords inside the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, login: str) -> Agent | None:
        """The agent with this login, active or not."""
        row = self._session.get(AgentRow, login)
        return None if row is None else _agent_of(row)

    def listed(self) -> tuple[Agent, ...]:
        """Every agent, by login."""
        rows = self._session.scalars(select(AgentRow).order_by(AgentRow.login))
        return tuple(_agent_of(row) for row in rows)

    def names(self) -> dict[str, str]:
        """Login to the name colleagues see."""
        return {agent.login: agent.name or agent.login for agent in self.listed()}

    def set_password(self, login: str, password_hash: str) -> bool:
        """Keep a new hash; False when there is no such login."""
        done = self._session.execute(
            update(AgentRow)
            .where(AgentRow.login == login)
            .values(password_hash=password_hash)
            .execution_options(synchronize_session="fetch")
        )
        return bool(done.rowcount)


def _agent_of(row: AgentRow) -> Agent:
    return Agent(
        login=row.login,
        name=row.name,
        role=row.role,
        password_hash=row.password_hash,
        active=bool(row.active),
    )
