"""Where packages come from: indexes, folders, places of their own, and what opens them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from local_index import Index, served, source, wheel
from orders import on_linux, pins, refusal, versions

from mlpack.lock.pip_tools.routes import keys_of_this_machine
from mlpack.lock.pip_tools.runner import lent
from mlpack.plan import Index as Sources

pytestmark = on_linux


@pytest.fixture
def own() -> Iterator[Index]:
    """A second index: an older till than the first one's, and a shop that is newer than any."""
    own = Index()
    own.add("till", "1.7")
    own.add("shop", "9.0")
    with served(own):
        yield own


def folder_of(tmp_path: Path, *wheels: tuple[str, str]) -> str:
    """With a blank in its path, as `My Projects` has one."""
    folder = tmp_path / "my wheels"
    folder.mkdir()
    for name, version in wheels:
        (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(wheel(name, version))
    return str(folder)


def pages_asked(index: Index) -> set[str]:
    return {path.split("/")[2] for path in index.asked if path.startswith("/simple/")}


@pytest.mark.parametrize("lines", [("till",), ("shop", "till")])
def test_a_package_with_a_place_of_its_own_comes_from_there_alone(
    index: Index, own: Index, lines: tuple[str, ...]
) -> None:
    found = versions(*lines, sources=Sources(packages={"till": own.url}))

    assert found["till"] == "1.7"
    assert "till" not in pages_asked(index)


def test_nothing_but_that_package_comes_from_its_place(index: Index, own: Index) -> None:
    found = versions("shop", sources=Sources(packages={"till": own.url}))

    assert found == {"shop": "2.0", "till": "1.7"}
    assert pages_asked(own) == {"till"}


def test_a_place_holds_for_every_name_that_begins_alike(index: Index, own: Index) -> None:
    own.add("corp_tools", "1.0", "till", "corp.core")
    own.add("corp_core", "1.0")
    index.add("corp_core", "6.0")

    found = versions("Corp_Tools", sources=Sources(packages={"corp-*": own.url}))

    assert found == {"corp-tools": "1.0", "corp-core": "1.0", "till": "3.0"}
    assert pages_asked(own) == {"corp-tools", "corp-core"}
    assert pages_asked(index) == {"till"}


def test_a_place_may_be_a_folder(index: Index, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ("till", "1.2"), ("shop", "9.0"))

    found = versions("shop", sources=Sources(packages={"till": folder}))

    assert found == {"shop": "2.0", "till": "1.2"}
    assert pages_asked(index) == {"shop"}


def test_a_further_index_is_asked_for_every_package(index: Index, own: Index) -> None:
    assert versions("shop", "till", sources=Sources(extra=(own.url,))) == {
        "shop": "9.0",
        "till": "3.0",
    }


def test_the_projects_index_takes_the_place_of_the_machines(
    index: Index, own: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("PIP_EXTRA_INDEX_URL", index.url)

    assert versions("till", sources=Sources(url=own.url)) == {"till": "1.7"}
    assert index.asked == []


def test_a_folder_that_the_project_names_is_looked_through_as_well(
    index: Index, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, ("till", "2.5"))

    assert versions("shop", sources=Sources(find_links=(folder,))) == {"shop": "2.0", "till": "2.5"}


def test_without_a_network_there_are_folders_alone(
    index: Index, own: Index, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, ("till", "2.5"))
    sources = Sources(
        url=index.url, extra=(own.url,), packages={"till": own.url}, find_links=(folder,)
    )

    assert versions("till", sources=sources, offline=True) == {"till": "2.5"}
    assert versions("till", sources=Sources(wheelhouse=folder), offline=True) == {"till": "2.5"}
    assert refusal("shop", sources=sources, offline=True).says == (
        "There is no wheel of shop in the folders that are there, and no index is asked."
    )
    assert index.asked == own.asked == []


def test_a_place_that_lacks_its_package_is_named_with_the_setting(
    index: Index, own: Index, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path)
    sources = Sources(packages={"shpo": own.url, "tlil": folder})

    at_an_address, in_a_folder = (refusal(name, sources=sources) for name in ("shpo", "tlil"))

    assert (at_an_address.says, at_an_address.where) == (
        f"There is no package shpo at {own.url}.",
        "index.packages",
    )
    assert in_a_folder.says == f"There is no package tlil at {folder}."


def test_a_place_that_has_other_versions_alone_is_named_with_them(index: Index, own: Index) -> None:
    refused = refusal("till==3.0", sources=Sources(packages={"till": own.url}))

    assert refused.says == f"There is no till==3.0 among the 1 version at {own.url}."
    assert "has wheels of 1.7" in refused.hint


def test_a_place_that_cannot_be_reached_is_named(index: Index, machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_RETRIES", "0")
    nowhere = "http://127.0.0.1:9/simple"

    refused = refusal("shop", sources=Sources(packages={"till": nowhere}))

    assert (refused.says, refused.where) == (
        f"{nowhere} could not be reached. requirements.lock is left as it was.",
        "index.packages",
    )


def test_a_password_of_the_machines_opens_an_address_of_the_projects(
    index: Index, own: Index, machine: pytest.MonkeyPatch
) -> None:
    own.password = "right"
    key = own.url.replace("//", "//me:right@").replace("/simple", "/elsewhere/simple")
    machine.setenv("UV_INDEX", f"corp={key}")

    made = pins("till", sources=Sources(packages={"till": own.url}))

    assert [pin.version for pin in made] == ["1.7"]
    assert "right" not in str(made)


def test_a_password_in_a_netrc_opens_an_address(
    index: Index, own: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own.password = "right"
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password right\n")
    machine.setenv("NETRC", str(tmp_path / "netrc"))

    assert versions("till", sources=Sources(url=own.url)) == {"till": "1.7"}


def test_a_wrong_password_is_not_shown_and_its_place_is(
    index: Index, own: Index, machine: pytest.MonkeyPatch
) -> None:
    own.password = "right"
    machine.setenv("PIP_EXTRA_INDEX_URL", own.url.replace("//", "//me:wr0ng@"))

    refused = refusal("till", sources=Sources(packages={"till": own.url}))

    assert refused.says == (
        f"{own.url} wants a name and a password. requirements.lock is left as it was."
    )
    assert "wr0ng" not in f"{refused.says} {refused.hint}"


def test_of_two_passwords_for_a_host_the_one_with_the_likest_path_is_lent() -> None:
    known = ("https://a:1@host.example/one/simple", "https://b:2@host.example/two/simple")

    assert lent("https://host.example/two/other", known) == "https://b:2@host.example/two/other"
    assert lent("https://other.example/two", known) == "https://other.example/two"


@pytest.mark.parametrize("setting", ["PIP_EXTRA_INDEX_URL", "UV_INDEX"])
def test_a_password_for_https_is_not_sent_in_the_open(
    index: Index, own: Index, machine: pytest.MonkeyPatch, setting: str
) -> None:
    own.password = "right"
    machine.setenv(setting, own.url.replace("http://", "https://me:right@"))

    refused = refusal("till", sources=Sources(packages={"till": own.url}))

    assert refused.says == (
        f"{own.url} wants a name and a password. requirements.lock is left as it was."
    )


def test_the_keys_of_a_machine_are_its_addresses_with_a_name(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("UV_INDEX", "corp=https://a:1@one.example/simple https://two.example/simple")

    keys = keys_of_this_machine({"PIP_INDEX_URL": "https://b:2@three.example/simple"})

    assert keys == ("https://b:2@three.example/simple", "https://a:1@one.example/simple")


def test_what_a_build_needs_comes_from_its_own_place_and_with_its_password(
    index: Index, own: Index, machine: pytest.MonkeyPatch
) -> None:
    own.password = "right"
    own.add("corp_builder", "1.0")
    index.add("corp_builder", "9.0")
    index.add_source("raw", "1.0", source("raw", "1.0", "till<2", requires=("corp-builder",)))
    machine.setenv("PIP_EXTRA_INDEX_URL", own.url.replace("//", "//me:right@"))
    sources = Sources(url=index.url, packages={"corp-*": own.url})

    found = versions("raw", sources=sources, from_source=("raw",))

    assert found == {"raw": "1.0", "till": "1.5"}
    assert "corp-builder" not in pages_asked(index)
    assert "/files/corp_builder-1.0-py3-none-any.whl" in own.asked


@pytest.fixture
def certificates(tmp_path: Path) -> tuple[Path, Path]:
    """Two, each its own authority and with its key."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with: apt-get install openssl")
    one, other = tmp_path / "one.pem", tmp_path / "other.pem"
    for file in (one, other):
        make_certificate(file)
    return one, other


def make_certificate(file: Path) -> None:
    key, certificate = file.with_suffix(".key"), file.with_suffix(".crt")
    request = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2"
    names = ["-subj", f"/CN={file.stem}", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*request.split(), *names, *files], check=True, capture_output=True)
    file.write_text(key.read_text() + certificate.read_text())


def test_the_projects_authorities_are_trusted_beside_the_machines(
    machine: pytest.MonkeyPatch, certificates: tuple[Path, Path]
) -> None:
    usual, companys = certificates
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        machine.delenv(name, raising=False)
    first, second = Index(), Index()
    first.add("shop", "1.0", "till")
    second.add("till", "1.0")
    with served(first, str(usual)), served(second, str(companys)):
        machine.setenv("PIP_CERT", str(usual.with_suffix(".crt")))
        sources = Sources(url=first.url, packages={"till": second.url})
        file = str(companys.with_suffix(".crt"))

        without = refusal("shop", sources=sources)
        found = versions("shop", sources=replace(sources, certificates=file))

    assert without.says == (
        f"{second.url}'s certificate is not one that this machine trusts. "
        "requirements.lock is left as it was."
    )
    assert found == {"shop": "1.0", "till": "1.0"}


def test_a_file_that_holds_no_certificate_is_named(index: Index, tmp_path: Path) -> None:
    (tmp_path / "company.crt").write_text("not one")

    other, missing = (
        refusal("shop", sources=Sources(certificates=str(tmp_path / name)))
        for name in ("company.crt", "nowhere.crt")
    )

    assert other.says == "company.crt holds no certificate in PEM."
    assert missing.says == "nowhere.crt cannot be read: No such file or directory."
    assert other.where == missing.where == "index.certificates"


def test_a_lock_leaves_nothing_in_the_folder_for_passing_files(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.setenv("TMPDIR", str(tmp_path))
    machine.setattr("tempfile.tempdir", str(tmp_path))

    pins("shop")

    assert [file for file in tmp_path.iterdir() if "mlpack" in file.name] == []
