"""pip's own session in this process, with each setting by which this machine reaches an index.

So a .netrc, a keyring, a proxy, certificates, trusted hosts, retries and pip's cache are what they
are to pip. What is relied on here without a promise of pip's is here alone; `_check` names what of
it is no longer as this module knows it.
"""

from __future__ import annotations

import errno
import inspect
import logging
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version as installed
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from mlpack.errors import LockFailed
from mlpack.lock.complaints import OLD_STANDS, is_not_trusted, is_out_of_reach, wants_a_password
from mlpack.lock.index.here import Here, bare, can_be_read, here, known
from mlpack.lock.index.trust import bundle
from mlpack.lock.model import Order
from mlpack.lock.pip_tools.routes import not_in_the_open
from mlpack.lock.pip_tools.runner import lent
from mlpack.plan.index import Index, is_address
from mlpack.wording import all_of

# No page of the largest packages is a tenth of it, and no index should fill this machine's memory.
LARGEST_PAGE = 64 * 2**20

_PIECE = 64 * 2**10
_PAGE = {
    "Accept": "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html; q=0.2, text/html; q=0.1",
    "Cache-Control": "max-age=0",
}
# Some servers would else unpack what they send, and the bytes were not those that are hashed.
_FILE = {"Accept-Encoding": "identity"}
_BAD_CERTIFICATE = re.compile(r"SSL(Verification)?Error|CERTIFICATE_VERIFY_FAILED| TLS CA ")
_OPTIONS = (
    "cert",
    "client_cert",
    "extra_index_urls",
    "find_links",
    "index_url",
    "no_index",
    "no_input",
    "proxy",
    "retries",
    "timeout",
    "trusted_hosts",
)


@dataclass(frozen=True)
class Answer:
    """An index's answer to a question for a page: `url` is where it was found in the end."""

    status: int
    url: str
    kind: str
    body: bytes


@dataclass(frozen=True)
class Session:
    """`verify` is a file of authorities, or empty for those that pip takes."""

    here: Here
    pip: Any
    verify: str = ""
    closed: Event = field(default_factory=Event)

    def page(self, url: str) -> Answer:
        """The page at an address without a password; its body is empty unless its status is 200.

        Raises:
            LockFailed: it wants a password, does not answer, or answers without end.
        """
        with _in_words(), self._asked(url, _PAGE) as response:
            found = response.status_code == 200
            body = b"".join(_bounded(self._pieces(response), url)) if found else b""
            kind = response.headers.get("Content-Type", "")
            return Answer(response.status_code, bare(response.url), kind, body)

    def pieces(self, url: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece. Raises LockFailed where it is not to be had."""
        with _in_words(), self._asked(url, _FILE) as response:
            if response.status_code == 403:
                raise wants_a_password()
            if response.status_code != 200:
                said = f"{bare(url)} is not to be had: it answers {response.status_code}."
                raise LockFailed(f"{said} {OLD_STANDS}", hint="Run `mlpack lock` again.")
            yield from self._pieces(response)

    def _asked(self, url: str, headers: dict[str, str]) -> Any:
        # Said at the request: said for the session, REQUESTS_CA_BUNDLE would outweigh it.
        trust = {"verify": self.verify} if self.verify else {}
        response = self.pip.get(url, headers=headers, stream=True, **trust)
        if response.status_code == 401:
            response.close()
            raise wants_a_password()
        if response.status_code in (407, 429) or response.status_code >= 500:
            response.close()
            raise is_out_of_reach()
        return response

    def _pieces(self, response: Any) -> Iterator[bytes]:
        count = 0
        for piece in response.iter_content(_PIECE):
            if self.closed.is_set():
                raise is_out_of_reach()
            count += len(piece)
            yield piece
        told = response.headers.get("Content-Length", "")
        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        if told.isdigit() and int(told) != count and not packed:
            raise is_out_of_reach()


@contextmanager
def opened(order: Order) -> Iterator[Session]:
    """A session for an order's sources; it is closed to threads that still work afterwards.

    Raises:
        LockFailed: pip's settings or the order's certificates cannot be read, or pip is too new.
    """
    # Else Python prints pip's warnings of what is said in mlpack's own words here.
    if not (log := logging.getLogger("pip")).handlers:
        log.addHandler(logging.NullHandler())
    with ExitStack() as stack:
        # Of its own modules' age, and of each host that a person said to trust.
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        command, options = _install_command()
        verify = ""
        if order.sources.certificates:
            folder = stack.enter_context(TemporaryDirectory(prefix="mlpack-trust-"))
            verify = bundle(order.sources.certificates, _trusted(options), folder)
            options.cert = verify
        pip = command._build_session(options, retries=min(options.retries, 3))
        stack.enter_context(closing(pip))
        _check("session", pip, ("auth", "get"))
        _check("session.auth", pip.auth, ("index_urls", "prompting"))
        places = _of(order.sources)
        passwords = not_in_the_open(known(options), places)
        pip.auth.index_urls = [lent(url, passwords) for url in (*places, *passwords)]
        session = Session(here(options), pip, verify)
        stack.callback(session.closed.set)
        yield session


def _trusted(options: Any) -> str:
    """The file of authorities that pip would use; requests weighs the variables more than it."""
    variables = map(os.environ.get, ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
    return next((str(file) for file in (*variables, options.cert) if file), "")


def _of(sources: Index) -> list[str]:
    places = [sources.url, *sources.extra, *sources.packages.values(), *sources.find_links]
    return [place for place in places if is_address(place)]


def _install_command() -> tuple[Any, Any]:
    """pip's `install` and what this machine's settings say of it."""
    try:
        from pip._internal.commands import create_command
    except ImportError:
        raise _too_new(["pip._internal.commands.create_command"]) from None
    command = create_command("install")
    try:
        options, _ = command.parse_args([])
    except SystemExit:
        said = "pip's settings cannot be read, and they say how to reach the index."
        raise LockFailed(said, hint="Look at `pip config debug`.") from None
    _check("options", options, _OPTIONS)
    if not can_be_read(options):
        # Not shown: what is wrong with it is mostly its password.
        said = f"An address of an index in pip's or uv's settings cannot be read. {OLD_STANDS}"
        hint = "In a name or a password, write # as %23, / as %2F, ? as %3F, @ as %40 and [ as %5B."
        raise LockFailed(said, hint=hint)
    build = getattr(command, "_build_session", None)
    if not build or not {"options", "retries"} <= set(inspect.signature(build).parameters):
        raise _too_new(["InstallCommand._build_session"])
    options.no_input = True
    return command, options


def _check(what: str, thing: object, names: Iterable[str]) -> None:
    if missing := [f"{what}.{name}" for name in names if not hasattr(thing, name)]:
        raise _too_new(missing)


def _too_new(changed: list[str]) -> LockFailed:
    said = f"pip {installed('pip')} is newer than mlpack knows: {all_of(changed)} changed."
    return LockFailed(said, hint="pip install 'pip<27'")


def _bounded(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > LARGEST_PAGE:
            said = f"The index's page {bare(url)} is larger than {LARGEST_PAGE // 2**20} MiB."
            raise LockFailed(f"{said} {OLD_STANDS}", hint="Look at what index: names.")
        yield piece


@contextmanager
def _in_words() -> Iterator[None]:
    """Faults on the way to an index, as `complaints` says them."""
    from pip._internal.exceptions import PipError

    try:
        yield
    except (OSError, PipError, ValueError) as fault:  # a name that is none, an odd certificate
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
            raise LockFailed(f"The disk is full. {OLD_STANDS}") from None
        # pip 26 has an error of its own where earlier ones let that of requests through.
        if _BAD_CERTIFICATE.search(f"{type(fault).__name__}: {fault}"):
            raise is_not_trusted() from None
        raise is_out_of_reach() from None
