"""The files that an index's page lists, of one version of a package, from JSON or HTML.

A page has thousands of links, of which a lock wants a few dozen: the rest are told by their file's
name, and nothing is built of them. https://packaging.python.org/specifications/simple-repository-api
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from packaging.version import InvalidVersion, Version

from mlpack.errors import LockFailed
from mlpack.lock.model import File

_ANCHOR = re.compile(r"<a\s", re.IGNORECASE)
_BASE = re.compile(r"<base\s", re.IGNORECASE)
_ADDRESS = re.compile(r"""(?<![\w-])href\s*=\s*["']?\s*([^"'>\s?]*)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s*([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_HASH = re.compile(r"(?:^|&)sha256=([0-9a-fA-F]{64})(?:&|$)")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ARCHIVES = "tar\\.gz|zip|tar\\.bz2|tar\\.xz|tgz"


@dataclass(frozen=True)
class Wanted:
    """One version of a package; of two spellings of a version, as 1.0 and 1.0.0, both are it."""

    name: str
    version: str
    known: dict[str, bool] = field(default_factory=dict, compare=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        name = "[-_.]+".join(map(re.escape, re.split(r"[-_.]+", self.name)))
        return re.compile(rf"(?i:{name})-(?:([^-/]+)-[^/]+\.whl|([^/]+)\.(?:{_ARCHIVES}))")

    def has(self, file: str) -> bool:
        """Whether a file of this name, a wheel or a source archive, is of the version."""
        found = self.pattern.fullmatch(file)
        if not found:
            return False
        version = found[1] or found[2]
        if version not in self.known:
            self.known[version] = version == self.version or self._is_same(version)
        return self.known[version]

    def _is_same(self, version: str) -> bool:
        try:
            return Version(version.replace("_", "-")) == Version(self.version)
        except InvalidVersion:
            return False


class Every(Wanted):
    """Every version of a package."""

    def has(self, file: str) -> bool:
        return bool(self.pattern.fullmatch(file))


@dataclass(frozen=True)
class Link:
    file: File
    yanked: bool = False


@dataclass(frozen=True)
class Page:
    """`url` is where relative links are seen from, `kind` a Content-Type."""

    url: str
    kind: str
    body: bytes

    def links(self, wanted: Wanted) -> Iterator[Link]:
        """The links to files of that version, in the page's order.

        Raises:
            LockFailed: the page is damaged.
        """
        read = self._from_json if self._is_json else self._from_html
        return (read(name, entry) for name, entry in self._entries if wanted.has(name))

    @property
    def _is_json(self) -> bool:
        return "json" in self.kind.lower()

    @cached_property
    def _entries(self) -> list[tuple[str, Any]]:
        """Each file's name with what the page says of it, not yet read."""
        if self._is_json:
            return [(_text(entry, "filename"), entry) for entry in self._listed()]
        return [
            (_file_name(found[1]), tag)
            for tag in _ANCHOR.split(self._html)[1:]
            if (found := _ADDRESS.search(tag))
        ]

    def _listed(self) -> list[dict[str, Any]]:
        try:
            files = json.loads(self.body)["files"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self._damaged() from None
        if not isinstance(files, list) or not all(isinstance(entry, dict) for entry in files):
            raise self._damaged()
        return files

    def _from_json(self, name: str, entry: dict[str, Any]) -> Link:
        hashes = entry.get("hashes")
        sha256 = _text(hashes, "sha256").lower() if isinstance(hashes, dict) else ""
        address = _text(entry, "url")
        if not address:
            raise self._damaged()
        file = File(
            name,
            _whole(self.url, address),
            sha256 if _SHA256.fullmatch(sha256) else "",
            _text(entry, "requires-python"),
            _text(entry, "upload-time"),
        )
        return Link(file, yanked=entry.get("yanked", False) is not False)

    @cached_property
    def _html(self) -> str:
        named = _CHARSET.search(self.kind)
        try:
            text = self.body.decode(named[1] if named else "utf-8", "replace")
        except LookupError:
            text = self.body.decode("utf-8", "replace")
        return _without_comments(text)

    @cached_property
    def _base(self) -> str:
        start = _ANCHOR.split(self._html, maxsplit=1)[0]
        tags = _BASE.split(start)[1:2]
        return urljoin(self.url, dict(_attributes(tags[0])).get("href", "")) if tags else self.url

    def _from_html(self, name: str, tag: str) -> Link:
        said: dict[str, str] = {}
        for attribute, value in _attributes(tag):
            said.setdefault(attribute, value)
        address = said.get("href", "").strip()
        if not address:
            raise self._damaged()
        file = File(
            name,
            _whole(self._base, address),
            sha256_in(urlsplit(address).fragment),
            said.get("data-requires-python", ""),
            said.get("data-upload-time", ""),
        )
        return Link(file, yanked="data-yanked" in said)

    def _damaged(self) -> LockFailed:
        return LockFailed(
            f"The index's page {self.url} is damaged. requirements.lock is left as it was.",
            hint="Run `mlpack lock` again; if it stays, tell those who keep the index.",
        )


def not_yanked(links: Iterable[Link]) -> list[File]:
    """All files but those that were drawn back, unless the whole version was."""
    links = list(links)
    return [link.file for link in links if not link.yanked] or [link.file for link in links]


def sha256_in(fragment: str) -> str:
    """What an address says behind its # of the file's bytes; empty where that is not sha256."""
    found = _HASH.search(fragment)
    return found[1].lower() if found else ""


def _attributes(tag: str) -> Iterator[tuple[str, str]]:
    """Those of a tag's text up to its end, with their names in lower case."""
    found = _ATTRIBUTE.match(tag)
    while found:
        value = next((part for part in found.groups()[1:] if part is not None), "")
        yield found[1].lower(), unescape(value)
        found = _ATTRIBUTE.match(tag, found.end())


def _without_comments(text: str) -> str:
    """By hand: a pattern would take minutes for a page of comments that nobody ends."""
    kept, start = [], 0
    while (comment := text.find("<!--", start)) >= 0:
        kept.append(text[start:comment])
        end = text.find("-->", comment + 4)
        start = end + 3 if end >= 0 else len(text)
    return "".join([*kept, text[start:]])


def _file_name(address: str) -> str:
    """Of an address as a page has it; there are thousands, and most have nothing to unescape."""
    whole = unescape(address) if "&" in address else address
    name = whole.partition("#")[0].rpartition("/")[2]
    return unquote(name) if "%" in name else name


def _whole(base: str, address: str) -> str:
    """The address from everywhere, without a password or what follows its file."""
    parts = urlsplit(urljoin(base, address))
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
