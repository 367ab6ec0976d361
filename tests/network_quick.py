"""What lets the state machine try much in little time, and checks no less for it.

Bundles are taken apart in this process. What is worked out from the same bytes again and again is
kept: what an envelope holds and whom it opens for, whether a signature is right, what a file says.
Whatever is damaged is sealed, opened and checked in truth, and so is one in fifty of the rest.
"""

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from typing import Any, ClassVar

import pyrage
import pytest

from network_parts import Clock
from wardsafe.bundles import opening
from wardsafe.bundles.manifest import read_manifest
from wardsafe.bundles.signed import Signed
from wardsafe.errors import WardsafeError
from wardsafe.ledger import memory
from wardsafe.ledger.checkpoint import Signer
from wardsafe.services import coming_in, confirming, enrolling, going_out, looking_at_what_came

_MOST = 4000
_TRULY = 50
READ_ONCE = (
    (enrolling, "enrolled", enrolling.ENROLLED),
    (enrolling, "_own", enrolling.OWN),
    (going_out, "written", going_out._LOG),
)


class Envelopes:
    """Stand in for age, and remember what each holds, and for whom.

    Every fiftieth is truly sealed and truly opened; and so is whatever is to be damaged.
    """

    def __init__(self) -> None:
        self.age, self.open_age = pyrage.encrypt, pyrage.decrypt
        self._known: dict[bytes, tuple[bytes, frozenset[str]]] = {}
        self._sealed = 0

    def encrypt(self, data: bytes, recipients: list[Any]) -> bytes:
        self._sealed += 1
        if self._sealed % _TRULY == 0:
            return bytes(self.age(data, recipients))
        digest = sha256(data).hexdigest().encode()
        sealed = b"age-encryption.org/v1\n-> %d %s\n--- stands in" % (self._sealed, digest)
        self._known[sealed] = (data, frozenset(map(str, recipients)))
        return sealed

    def forget(self) -> None:
        """Between two networks. Within one nothing may be forgotten: its bundles would be refused
        that were opened before, and that only in a process which has run for long."""
        self._known.clear()
        Opened.known.clear()

    def decrypt(self, sealed: bytes, identities: list[Any]) -> bytes:
        if sealed not in self._known:
            return bytes(self.open_age(sealed, identities))
        data, readers = self._known[sealed]
        if readers.isdisjoint(public_key(str(one)) for one in identities):
            raise pyrage.DecryptError("No matching keys found")
        return data

    def truly(self, sealed: bytes) -> bytes:
        """The same sealed with age, for the same readers."""
        if sealed not in self._known:
            return sealed
        data, readers = self._known[sealed]
        return bytes(self.age(data, [pyrage.x25519.Recipient.from_str(one) for one in readers]))


ENVELOPES = Envelopes()


def _keep(known: dict[Any, Any], name: Any, value: Any) -> None:
    known[name] = value
    while len(known) > _MOST:
        known.pop(next(iter(known)))


@functools.cache
def public_key(private: str) -> str:
    return str(pyrage.x25519.Identity.from_str(private).to_public())


@functools.lru_cache(maxsize=_MOST)
def _taken_apart(plain: bytes) -> Any:
    manifest, signed = read_manifest(plain)
    packed = opening.packed_part(plain, signed.size, manifest)
    return manifest, signed, list(opening.unpacked(packed, manifest))


class Opened:
    """What takes bundles apart, in this process; each reader asks once for each bundle."""

    known: ClassVar[dict[tuple[str, bytes], Any]] = {}

    def __init__(self, private_keys: list[str]) -> None:
        self._keys: list[str] = private_keys
        self._now: Any = None

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def look(self, sealed: bytes) -> Any:
        name = (self._keys[0], sha256(sealed).digest())
        if name not in self.known:
            self.known[name] = self._looked(sealed)
        self._now = self.known[name]
        if isinstance(self._now, Exception):
            raise self._now
        return self._now[:2]

    def _looked(self, sealed: bytes) -> Any:
        try:
            return _taken_apart(opening.unsealed(sealed, self._keys))
        except WardsafeError as problem:
            return problem

    def ahead(self, sealed: bytes) -> None:
        pass  # nobody waits here

    def entries(self) -> Any:
        return iter(self._now[2])


class Signatures:
    """Whether a signature is right, worked out once; those that were just made here are."""

    def __init__(self) -> None:
        self._sign, self._is_by = Signer.sign_text, Signed.is_by
        self._known: dict[tuple[bytes, bytes, str], bool] = {}
        self._signed = 0

    def sign(self, signer: Signer, what: str, data: bytes) -> bytes:
        signature = self._sign(signer, what, data)
        self._signed += 1
        if self._signed % _TRULY:
            message = b"wardsafe %s\n%s" % (what.encode(), data)
            _keep(self._known, (message, signature, signer.public), True)
        return signature

    def is_by(self, signed: Signed, public: str) -> bool:
        name = (signed.message, signed.signature, public)
        if name not in self._known:
            _keep(self._known, name, self._is_by(signed, public))
        return self._known[name]


def _read_once(whole: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    """What a function makes of one key of the keyring, made once for the same bytes."""
    known = dict[bytes, Any]()

    def read(session: Any) -> Any:
        held = session.ledger.key(name)
        if held is None:
            return whole(session)
        if held not in known:
            _keep(known, held, whole(session))
        return known[held]

    return read


def _kept_cards() -> Callable[[Any, Any], Any]:
    """A node's own card, made once for the same bytes of the keyring."""
    whole, known = enrolling._card, dict[tuple[str, bytes], Any]()

    def card(session: Any, own: Any) -> Any:
        name = (session.about.terminal, session.ledger.key(enrolling.OWN))
        if name not in known:
            _keep(known, name, whole(session, own))
        return known[name]

    return card


@contextmanager
def quick_reading() -> Iterator[None]:
    """Bundles are taken apart in this process, and what never changes is read once."""
    gc.collect()
    gc.freeze()  # what is there now stays, and need not be gone through again and again
    often = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    with pytest.MonkeyPatch.context() as patch:
        signatures = Signatures()
        patch.setattr(pyrage, "encrypt", ENVELOPES.encrypt)
        patch.setattr(pyrage, "decrypt", ENVELOPES.decrypt)
        patch.setattr(Signer, "sign_text", lambda *of: signatures.sign(*of))
        patch.setattr(Signed, "is_by", lambda *of: signatures.is_by(*of))
        patch.setattr(enrolling, "_card", _kept_cards())
        for module, function, name in READ_ONCE:
            patch.setattr(module, function, _read_once(getattr(module, function), name))
        patch.setattr(memory, "SystemClock", Clock)  # else a seed would repeat nothing
        patch.setattr(coming_in, "Reader", Opened)
        patch.setattr(coming_in, "public_key", public_key)
        patch.setattr(coming_in, "undisturbed", nullcontext)
        patch.setattr(looking_at_what_came, "_by_leavers", lambda *_: ())  # no staff list here
        patch.setattr(
            confirming, "read_receipt", functools.lru_cache(_MOST)(confirming.read_receipt)
        )
        patch.setattr(going_out, "known_ids", functools.cache(going_out.known_ids))
        patch.setattr(going_out, "profile_of", functools.cache(going_out.profile_of))
        try:
            yield
        finally:
            gc.unfreeze()
            gc.set_threshold(*often)
