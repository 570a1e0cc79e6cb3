"""A package index in this process: tiny wheels, served as the simple API serves them.

Pages are at /simple/NAME/, files at /files/, and /flat/ is one page of them all.
"""

from __future__ import annotations

import base64
import io
import json
import ssl
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

_PIECE = 2**16
_JSON = "application/vnd.pypi.simple.v1+json"


def wheel(
    name: str, version: str, *needs: str, tag: str = "py3-none-any", pythons: str = ">=3.8"
) -> bytes:
    """A wheel that installs nothing and needs what is named; the same bytes each time."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    extras = [need.split('"')[1] for need in needs if "extra ==" in need]
    metadata += "".join(f"Provides-Extra: {extra}\n" for extra in extras)
    metadata += f"Requires-Python: {pythons}\n" + "".join(f"Requires-Dist: {n}\n" for n in needs)
    tags = f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
    body = io.BytesIO()
    with ZipFile(body, "w") as archive:
        archive.writestr(ZipInfo(f"{info}/METADATA"), metadata)
        archive.writestr(ZipInfo(f"{info}/WHEEL"), tags)
        archive.writestr(ZipInfo(f"{info}/RECORD"), "")
    return body.getvalue()


_BACKEND = """\
import os

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    {first}
    os.mkdir(os.path.join(metadata_directory, {info!r}))
    with open(os.path.join(metadata_directory, {info!r}, "METADATA"), "w") as file:
        file.write({metadata!r})
    return {info!r}

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise NotImplementedError
"""


def source(
    name: str,
    version: str,
    *needs: str,
    requires: tuple[str, ...] = (),
    first: str = "pass",
    by: str = "",
) -> bytes:
    """A source archive that brings its own backend; `first` is what that does before all else."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    info = f"{name}-{version}.dist-info"
    project = f"requires = {json.dumps([*requires, *([by] if by else [])])}\nbuild-backend = 'own'\nbackend-path = ['.']\n"
    texts = {
        "PKG-INFO": metadata,
        "pyproject.toml": f"[build-system]\n{project}",
        "own.py": _BACKEND.format(first=first, info=info, metadata=metadata),
    }
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as archive:
        for path, text in texts.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return body.getvalue()


@dataclass
class Index:
    """`files` are by name, with the Pythons that their page claims for them.

    `as_json` speaks PEP 691 to those who ask for it, with the times of `uploaded` and the reasons
    of `yanked`, both by file. `instead` are other bytes than the right ones, by path. `slow` are the
    seconds before an answer, and `trickles` those between its pieces; `certificate` is a file with
    a certificate and its key, for https.
    `unknown` is the status of what is not there. Where `days` are said, by file, its pages are JSON and have the time of each upload.
    """

    gives_hashes: bool = True
    password: str = ""
    as_json: bool = False
    absolute: bool = False
    slow: float = 0
    trickles: float = 0
    certificate: str = ""
    unknown: int = 404
    uploaded: dict[str, str] = field(default_factory=dict)
    yanked: dict[str, str] = field(default_factory=dict)
    instead: dict[str, bytes] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def origin(self) -> str:
        return self.url.removesuffix("/simple")

    def add(
        self,
        name: str,
        version: str,
        *needs: str,
        tag: str = "py3-none-any",
        pythons: str = ">=3.8",
    ) -> None:
        body = wheel(name, version, *needs, tag=tag, pythons=pythons)
        self.files[f"{name}-{version}-{tag}.whl"] = (body, pythons)

    def add_source(self, name: str, version: str, body: bytes = b"not read") -> None:
        self.files[f"{name}-{version}.tar.gz"] = (body, "")

    def add_real_source(self, name: str, version: str, *needs: str, by: str = "") -> None:
        self.files[f"{name}-{version}.tar.gz"] = (source(name, version, *needs, by=by), "")

    def hash(self, file: str) -> str:
        return f"sha256:{sha256(self.files[file][0]).hexdigest()}"

    def page(self, name: str, as_json: bool = False) -> bytes | None:
        mine = sorted(f for f in self.files if f.split("-")[0].replace("_", "-") == name)
        if as_json:
            return self._json(name, mine) if mine else None
        return self._html(mine) if mine else None

    def _html(self, files: list[str]) -> bytes:
        links = "".join(f"<a {self._link(file)}>{file}</a>\n" for file in files)
        return f"<!DOCTYPE html><html><body>{links}</body></html>".encode()

    def _link(self, file: str) -> str:
        fragment = f"#{self.hash(file).replace(':', '=')}" if self.gives_hashes else ""
        pythons = self.files[file][1].replace(">", "&gt;").replace("<", "&lt;")
        yanked = f' data-yanked="{self.yanked[file]}"' if file in self.yanked else ""
        return f'href="{self._url(file)}{fragment}" data-requires-python="{pythons}"{yanked}'

    def _json(self, name: str, files: list[str]) -> bytes:
        versions = sorted({file.split("-")[1].removesuffix(".tar.gz") for file in files})
        entries = [self._entry(file) for file in files]
        meta = {"api-version": "1.1"}
        page = {"meta": meta, "name": name, "versions": versions, "files": entries}
        return json.dumps(page).encode()

    def _entry(self, file: str) -> dict[str, object]:
        body, pythons = self.files[file]
        entry: dict[str, object] = {"filename": file, "url": self._url(file), "size": len(body)}
        entry["hashes"] = {"sha256": sha256(body).hexdigest()} if self.gives_hashes else {}
        entry["yanked"] = self.yanked.get(file) or file in self.yanked
        if pythons:
            entry["requires-python"] = pythons
        uploaded = {**self.uploaded, **self.days}
        if file in uploaded:
            entry["upload-time"] = uploaded[file]
        return entry

    def _url(self, file: str) -> str:
        return f"{self.origin}/files/{file}" if self.absolute else f"../../files/{file}"

    def answer(self, path: str, as_json: bool = False) -> bytes | None:
        self.asked.append(path)
        time.sleep(self.slow)
        if path in self.instead:
            return self.instead[path]
        _, kind, name, *_ = [*unquote(path).split("/"), "", ""]
        if kind == "flat":
            return self._html(sorted(self.files)).replace(b"../../", b"../")
        return self.page(name, as_json) if kind == "simple" else self.files.get(name, (None, ""))[0]


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"me:{password}".encode()).decode()


def _tls(certificate: str | ssl.SSLContext) -> ssl.SSLContext | None:
    if not certificate or isinstance(certificate, ssl.SSLContext):
        return certificate or None
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate)
    return trust


@contextmanager
def served(index: Index, certificate: str | ssl.SSLContext = "") -> Iterator[Index]:
    """On this machine, with TLS where there is a certificate: a file, with its key in it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if index.password and self.headers.get("Authorization") != _basic(index.password):
                return self._send(401, b"")
            body = index.answer(self.path, self._as_json)
            return self._send(index.unknown, b"") if body is None else self._send(200, body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        @property
        def _as_json(self) -> bool:
            return bool(index.as_json or index.days) and _JSON in self.headers.get("Accept", "")

        def _send(self, status: int, body: bytes) -> None:
            page = _JSON if self._as_json else "text/html"
            archive = "application/zip" if self.path.endswith(".whl") else "application/gzip"
            kind = page if self.path.startswith(("/simple/", "/flat/")) else archive
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                with suppress(OSError):  # the client may have heard enough
                    self._trickle(body) if index.trickles else self.wfile.write(body)

        def _trickle(self, body: bytes) -> None:
            for start in range(0, len(body), _PIECE):
                self.wfile.write(body[start : start + _PIECE])
                time.sleep(index.trickles)

        def log_message(self, *_: object) -> None:
            """Quiet: pytest has the screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        trust = _tls(certificate or index.certificate)
        if trust:
            # A client that says nothing would else hold up the rest, and the end.
            server.socket = trust.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        scheme = "https" if trust else "http"
        index.url = f"{scheme}://127.0.0.1:{server.server_port}/simple"
        yield index
        server.shutdown()
        thread.join()
