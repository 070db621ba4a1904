"""Somebody's shop with the widget on it: another origin, a policy and styles of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

# Styles that would spoil a widget that lived in the page itself.
HOSTILE = (
    "*{box-sizing:content-box;font-family:cursive;letter-spacing:3px}"
    "button,iframe,section{display:none!important;border:9px solid red!important}"
    "body>*{position:static!important;transform:rotate(1deg);opacity:.4}"
    "svg{width:300px!important}"
)
LOOK = (
    "body{margin:0;font:16px/1.7 'Noto Serif CJK SC',serif;color:#2b2723;background:#fbf8f2}"
    "header{padding:18px 5vw;border-bottom:1px solid #ded4c4;font-size:20px;letter-spacing:.2em}"
    "main{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:40px;"
    "max-width:1000px;margin:40px auto;padding:0 5vw}"
    ".picture{min-height:420px;background:linear-gradient(160deg,#8fa088,#55684f 70%)}"
    "h1{font-size:26px}p.price{color:#8a3f27;font-size:22px}"
)
PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>阔腿长裤 - 山隐棉麻</title>
<link rel="stylesheet" href="/look.css?{look}">
<script src="{chat}/widget.js" data-product="{product}" async></script>
</head>
<body>
<header>山隐棉麻</header>
<main>
<div class="picture" role="img" aria-label="墨绿色阔腿长裤"></div>
<article><h1>阔腿长裤宽松透气棉麻新款</h1><p class="price">¥139</p>
<p>亚麻与棉各半，洗过就软，垂着不贴身。墨绿、黑色、米白三色。</p>
<p><a href="/other">看看衬衫</a></p></article>
</main>
</body>
</html>
"""


def policy(chat: str) -> str:
    """A strict policy with the two directives the widget needs, and a third that forbids markup."""
    return (
        f"default-src 'none'; style-src 'self'; script-src {chat}; frame-src {chat}; "
        "base-uri 'none'; require-trusted-types-for 'script'"
    )


@contextmanager
def host_page(chat: str, *, strict: bool = True) -> Iterator[str]:
    """The address of a shop page whose widget comes from the chat at `chat`.

    It is called localhost and the chat 127.0.0.1, so to a browser they are two sites. `?product=`
    goes into the tag, `?look=hostile` chooses the page's styles.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = parse_qs(parts.query)
            if parts.path == "/look.css":
                self._answer("text/css", HOSTILE if parts.query == "hostile" else LOOK)
                return
            named = {"product": "", "look": "", **{name: found[0] for name, found in asked.items()}}
            self._answer("text/html; charset=utf-8", PAGE.format(chat=chat, **named))

        def _answer(self, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if strict:
                self.send_header("Content-Security-Policy", policy(chat))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
