"""A package index in this process: tiny wheels, served as the simple API serves them."""

from __future__ import annotations

import base64
import io
import json
import ssl
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zipfile import ZipFile, ZipInfo


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
    name: str, version: str, *needs: str, requires: tuple[str, ...] = (), first: str = "pass"
) -> bytes:
    """A source archive that brings its own backend; `first` is what that does before all else."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    info = f"{name}-{version}.dist-info"
    project = f"requires = {json.dumps(requires)}\nbuild-backend = 'own'\nbackend-path = ['.']\n"
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

    Where `days` are said, by file, its pages are JSON and have the time of each upload.
    """

    gives_hashes: bool = True
    password: str = ""
    days: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

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

    def hash(self, file: str) -> str:
        return f"sha256:{sha256(self.files[file][0]).hexdigest()}"

    def page(self, name: str) -> bytes | None:
        mine = sorted(file for file in self.files if file.split("-")[0].replace("_", "-") == name)
        if self.days and mine:
            return json.dumps(
                {**_VERSION, "name": name, "files": list(map(self._row, mine))}
            ).encode()
        links = "".join(f"<a {self._link(file)}>{file}</a>\n" for file in mine)
        return f"<!DOCTYPE html><html><body>{links}</body></html>".encode() if mine else None

    def _row(self, file: str) -> dict[str, object]:
        row = {
            "filename": file,
            "url": f"../../files/{file}",
            "requires-python": self.files[file][1],
        }
        day = {"upload-time": self.days[file]} if file in self.days else {}
        return {**row, **day, "hashes": {"sha256": self.hash(file).partition(":")[2]}}

    def _link(self, file: str) -> str:
        fragment = f"#{self.hash(file).replace(':', '=')}" if self.gives_hashes else ""
        pythons = self.files[file][1].replace(">", "&gt;").replace("<", "&lt;")
        return f'href="../../files/{file}{fragment}" data-requires-python="{pythons}"'

    def answer(self, path: str) -> bytes | None:
        self.asked.append(path)
        _, kind, name, *_ = [*path.split("/"), "", ""]
        return self.page(name) if kind == "simple" else self.files.get(name, (None, ""))[0]


_VERSION = {"meta": {"api-version": "1.1"}}


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"me:{password}".encode()).decode()


@contextmanager
def served(index: Index, certificate: str = "") -> Iterator[Index]:
    """On this machine, with TLS where there is a certificate: a file, with its key in it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if index.password and self.headers.get("Authorization") != _basic(index.password):
                return self._send(401, b"")
            body = index.answer(self.path)
            return self._send(404, b"") if body is None else self._send(200, body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def _send(self, status: int, body: bytes) -> None:
            page = "application/vnd.pypi.simple.v1+json" if index.days else "text/html"
            archive = "application/zip" if self.path.endswith(".whl") else "application/gzip"
            kind = page if "/simple/" in self.path else archive
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet: pytest has the screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(
                # A client that says nothing would else hold up the rest, and the end.
                server.socket,
                server_side=True,
                do_handshake_on_connect=False,
            )
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        scheme = "https" if certificate else "http"
        index.url = f"{scheme}://127.0.0.1:{server.server_port}/simple"
        yield index
        server.shutdown()
        thread.join()
