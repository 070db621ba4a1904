"""What an agent does and sees at the desk."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from bot.database.engine import transaction
from bot.desk.passwords import hash_password, made_up_password
from bot.settings import Settings
from bot.shop.repositories.agents import Agents
from tests.e2e.browser import DESKTOP, window


def sign_in(
    chromium: Browser, url: str, *, login: str, password: str, size: dict[str, int]
) -> Page:
    """The queue's page of an agent who has just signed in, its scripts at work."""
    page = window(chromium, size=size).page
    page.goto(url)
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{url}/")
    return page


def at_the_desk(chromium: Browser, engine: Settings, *, login: str) -> Page:
    """The queue of a running engine, for an agent who was just given a password."""
    password = made_up_password()
    with transaction(engine.database_url) as session:
        Agents(session).set_password(login, hash_password(password))
    return sign_in(chromium, engine.desk_url, login=login, password=password, size=DESKTOP)


def open_chat(page: Page, buyer: str) -> None:
    """Go from the queue to a buyer's chat and wait until its page hears keys and clicks."""
    page.get_by_role("link", name=f"顾客 {buyer}").click()
    page.wait_for_url("**/chats/*")


def is_told(page: Page, text: str) -> None:
    """Wait for a notice; its words stay in the page when it fades, so that none is missed."""
    expect(page.locator("#toast")).to_have_text(text)
