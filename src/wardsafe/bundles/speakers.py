"""How each kind of remote place is opened and written: S3, SFTP, WebDAV, and what else fsspec has.

Credentials come from where these libraries always look and from nowhere else: `~/.aws` and `AWS_*`
for S3, the ssh agent, keys and `known_hosts` for SFTP, `~/.netrc` for WebDAV. None is taken from an
address, so none is ever kept or told. A server whose key or certificate is not known is refused.
"""

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from wardsafe.errors import UnsafePlace

CONNECT, QUIET = 5, 60
"""Seconds to wait for a connection, and for an answer on one."""
PIECE = 128 * 1024
Step = Callable[[int, int], None]
"""Is told how many bytes of how many went; what it raises breaks the file off."""
_LOGGERS = ("aiobotocore", "asyncssh", "botocore", "fsspec", "httpcore", "httpx", "s3fs")
_HERE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A place that was opened. `look` raises where it is not there; `put` writes one file whole:
    under its name at once, or under another name first, if the server shows half a file; `close`
    lets go of the connection."""

    files: Any
    root: str
    look: Callable[[], object]
    put: Callable[[str, bytes, Step], None]
    close: Callable[[], object]


def speaker_for(url: str) -> Speaker:
    """Open a place. Raises UnsafePlace for an address that cannot be used; whatever else it raises
    means that the place cannot be reached."""
    said = _address(url)
    for name in _LOGGERS:  # a library's words may hold an address, or what it sent
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(logging.NullHandler())
    return _SPEAKERS.get(said.scheme, _any)(url, said)


def _address(url: str) -> SplitResult:
    try:
        said = urlsplit(url)
        password, _ = said.password, said.port
    except ValueError:
        raise UnsafePlace("That is no address of a place.", do=_LIKE) from None
    if password is not None or (said.username is not None and said.scheme != "sftp"):
        raise UnsafePlace(
            "An address here holds no password and no key.", do="Leave it out: see the guide."
        )
    if said.query or said.fragment or "::" in url.partition("[")[0]:
        raise UnsafePlace("An address here holds no options.", do=_LIKE)
    return said


_LIKE = "Write it like s3://bucket/folder, sftp://name@host/folder or davs://host/folder."


def _s3(url: str, said: SplitResult) -> Speaker:
    from s3fs import S3FileSystem

    waits = {"connect_timeout": CONNECT, "read_timeout": QUIET, "retries": {"max_attempts": 1}}
    files = S3FileSystem(config_kwargs=waits, skip_instance_cache=True, use_listings_cache=False)
    files.retries = 2
    folder = said.path.strip("/")
    root = f"{said.netloc}/{folder}".rstrip("/")

    def look() -> object:
        return files.call_s3(
            "list_objects_v2", Bucket=said.netloc, Prefix=f"{folder}/" if folder else "", MaxKeys=1
        )

    def put(path: str, data: bytes, step: Step) -> None:
        step(0, len(data))  # an object is there whole or not at all
        files.pipe_file(path, data)
        step(len(data), len(data))

    def close() -> None:
        if creator := getattr(files, "_s3creator", None):
            files.close_session(files.loop, creator)

    return Speaker(files, root, look, put, close)


def _sftp(url: str, said: SplitResult) -> Speaker:
    from sshfs import SSHFileSystem

    about: dict[str, Any] = {"port": said.port} if said.port else {}
    if said.username:
        about["username"] = said.username
    files = SSHFileSystem(
        said.hostname or "",
        known_hosts=(),  # those of this account; the library's own default believes any server
        connect_timeout=CONNECT,
        login_timeout=3 * CONNECT,
        keepalive_interval=QUIET / 4,
        skip_instance_cache=True,
        **about,
    )
    root = said.path.rstrip("/") or "/"
    return Speaker(
        files,
        root,
        lambda: files.ls(root),
        _part_then_name(files, files.mv),
        lambda: files._finalize(files.loop, files._pool, files._stack),
    )


def _dav(url: str, said: SplitResult) -> Speaker:
    import httpx
    from webdav4.fsspec import WebdavFileSystem

    secure = said.scheme == "davs"
    if not secure and said.hostname not in _HERE:
        raise UnsafePlace("WebDAV without encryption is not used.", do="Write davs://, not dav://.")
    try:
        who = httpx.NetRCAuth()
    except FileNotFoundError:
        who = None
    base = f"http{'s' if secure else ''}://{said.netloc}{said.path.rstrip('/')}/"
    files = WebdavFileSystem(
        base,
        auth=who,
        timeout=httpx.Timeout(QUIET, connect=CONNECT),
        retry=False,
        max_redirects=1,  # a folder's name without its slash
        event_hooks={"response": [_stays]},
        skip_instance_cache=True,
    )

    def put(path: str, data: bytes, step: Step) -> None:
        part = f"{path}.part"
        files.upload_fileobj(_Watched(data, step), part, size=len(data), chunk_size=PIECE)
        files.client.move(part, path, overwrite=True)

    return Speaker(files, "", lambda: files.ls(""), put, files.client.http.close)


def _stays(response: Any) -> None:
    """Refuse to be sent to another server (case N41)."""
    if response.has_redirect_location:
        from httpx import TooManyRedirects

        to = response.url.join(response.headers["location"])
        if (to.scheme, to.netloc) != (response.url.scheme, response.url.netloc):
            raise TooManyRedirects("elsewhere")


def _any(url: str, said: SplitResult) -> Speaker:
    from fsspec.core import url_to_fs

    files, root = url_to_fs(url)
    root = root.rstrip("/")
    return Speaker(files, root, lambda: None, _part_then_name(files, files.mv), lambda: None)


_SPEAKERS = {"s3": _s3, "sftp": _sftp, "dav": _dav, "davs": _dav}


def _part_then_name(files: Any, move: Callable[[str, str], None]) -> Callable[..., None]:
    def put(path: str, data: bytes, step: Step) -> None:
        part = f"{path}.part"
        with files.open(part, "wb") as file:
            for piece in pieces(data, step):
                file.write(piece)
        move(part, path)

    return put


def pieces(data: bytes, step: Step) -> Iterator[bytes]:
    """The data in pieces; before each it is told how far it is, and at the end that it is done."""
    for at in range(0, len(data), PIECE):
        step(at, len(data))
        yield data[at : at + PIECE]
    step(len(data), len(data))


class _Watched(io.BytesIO):
    """A file to upload that tells how far it was read."""

    def __init__(self, data: bytes, step: Step) -> None:
        super().__init__(data)
        self._step, self._size = step, len(data)

    def read(self, size: int | None = -1, /) -> bytes:
        self._step(self.tell(), self._size)
        return super().read(size)
