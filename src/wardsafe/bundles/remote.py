"""Places that fsspec speaks: S3, SFTP, WebDAV and more. Needs the extra `carriers`.

Nothing of fsspec is imported until a place with `://` is named.
"""

import hashlib
import re
from contextlib import suppress
from typing import Any

from wardsafe.bundles import limits
from wardsafe.bundles.carriers import (
    INBOX,
    Step,
    Stopped,
    file_of,
    is_folder_name,
    name_in,
    quiet,
    refuse_changed,
)
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import NotSaved, UnsafePlace


def without_secrets(url: str) -> str:
    """An address as it may be kept and told: the name at an SFTP server, and nothing of any key."""
    if url.startswith("sftp://"):
        return re.sub(r"//([^/:@]*)(:[^/]*)?@", r"//\1@", url)
    return re.sub(r"//[^/]*@", "//", url)


class RemoteCarrier:
    """One URL. What goes wrong there is told by its kind: a server's own words may hold keys."""

    def __init__(self, url: str) -> None:
        """Raises UnsafePlace where it cannot be reached, does not let us in, or is not there."""
        self.where = without_secrets(url)
        try:
            from wardsafe.bundles.speakers import speaker_for

            self._place = speaker_for(url)
        except UnsafePlace:
            raise
        except ImportError as lacking:
            raise UnsafePlace(
                f"Such a place needs {lacking.name or 'more'}.",
                do="Install wardsafe with the extra `carriers`.",
            ) from None
        except Exception as problem:
            raise self._away(problem) from None
        self._files, self._root = self._place.files, self._place.root
        try:
            self._place.look()
        except Exception as problem:
            self.close()
            raise self._away(problem) from None

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(Exception):
            self._place.close()

    def senders(self, kind: str) -> list[str]:
        """The terminals that have a folder of this kind."""
        return sorted(name for name in self._listed(self._path(kind)) if is_folder_name(name))

    def names(self, kind: str, terminal: str) -> list[str]:
        """The SHA-256 of each file in a terminal's folder."""
        found = (name_in(kind, file) for file in self._listed(self._at(kind, terminal)))
        return sorted(name for name in found if name)

    def _path(self, kind: str) -> str:
        return f"{self._root}/{kind}" if self._root else kind

    def _at(self, kind: str, terminal: str) -> str:
        if not is_folder_name(terminal):
            raise Refused("A terminal's name cannot be that of a folder.")
        return f"{self._path(kind)}/{terminal}"

    def _listed(self, folder: str) -> list[str]:
        try:
            self._files.invalidate_cache()
            found: list[Any] = self._files.ls(folder, detail=False)
        except FileNotFoundError:
            return []
        except Exception as problem:
            raise self._away(problem) from None
        return [str(one).rstrip("/").rpartition("/")[2] for one in found]

    def read(self, kind: str, terminal: str, name: str) -> bytes:
        """The whole file, which hashes to its name. Raises Refused, UnsafePlace."""
        path = f"{self._at(kind, terminal)}/{file_of(kind, name)}"
        try:
            with self._files.open(path, "rb") as file:
                data = bytes(file.read(limits.SEALED + 1))
        except Exception as problem:
            raise Refused(f"It cannot be read: {_why(problem)}.") from None
        if len(data) > limits.SEALED:
            raise Refused("It is larger than a bundle may be.")
        return refuse_changed(data, name)

    def write(self, kind: str, terminal: str, data: bytes, step: Step = quiet) -> str:
        """Put the file there under its name, read it back, and compare. Raises NotSaved."""
        name = hashlib.sha256(data).hexdigest()
        folder = self._at(kind, terminal)
        path = f"{folder}/{file_of(kind, name)}"
        try:
            self._files.makedirs(folder, exist_ok=True)
            if kind == INBOX:  # nobody else writes there
                self._drop_parts(folder)
            self._place.put(path, data, step)
            self._files.invalidate_cache()
            same = self.read(kind, terminal, name) == data
        except Stopped:
            self._drop_parts(folder)
            raise
        except Refused:
            same = False
        except Exception as problem:
            raise NotSaved(
                f"NOT written to {self.where}: {_why(problem)}.",
                do="Nothing is lost here: sync again when it can be reached.",
            ) from None
        if not same:
            raise NotSaved(
                f"NOT written to {self.where}: what was written does not read back the same.",
                do="Nothing is lost here: tell whoever looks after that place.",
            )
        return name

    def _drop_parts(self, folder: str) -> None:
        """Take away what a broken-off sync left."""
        with suppress(Exception):  # it is in nobody's way
            for file in self._listed(folder):
                if file.endswith(".part"):
                    self._files.rm_file(f"{folder}/{file}")

    def _away(self, problem: Exception) -> UnsafePlace:
        return UnsafePlace(
            f"{self.where} cannot be used now: {_why(problem)}.",
            do="Nothing is lost here: sync again when it can.",
        )


_KINDS = (
    (FileNotFoundError, "there is no such folder or bucket"),
    (PermissionError, "it does not let us in with the keys of this account"),
    (TimeoutError, "nothing answers there"),
    (ConnectionError, "nothing answers there"),
)
_NAMES = {
    "HostKeyNotVerifiable": "its key is not among the known hosts of this account",
    "NoCredentialsError": "this account has no keys for it",
    "PermissionDenied": "it does not let us in with the keys of this account",
    "ClientError": "it does not let us in, or has no such bucket",
    "EndpointConnectionError": "nothing answers there",
    "ConnectTimeoutError": "nothing answers there",
    "ConnectError": "nothing answers there",
    "ConnectTimeout": "nothing answers there",
    "ReadTimeout": "it stopped answering",
    "ConnectionLost": "it stopped answering",
    "InsufficientStorage": "it is full",
    "HTTPError": "it refused",
    "TooManyRedirects": "it sends us elsewhere",
}
_CODES = {401: PermissionError, 403: PermissionError, 404: FileNotFoundError}


def _why(problem: BaseException) -> str:
    """The kind of problem in words; never the text of a library or a server."""
    told = _CODES.get(getattr(problem, "status_code", 0))
    for kind, words in _KINDS:
        if isinstance(problem, kind) or told is kind:
            return words
    name = type(problem).__name__
    if name not in _NAMES and problem.__cause__ is not None:
        return _why(problem.__cause__)
    return _NAMES.get(name, f"it cannot be reached ({name})")
