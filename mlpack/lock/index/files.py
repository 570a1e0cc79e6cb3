"""Every file of every pin, with its hash, from where its package comes: what a lock may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

from mlpack.errors import LockFailed
from mlpack.lock.complaints import OLD_STANDS, wants_a_password
from mlpack.lock.index.hashing import hashed
from mlpack.lock.index.here import bare
from mlpack.lock.index.pages import Link, Wanted, not_yanked, sha256_in
from mlpack.lock.index.places import Found, Place, is_local, look, places_of
from mlpack.lock.index.session import Session, opened
from mlpack.lock.index.together import together
from mlpack.lock.model import File, Order, Pin, Progress
from mlpack.lock.wheels import fits
from mlpack.wording import all_of

# Measured: more are no faster, and an index of one's own is not always a large machine.
_PAGES_AT_ONCE = 8
_FILES_AT_ONCE = 4


def files_of(
    pins: Sequence[Pin], order: Order, progress: Progress, *, session: Session | None = None
) -> Mapping[str, tuple[File, ...]]:
    """By the pin's name: wheels for every platform and the source archive, in the places' order.

    A file that more than one place has comes once, and twice where its hashes differ. `sha256` is
    empty only where no page says it and the order's target has no use for the file.

    Raises:
        LockFailed: a place cannot be asked, a version is in none, or a file is not what it was.
    """
    with nullcontext(session) if session else opened(order) as asked:
        search = _Search(order, asked, progress)
        return {**search.by_version([pin for pin in pins if not pin.url]), **search.by_url(pins)}


@dataclass(frozen=True)
class _Search:
    order: Order
    session: Session
    progress: Progress

    def by_version(self, pins: Sequence[Pin]) -> dict[str, tuple[File, ...]]:
        places = {pin: list(places_of(pin.name, self.order, self.session.here)) for pin in pins}
        found = self._looked(places)
        self._require_all(places, found)
        files = {pin.name: _files(pin, at, found) for pin, at in places.items()}
        lacking = [file for name in files for file in files[name] if self._matters(name, file)]
        known = dict(zip(lacking, self._hashed(lacking), strict=True))
        return {
            name: _told_apart([known.get(file, file) for file in files[name]]) for name in files
        }

    def by_url(self, pins: Sequence[Pin]) -> dict[str, tuple[File, ...]]:
        named = [pin for pin in pins if pin.url]
        if self.order.offline and (far := [pin.url for pin in named if not is_local(pin.url)]):
            said = f"{all_of(map(bare, far))} cannot be had without a network."
            raise LockFailed(f"{said} {OLD_STANDS}", hint="Lock where there is a network.")
        files = self._hashed([_named(pin.url) for pin in named])
        for pin, file in zip(named, files, strict=True):
            expected = sha256_in(urlsplit(pin.url).fragment)
            if expected and expected != file.sha256:
                said = f"{file.url} has other bytes than its #sha256= says. {OLD_STANDS}"
                hint = "Ask whoever gives it out which are right."
                raise LockFailed(said, where=pin.name, hint=hint)
        return {pin.name: (file,) for pin, file in zip(named, files, strict=True)}

    def _looked(self, places: Mapping[Pin, Sequence[Place]]) -> dict[Place, Found]:
        """Each place's answer; a flat one is asked once for all that may be in it."""
        asked: dict[Place, list[Wanted]] = {}
        for pin, at in places.items():
            for place in at:
                asked.setdefault(place, []).append(Wanted(pin.name, pin.version))
        answers = together(
            lambda place: look(place, asked[place], self.session),
            list(asked),
            at_once=_PAGES_AT_ONCE,
            starting=lambda place: self.progress(_reading(asked[place])),
        )
        return dict(zip(asked, answers, strict=True))

    def _require_all(
        self, places: Mapping[Pin, Sequence[Place]], found: Mapping[Place, Found]
    ) -> None:
        missing = [pin for pin, at in places.items() if not any(_links(pin, at, found))]
        if any(found[place].refused for pin in missing for place in places[pin]):
            raise wants_a_password()
        if missing:
            raise self._gone(missing)

    def _gone(self, missing: Sequence[Pin]) -> LockFailed:
        pins = all_of(f"{pin.name} {pin.version}" for pin in missing)
        one = len(missing) == 1
        if self.order.offline:
            said = f"{pins} {'is' if one else 'are'} in none of the folders to lock from."
            return LockFailed(f"{said} {OLD_STANDS}", hint="Lock where there is a network.")
        where = "its index" if one else "their index"
        said = f"{pins} {'is' if one else 'are'} not on {where} any more."
        renew = " ".join(f"--upgrade-package {pin.name}" for pin in missing)
        hint = f"`mlpack lock {renew}` takes another version."
        return LockFailed(f"{said} {OLD_STANDS}", hint=hint)

    def _matters(self, name: str, file: File) -> bool:
        """Whether the target may install a file that nobody gave a hash for."""
        if file.sha256:
            return False
        if file.name.endswith(".whl"):
            return fits(file.name, self.order.target)
        return self.order.may_be_built(name)

    def _hashed(self, files: Sequence[File]) -> list[File]:
        return together(
            lambda file: hashed(file, self.session),
            files,
            at_once=_FILES_AT_ONCE,
            starting=lambda file: self.progress(f"Hashing {file.name}"),
        )


def _reading(wanted: Sequence[Wanted]) -> str:
    return f"Reading the hashes of {wanted[0].name if len(wanted) == 1 else 'further wheels'}"


def _links(pin: Pin, places: Iterable[Place], found: Mapping[Place, Found]) -> Iterator[Link]:
    return (link for place in places for link in found[place].links.get(pin.name, ()))


def _files(pin: Pin, places: Iterable[Place], found: Mapping[Place, Found]) -> list[File]:
    """Each once; of a file that is in two places the first one says whether it was drawn back."""
    links: dict[tuple[str, str], Link] = {}
    for link in _links(pin, places, found):
        links.setdefault((link.file.name, link.file.sha256), link)
    named: set[str] = set()
    files = []
    for file in not_yanked(links.values()):
        # A further copy without a hash is the installer's to refuse, and not worth a download.
        if file.sha256 or file.name not in named:
            files.append(file)
        named.add(file.name)
    return files


def _told_apart(files: Sequence[File]) -> tuple[File, ...]:
    """Each once, now that those that matter have a hash."""
    hashed_names = {file.name for file in files if file.sha256}
    kept = {
        (file.name, file.sha256): file
        for file in reversed(files)
        if file.sha256 or file.name not in hashed_names
    }
    return tuple(file for file in files if kept.get((file.name, file.sha256)) is file)


def _named(url: str) -> File:
    address = bare(urldefrag(url).url)
    return File(PurePosixPath(unquote(urlsplit(address).path)).name, address)
