"""What the package index of this machine's pip says of a distribution."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from zipfile import BadZipFile, ZipFile

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mlpack.errors import LockFailed
from mlpack.lock.index.pages import Every
from mlpack.lock.index.places import look, places_of
from mlpack.lock.index.session import Session, opened
from mlpack.lock.model import File, Order, Target


@dataclass(frozen=True)
class Index:
    """The first index that pip asks here; further ones and folders are this machine's own."""

    session: Session
    order: Order

    def files(self, distribution: str) -> list[File]:
        """Every file that was not drawn back. Raises LockFailed without a page of the name."""
        place = next(places_of(distribution, self.order, self.session.here))
        found = look(place, [Every(distribution, "")], self.session)
        links = found.links.get(canonicalize_name(distribution), ())
        if not links:
            raise LockFailed(f"The index has no files of {distribution}.", where=place.where)
        return [link.file for link in links if not link.yanked]

    def asks(self, wheel: File, of: str) -> str:
        """The specifier by which the wheel's metadata asks for the distribution `of`, or nothing.

        That of an extra counts too. Raises LockFailed where the metadata cannot be read.
        """
        for line in message_from_bytes(self._metadata(wheel)).get_all("Requires-Dist", []):
            try:
                wish = Requirement(line)
            except InvalidRequirement:
                continue
            if canonicalize_name(wish.name) == canonicalize_name(of) and wish.specifier:
                return str(wish.specifier)
        return ""

    def _metadata(self, wheel: File) -> bytes:
        """By itself where the index gives it so, else out of the wheel."""
        try:
            return b"".join(self.session.pieces(f"{wheel.url}.metadata"))
        except LockFailed:
            return self._from_wheel(wheel)

    def _from_wheel(self, wheel: File) -> bytes:
        with tempfile.TemporaryFile() as file:
            for piece in self.session.pieces(wheel.url):
                file.write(piece)
            try:
                with ZipFile(file) as archive:
                    names = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
                    return archive.read(names[0])
            except (BadZipFile, IndexError):
                raise LockFailed(f"{wheel.name} cannot be read.", where=wheel.url) from None


@contextmanager
def reached() -> Iterator[Index]:
    """The index, over a session of pip's own. Raises LockFailed as `opened` does."""
    order = Order((), Target("3.12", "linux/amd64"))
    with opened(order) as session:
        yield Index(session, order)
