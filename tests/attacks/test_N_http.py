"""N41: a place that is reached by HTTP and lies, stalls, sends elsewhere or sends too much."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from two_terminals import second_terminal
from wardsafe.bundles import limits, speakers
from wardsafe.bundles.carriers import INBOX, Carrier, carrier_at
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import NotSaved, UnsafePlace
from wardsafe.services import exchanging, going_out
from wardsafe.services.session import Session

PAGE = b"<html><body>Sign in to the guest network</body></html>"


def found(path: str, size: int | None) -> bytes:
    """What a WebDAV server says of a folder, or of a file of that size."""
    folder = "<d:resourcetype><d:collection/></d:resourcetype>"
    file = f"<d:resourcetype/><d:getcontentlength>{size}</d:getcontentlength>"
    return (
        '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response>'
        f"<d:href>{path}</d:href><d:propstat><d:prop>{folder if size is None else file}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
    ).encode()


class _Liar(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def _any(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(self.command)  # type: ignore[attr-defined]
        self.server.answer(self)  # type: ignore[attr-defined]

    def say(self, status: int, body: bytes = b"", **heads: str) -> None:
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name, value)
        if "Transfer" not in heads:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


for _verb in ("GET", "HEAD", "PUT", "MOVE", "MKCOL", "PROPFIND", "OPTIONS", "DELETE"):
    setattr(_Liar, f"do_{_verb}", _Liar._any)


@pytest.fixture
def server() -> Iterator[Any]:
    pytest.importorskip("webdav4")
    made: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Liar)
    made.asked, made.released = [], threading.Event()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.released.set()
    made.shutdown()
    made.server_close()
    thread.join()


def place(server: Any) -> Carrier:
    return carrier_at(f"dav://127.0.0.1:{server.server_port}/p")


def keeps(body: bytes) -> Any:
    """Says that every file was kept, and gives `body` for each."""

    def answer(asked: _Liar) -> None:
        if asked.command == "PROPFIND":
            size = len(body) if asked.path.endswith(".bundle") else None
            asked.say(207, found(asked.path, size))
        elif asked.command == "GET":
            asked.say(200, body)
        else:
            asked.say(201)

    return answer


def test_N41_a_login_page_or_another_address_in_the_place_of_one_is_no_place(server: Any) -> None:
    def elsewhere(asked: _Liar) -> None:
        asked.say(302, Location=f"http://127.0.0.1:{server.server_port}/again{len(server.asked)}")

    for answer in (lambda asked: asked.say(200, PAGE), elsewhere):
        server.answer = answer
        with pytest.raises(UnsafePlace, match="cannot be used now"):
            place(server)
    assert len(server.asked) < 60  # it does not follow for ever


def test_N41_a_server_that_says_200_and_keeps_a_page_has_nothing(
    server: Any, ward: Any, tmp_path: Path, clock: Any, chance: Any
) -> None:
    first: Session = ward.unlock("owain")
    second_terminal(first, tmp_path / "second", clock, chance).close()
    server.answer = keeps(PAGE)
    carrier = place(server)
    with pytest.raises(NotSaved, match="NOT written"):
        exchanging.sync(first, carrier)
    assert {"PUT", "GET"} <= set(server.asked)
    assert going_out.written(first) == ()
    (standing,) = exchanging.standing(first)
    assert standing.confirmed == 0  # only a signed receipt says that something arrived
    carrier.close()


def test_N41_more_than_a_bundle_may_be_is_not_read_to_its_end(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEALED", 1000)
    server.answer = keeps(b"x" * 5_000)
    carrier = place(server)
    with pytest.raises(Refused, match="larger than a bundle"):
        carrier.read(INBOX, "t1", "0" * 64)
    carrier.close()


def test_N41_a_server_that_stalls_is_given_up(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "QUIET", 0.2)
    server.answer = lambda asked: server.released.wait(20)
    with pytest.raises(UnsafePlace, match="cannot be used now"):
        place(server)
