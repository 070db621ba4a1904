import pytest
from typer.testing import CliRunner

from bot.cli.desk import app
from bot.database.engine import transaction
from bot.desk.passwords import password_fits
from bot.settings import settings
from bot.shop.repositories.agents import Agents


@pytest.fixture
def run(shop, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", shop.url)
    settings.cache_clear()
    yield lambda *words, typed="": CliRunner().invoke(app, words, input=typed)
    settings.cache_clear()


def hash_of(shop, login):
    with transaction(shop.url) as session:
        return Agents(session).get(login).password_hash


def test_a_generated_password_is_shown_once_and_works(run, shop):
    result = run("password", "new", "--generate")
    assert result.exit_code == 0
    assert password_fits(hash_of(shop, "new"), result.stdout.strip())


def test_a_typed_password_is_asked_for_twice(run, shop):
    assert run("password", "new", typed="linen and rain\nlinen and rain\n").exit_code == 0
    assert password_fits(hash_of(shop, "new"), "linen and rain")


def test_a_short_password_and_an_unknown_login_change_nothing(run, shop):
    short = run("password", "new", typed="short\nshort\n")
    assert short.exit_code == 1 and "10" in short.stdout
    unknown = run("password", "nobody", "--generate")
    assert unknown.exit_code == 1 and "nobody" in unknown.stdout
    assert hash_of(shop, "new") == ""


def test_the_agents_are_listed_without_their_hashes(run):
    listed = run("agents").stdout
    assert "xiaomai" in listed and "小麦" in listed and "未设置" in listed
    assert "argon2" not in listed


def test_the_audit_says_who_did_what_and_gives_a_file(run, shop, browser):
    ticket = shop.waiting_chat()
    browser("xiaomai").post(f"/api/chats/{ticket.id}/take")
    run("password", "new", "--generate")
    told = run("audit", "--login", "xiaomai").stdout
    assert "接待" in told and "登录" in told and "设了密码" not in told
    file = run("audit", "--csv", "--action", "password").stdout.splitlines()
    assert len(file) == 2 and "agent:new" in file[1]
    assert run("audit", "--ticket", "1", "--csv").stdout.count("ticket.taken") == 1
