"""Places: the same promises of a folder, of real servers, and of whatever fsspec speaks."""

import getpass
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from own_servers import own_dav, own_s3, own_sshd, why_no_sshd
from two_terminals import second_terminal
from wardsafe.bundles import limits
from wardsafe.bundles.carriers import INBOX, Carrier, Stopped, carrier_at, file_of
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.remote import RemoteCarrier
from wardsafe.errors import NotSaved, UnsafePlace
from wardsafe.services import exchanging

KINDS = ["folder", "memory", "file", "s3", "sftp", "dav"]
PASSWORD = "long-and-secret"
NAME = "ab" * 32


@dataclass
class Servers:
    """The servers of this run, each started when it is first asked for, and the account's home."""

    home: Path
    shared: Path
    start: Callable[[Any], Any]
    s3: str = ""
    sftp: int = 0
    dav: int = 0
    used: int = 0

    def place(self, kind: str, tmp_path: Path) -> str:
        """A new empty place of that kind."""
        self.used += 1
        folder = self.shared / f"p{self.used}"
        folder.mkdir()
        if kind == "s3":
            is_new, self.s3 = not self.s3, self.s3 or self.start(own_s3())
            os.environ["AWS_ENDPOINT_URL_S3"] = self.s3
            if is_new:
                _make_bucket()
            return f"s3://trust/p{self.used}"
        if kind == "sftp":
            if why := why_no_sshd():
                pytest.skip(why)
            self.sftp = self.sftp or self.start(own_sshd(self.home))
            return f"sftp://{getpass.getuser()}@127.0.0.1:{self.sftp}{folder}"
        if kind == "dav":
            self.dav = self.dav or self.start(own_dav(self.shared, PASSWORD))
            return f"dav://127.0.0.1:{self.dav}/p{self.used}"
        return {
            "folder": str(tmp_path),
            "memory": f"memory://place-{tmp_path.name}",
            "file": f"file://{tmp_path}",
        }[kind]


def _make_bucket() -> None:
    from s3fs import S3FileSystem

    files = S3FileSystem(skip_instance_cache=True)
    files.mkdir("trust")
    files.close_session(files.loop, files._s3creator)


@pytest.fixture(scope="module")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    home, shared = tmp_path_factory.mktemp("account"), tmp_path_factory.mktemp("shared")
    netrc = home / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login ward password {PASSWORD}\n")
    netrc.chmod(0o600)
    with ExitStack() as stack:
        yield Servers(home, shared, stack.enter_context)


@pytest.fixture
def servers(_servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """An account that has what these libraries look for, where they look for it."""
    monkeypatch.setenv("HOME", str(_servers.home))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", PASSWORD)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "")
    return _servers


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> str:
    return servers.place(request.param, tmp_path)


@pytest.fixture
def carrier(place: str) -> Iterator[Carrier]:
    with closing(carrier_at(place)) as found:
        yield found


def test_what_is_written_is_listed_and_reads_back(carrier: Carrier) -> None:
    assert (carrier.senders(INBOX), carrier.names(INBOX, "t1")) == ([], [])
    names = {carrier.write(INBOX, "t1", data) for data in (b"one", b"two", b"two")}
    assert carrier.senders(INBOX) == ["t1"]
    assert set(carrier.names(INBOX, "t1")) == names
    assert {carrier.read(INBOX, "t1", name) for name in names} == {b"one", b"two"}


def test_what_is_not_there_or_has_an_odd_name_is_refused(carrier: Carrier) -> None:
    with pytest.raises(Refused):
        carrier.read(INBOX, "t1", NAME)
    with pytest.raises(Refused):
        carrier.names(INBOX, "../up")


def test_a_file_told_to_stop_leaves_nothing_and_goes_the_next_time(carrier: Carrier) -> None:
    data, told = os.urandom(2_000_000), []

    def stops(done: int, of: int) -> None:
        told.append((done, of))
        if len(told) > 1 or isinstance(carrier, RemoteCarrier):
            raise Stopped

    with pytest.raises(Stopped):
        carrier.write(INBOX, "t1", data, stops)
    assert carrier.names(INBOX, "t1") == []
    name = carrier.write(INBOX, "t1", data, lambda done, of: told.append((done, of)))
    assert carrier.names(INBOX, "t1") == [name]
    assert carrier.read(INBOX, "t1", name) == data
    assert {of for _, of in told} == {len(data)}


def test_N42_what_was_exchanged_or_cut_at_the_place_is_refused(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = carrier.write(INBOX, "t1", b"what was sealed")
    other = carrier.write(INBOX, "t1", b"something else")
    if isinstance(carrier, RemoteCarrier):
        folder = f"{carrier._at(INBOX, 't1')}/"
        said = carrier._files.cat_file(folder + file_of(INBOX, other))
        carrier._files.pipe_file(folder + file_of(INBOX, name), said[:-1])
    else:
        root = Path(carrier.where) / INBOX / "t1"
        (root / file_of(INBOX, name)).write_bytes(b"something els")
    with pytest.raises(Refused, match="changed, or cut short"):
        carrier.read(INBOX, "t1", name)
    assert carrier.read(INBOX, "t1", other) == b"something else"
    monkeypatch.setattr(limits, "SEALED", 4)
    with pytest.raises(Refused):
        carrier.read(INBOX, "t1", other)


@pytest.mark.parametrize("kind", ["s3", "sftp", "dav"])
def test_E03_a_server_that_says_yes_and_keeps_half_is_not_written(
    kind: str, servers: Servers, tmp_path: Path
) -> None:
    carrier = RemoteCarrier(servers.place(kind, tmp_path))
    whole = carrier._place.put

    def halves(path: str, data: bytes, step: Any) -> None:
        whole(path, data[: len(data) // 2], step)

    carrier._place = replace(carrier._place, put=halves)
    with closing(carrier), pytest.raises(NotSaved, match="does not read back the same"):
        carrier.write(INBOX, "t1", b"what was sealed")


@pytest.mark.parametrize("kind", ["s3", "sftp", "dav"])
def test_two_terminals_and_their_receipts_go_through_it(
    kind: str, servers: Servers, tmp_path: Path, ward: Any, clock: Any, chance: Any
) -> None:
    place, first = servers.place(kind, tmp_path), ward.unlock("owain")
    second = second_terminal(first, tmp_path / "second", clock, chance)
    for session in (first, second, first):
        with closing(carrier_at(place)) as carrier:
            outcome = exchanging.sync(session, carrier)
            assert outcome.alerts == ()
    (stands,) = exchanging.standing(first)
    assert stands.confirmed > 0
    with closing(carrier_at(place)) as carrier:
        exchanging.sync(second, carrier)
    second.close()
    kept = b"".join(first.ledger.key(name) or b"" for name in ("exchange/written", "exchange/last"))
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize("kind", ["folder", "s3", "sftp", "dav"])
def test_a_folder_or_bucket_that_is_not_there_is_said_and_never_made(
    kind: str, servers: Servers, tmp_path: Path
) -> None:
    place = servers.place(kind, tmp_path)
    gone = place.replace("s3://", "s3://not-") if kind == "s3" else f"{place}/nowhere"
    with pytest.raises(UnsafePlace, match=r"no such|no folder"):
        carrier_at(gone)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("place", ["s3://b/ward", "sftp://w@127.0.0.1:9/x", "davs://127.0.0.1:9/x"])
def test_a_place_that_does_not_answer_is_said_plainly_and_soon(
    place: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    began = time.monotonic()
    with pytest.raises(UnsafePlace, match="nothing answers there") as told:
        carrier_at(place)
    assert time.monotonic() - began < 10
    assert "Nothing is lost here" in str(told.value)


def test_a_server_with_another_key_is_not_believed(servers: Servers, tmp_path: Path) -> None:
    place = servers.place("sftp", tmp_path)
    known = servers.home / ".ssh" / "known_hosts"
    before = known.read_text()
    try:
        known.write_text("")
        with pytest.raises(UnsafePlace, match="not among the known hosts"):
            carrier_at(place)
    finally:
        known.write_text(before)


def test_wrong_keys_are_said_without_them(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = servers.place("dav", tmp_path)
    empty = tmp_path / "home"
    empty.mkdir()
    monkeypatch.setenv("HOME", str(empty))
    with pytest.raises(UnsafePlace, match="does not let us in") as told:
        carrier_at(place)
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "nosuch://me:secret@host/place",
        "s3://key:secret@bucket/ward",
        "s3://secret@bucket/ward",
        "davs://me:secret@host/ward",
        "davs://host/ward?token=secret",
        "simplecache::s3://bucket/secret",
        "s3://[secret/ward",
    ],
)
def test_an_address_holds_no_password_and_none_is_told(address: str) -> None:
    with pytest.raises(UnsafePlace) as told:
        carrier_at(address)
    if "simplecache" not in address:
        assert "secret" not in str(told.value)


def test_webdav_without_encryption_is_for_this_computer_alone() -> None:
    with pytest.raises(UnsafePlace, match="without encryption"):
        carrier_at("dav://trust.example/ward")


class _Answers(BaseHTTPRequestHandler):
    """A proxy that sends everybody elsewhere, or shows its own page instead."""

    status, asked = 200, 0

    def _answer(self) -> None:
        type(self).asked += 1
        page = b"<html>Sign in to the hospital's network</html>"
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Location", f"http://127.0.0.2:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.mark.parametrize("status", [200, 302, 500])
def test_N41_a_page_or_a_redirect_instead_of_the_server_is_no_place(
    status: int, servers: Servers
) -> None:
    handler = type("Handler", (_Answers,), {"status": status, "asked": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            with pytest.raises(UnsafePlace, match="cannot be used now") as told:
                carrier_at(f"dav://127.0.0.1:{server.server_port}/ward")
        finally:
            server.shutdown()
            thread.join()
    assert "hospital" not in str(told.value)
    assert handler.asked == 1  # nobody was followed anywhere


def test_only_names_of_ours_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / INBOX / "t1"
    folder.mkdir(parents=True)
    for name in ("autorun.inf", "a.bundle", f"{NAME}.bundle.part", f"{'AB' * 32}.bundle"):
        (folder / name).write_bytes(b"x")
    assert carrier_at(str(tmp_path)).names(INBOX, "t1") == []
    carrier_at(str(tmp_path)).write(INBOX, "t1", b"new")
    assert not list(folder.glob("*.part"))
