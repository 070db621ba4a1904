from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from bot.database.engine import transaction
from bot.desk.app import create_app
from bot.desk.lockout import begin_try, seconds_left
from bot.desk.passwords import hash_password, made_up_password, password_fits
from bot.desk.presence import presences
from bot.desk.sessions import Sessions
from bot.shop.repositories.agents import Agents
from bot.shop.tables.policy import AgentRow


def test_the_right_password_opens_the_queue(browser):
    mai = browser()
    response = mai.sign_in("xiaomai")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert "小麦" in mai.client.get("/").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser):
    cookie = browser().sign_in("xiaomai").headers["set-cookie"]
    assert "xiaoer_desk=" in cookie
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Max-Age=43200" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(browser):
    mai = browser()
    mai.client.base_url = "https://desk.test"
    assert "Secure" in mai.sign_in("xiaomai").headers["set-cookie"]


@pytest.mark.parametrize("login", ["xiaomai", "nobody", "new", "", "x\x00y"])
def test_a_wrong_password_and_an_unknown_login_are_told_alike(browser, login):
    response = browser().sign_in(login, "wrong-password")
    assert response.status_code == 401
    assert "账号或密码不对" in response.text


def test_somebody_inactive_cannot_sign_in_and_is_signed_out(browser, shop):
    mai = browser("xiaomai")
    with transaction(shop.url) as session:
        session.get(AgentRow, "xiaomai").active = 0
    assert mai.client.get("/", follow_redirects=False).headers["location"] == "/sign-in"
    assert browser().sign_in("xiaomai").status_code == 401


def test_five_wrong_tries_lock_that_login_for_a_minute_and_no_other(browser, shop):
    mai = browser()
    for _ in range(5):
        assert mai.sign_in("xiaomai", "wrong-password").status_code == 401
    locked = mai.sign_in("xiaomai")
    assert locked.status_code == 429
    assert "请 60 秒后再试" in locked.text and locked.headers["retry-after"] == "60"
    assert mai.sign_in("xiaoyu").status_code == 303
    shop.pass_time(61)
    assert browser().sign_in("xiaomai").status_code == 303


def test_the_sign_in_form_of_another_site_is_refused(browser):
    response = browser().client.post(
        "/sign-in",
        data={"login": "xiaomai", "password": "wheat-field-2026", "csrf": "guess"},
        follow_redirects=False,
    )
    assert response.status_code == 403
    assert "set-cookie" not in response.headers or "xiaoer_desk=" not in response.headers[
        "set-cookie"
    ].replace("xiaoer_desk_form=", "")


def test_a_session_ends_after_twelve_hours_of_work(browser, shop):
    mai = browser("xiaomai")
    for _ in range(12):
        shop.pass_time(3600 - 1)
        assert mai.client.get("/", follow_redirects=False).status_code == 200
    shop.pass_time(20)
    assert mai.client.get("/", follow_redirects=False).status_code == 303
    assert mai.client.get("/queue").json() == {"message": "请先登录。"}


def test_a_session_ends_after_two_hours_with_nobody_before_the_page(browser, shop):
    mai = browser("xiaomai")
    token = mai.token
    for _ in range(7):
        shop.pass_time(1100)
        mai.client.get("/queue")
        mai.client.post("/api/here", json={"active": False}, headers={"X-CSRF-Token": token})
    assert mai.client.get("/", follow_redirects=False).status_code == 303


def test_a_moving_pointer_keeps_the_session(browser, shop):
    mai = browser("xiaomai")
    token = mai.token
    for _ in range(7):
        shop.pass_time(1100)
        mai.client.post("/api/here", json={"active": True}, headers={"X-CSRF-Token": token})
    assert mai.client.get("/", follow_redirects=False).status_code == 200


def test_every_desk_behind_one_address_knows_who_signed_out(browser, desk, shop):
    other = TestClient(create_app(replace(desk, sessions=Sessions(
        "a secret of the tests", now=lambda: shop.now.timestamp()
    ))))  # fmt: skip
    mai = browser("xiaomai")
    other.cookies.set("xiaoer_desk", mai.client.cookies["xiaoer_desk"])
    assert other.get("/", follow_redirects=False).status_code == 200
    mai.client.post("/sign-out", data={"csrf": mai.token})
    assert other.get("/", follow_redirects=False).status_code == 303


def test_the_wait_doubles_with_each_wrong_try(browser, shop):
    mai = browser()
    for wait in (0, 0, 0, 0, 0, 60, 120, 240, 480, 900, 900):
        if wait:
            shop.pass_time(wait - 1)
            assert mai.sign_in("xiaomai").status_code == 429
            shop.pass_time(1)
        assert mai.sign_in("xiaomai", "wrong-password").status_code == 401


def test_guesses_from_many_addresses_slow_down_that_login(shop):
    def guess(number: int) -> int:
        address = f"10.0.0.{number}"
        with transaction(shop.url) as session:
            mine = begin_try(session, login="xiaomai", address=address, at=shop.now)
            return seconds_left(session, mine, login="xiaomai", address=address, at=shop.now)

    assert [guess(number) for number in range(22)] == [0] * 20 + [5, 5]


def test_of_many_tries_at_the_same_moment_no_more_are_looked_at(shop):
    with transaction(shop.url) as session:
        tries = [begin_try(session, login="a", address="b", at=shop.now) for _ in range(9)]
        left = [seconds_left(session, t, login="a", address="b", at=shop.now) for t in tries]
    assert left == [0] * 5 + [60] * 4


def test_signing_out_ends_the_session_even_for_a_copied_cookie(browser):
    mai, copy = browser("xiaomai"), browser()
    copy.client.cookies.set("xiaoer_desk", mai.client.cookies["xiaoer_desk"])
    assert copy.client.get("/", follow_redirects=False).status_code == 200
    assert mai.client.post("/sign-out", data={"csrf": mai.token}).url.path == "/sign-in"
    assert copy.client.get("/", follow_redirects=False).status_code == 303


def test_a_forged_cookie_is_nobody(browser):
    mai = browser("xiaomai")
    mai.client.cookies.set("xiaoer_desk", "xiaoyu|nonce|stamp.aaa.bbb", domain="testserver.local")
    assert mai.client.get("/", follow_redirects=False).status_code == 303


def test_a_new_password_signs_the_old_sessions_out(browser, shop):
    mai = browser("xiaomai")
    with transaction(shop.url) as session:
        assert Agents(session).set_password("xiaomai", hash_password("another-one-2026"))
    assert mai.client.get("/", follow_redirects=False).status_code == 303
    assert browser().sign_in("xiaomai", "another-one-2026").status_code == 303


def test_passwords_are_kept_as_argon2_and_have_a_least_length():
    kept = hash_password("ten letters")
    assert kept.startswith("$argon2id$")
    assert password_fits(kept, "ten letters") and not password_fits(kept, "ten letterz")
    assert not password_fits("", "")
    assert not password_fits("not a hash", "ten letters")
    with pytest.raises(ValueError, match="10 to 200"):
        hash_password("too short")


def test_a_made_up_password_is_long_enough_and_new_each_time():
    assert made_up_password() != made_up_password()
    assert password_fits(hash_password(made := made_up_password()), made)


def test_strangers_who_guess_do_not_keep_an_agent_out_of_a_browser_of_theirs(browser, shop):
    mai, stranger = browser("xiaomai"), browser()
    mai.client.post("/sign-out", data={"csrf": mai.token})
    for _ in range(5):
        stranger.sign_in("xiaomai", "wrong-password")
    assert stranger.sign_in("xiaomai", "wrong-password").status_code == 429
    assert mai.sign_in("xiaomai").status_code == 303
    mai.client.post("/sign-out", data={"csrf": mai.token})
    # The browser is known for the login that it was used with, and slowed down by itself.
    assert mai.sign_in("xiaoyu", "wrong-password").status_code == 401
    for _ in range(5):
        assert mai.sign_in("xiaomai", "wrong-password").status_code == 401
    assert mai.sign_in("xiaomai").status_code == 429


def test_a_mark_of_a_browser_cannot_be_made_up(browser):
    for mark in ("", "xiaomai|abc", "xiaomai|abc.signature", "\xff"):
        assert Sessions("one secret").marked_browser(mark, "xiaomai") == ""
    mark = Sessions("another secret").browser_mark("xiaomai")
    assert Sessions("one secret").marked_browser(mark, "xiaomai") == ""
    assert Sessions("another secret").marked_browser(mark, "xiaomai")


def test_behind_a_proxy_an_address_that_the_client_makes_up_is_not_believed(desk, shop):
    client = TestClient(create_app(replace(desk, proxies=1)))
    form = client.get("/sign-in")
    csrf = form.text.split('name="csrf" value="')[1].split('"')[0]

    def guess(told: str) -> int:
        return client.post(
            "/sign-in",
            data={"login": "xiaomai", "password": "wrong-password", "csrf": csrf},
            headers={"X-Forwarded-For": told},
        ).status_code

    assert [guess(f"10.0.0.{number}, 192.0.2.7") for number in range(6)] == [401] * 5 + [429]
    assert guess("192.0.2.7, 192.0.2.8") == 401


def test_who_signs_out_is_gone_at_once(browser, shop):
    mai = browser("xiaomai")
    mai.post("/api/here")
    mai.client.post("/sign-out", data={"csrf": mai.token})
    with transaction(shop.url) as session:
        assert presences(session)["xiaomai"].state(shop.now) == "gone"
