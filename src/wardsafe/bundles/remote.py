"""Places that fsspec speaks: S3, SFTP, WebDAV and more. Needs the extra `carriers`.

Nothing of fsspec is imported until a place with `://` is named.
"""

import hashlib
import re
from typing import Any

from wardsafe.bundles import limits
from wardsafe.bundles.carriers import file_of, is_folder_name, name_in, refuse_changed
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import NotSaved, UnsafePlace


class RemoteCarrier:
    """One URL. What goes wrong there is told by its kind: a server's own words may hold keys."""

    def __init__(self, url: str) -> None:
        self.where = re.sub(r"//[^/@]*@", "//", url)
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise UnsafePlace(
                "This place needs fsspec.", do="Install wardsafe with the extra `carriers`."
            ) from None
        try:
            self._files, root = url_to_fs(url)
        except Exception as problem:
            raise self._away(problem) from None
        self._root = root.rstrip("/")

    def senders(self, kind: str) -> list[str]:
        """The terminals that have a folder of this kind."""
        return sorted(name for name in self._listed(f"{self._root}/{kind}") if is_folder_name(name))

    def names(self, kind: str, terminal: str) -> list[str]:
        """The SHA-256 of each file in a terminal's folder."""
        found = (name_in(kind, file) for file in self._listed(self._at(kind, terminal)))
        return sorted(name for name in found if name)

    def _at(self, kind: str, terminal: str) -> str:
        if not is_folder_name(terminal):
            raise Refused("A terminal's name cannot be that of a folder.")
        return f"{self._root}/{kind}/{terminal}"

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
        """The whole file, which hashes to its name. Raises Refused."""
        path = f"{self._at(kind, terminal)}/{file_of(kind, name)}"
        try:
            with self._files.open(path, "rb") as file:
                data = bytes(file.read(limits.SEALED + 1))
        except Exception as problem:
            raise Refused(f"It cannot be read ({type(problem).__name__}).") from None
        if len(data) > limits.SEALED:
            raise Refused("It is larger than a bundle may be.")
        return refuse_changed(data, name)

    def write(self, kind: str, terminal: str, data: bytes) -> str:
        """Put the file there under its name, read it back, and compare. Raises NotSaved."""
        name = hashlib.sha256(data).hexdigest()
        folder = self._at(kind, terminal)
        path = f"{folder}/{file_of(kind, name)}"
        try:
            self._files.makedirs(folder, exist_ok=True)
            self._files.pipe_file(path, data)
            self._files.invalidate_cache()
            same = self.read(kind, terminal, name) == data
        except Exception as problem:
            raise NotSaved(
                f"NOT written to {self.where} ({type(problem).__name__}).",
                do="Nothing is lost here: sync again when it can be reached.",
            ) from None
        if not same:
            raise NotSaved(f"NOT written to {self.where}: it does not read back the same.")
        return name

    def _away(self, problem: Exception) -> UnsafePlace:
        return UnsafePlace(
            f"{self.where} cannot be reached ({type(problem).__name__}).",
            do="Nothing is lost here: sync again when it can.",
        )
