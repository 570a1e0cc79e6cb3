"""How uv reaches what an order names: further indexes, folders, passwords, certificates."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_index import Index, served, wheel
from uv_orders import Watched, needs_uv, refusal, versions

pytestmark = needs_uv

NEEDS_OPENSSL = pytest.mark.skipif(
    not shutil.which("openssl"), reason="makes an authority: install openssl"
)
_OLD_STANDS = "requirements.lock is left as it was."


@pytest.fixture
def further(index: Index) -> Iterator[Index]:
    further = Index()
    further.add("till", "2.5")
    with served(further):
        yield further


@pytest.fixture
def private(index: Index, machine: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Index]:
    """An index that wants a password; the home of nobody, so there is no .netrc of theirs."""
    machine.setenv("HOME", str(tmp_path))
    private = Index(password="right")
    private.add("gem", "1.0")
    private.add("till", "2.7")
    with served(private):
        yield private


def with_password(url: str, password: str = "right") -> str:
    return url.replace("//", f"//me:{password}@")


def folder_of(tmp_path: Path, *wheels: str) -> str:
    folder = tmp_path / "my own, wheels"
    folder.mkdir(exist_ok=True)
    for name, version in (one.split() for one in wheels):
        (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(wheel(name, version))
    return str(folder)


def test_the_projects_index_outweighs_the_machines(
    index: Index, further: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    machine.setenv("PIP_EXTRA_INDEX_URL", "http://127.0.0.1:9/simple")
    machine.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")

    assert versions("till", url=further.url) == {"till": "2.5"}


def test_further_indexes_count_alike(further: Index) -> None:
    assert versions("shop", extra=(further.url,)) == {"shop": "2.0", "till": "2.5"}


def test_folders_and_pages_of_wheels_count_alike(further: Index, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "own 1.0", "till 2.9")
    page = further.url.replace("/simple", "/flat/")

    assert versions("own", "shop", find_links=(folder,)) == {
        "own": "1.0",
        "shop": "2.0",
        "till": "2.9",
    }
    assert versions("shop", find_links=(page,)) == {"shop": "2.0", "till": "2.5"}


def test_a_folder_that_is_not_there_is_named(index: Index, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no where")

    refused = [refusal("till", find_links=(nowhere,)), refusal("till", packages={"till": nowhere})]

    says = f"There is no {nowhere} to take wheels from. {_OLD_STANDS}"
    assert [one.says for one in refused] == [says, says]


def test_offline_nothing_but_folders_is_asked(index: Index, further: Index, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "till 1.0", "torch 2.0")
    said = {"offline": True, "extra": (further.url,), "packages": {"torch": further.url}}

    assert versions("till", "torch", find_links=(folder,), **said) == {
        "till": "1.0",
        "torch": "2.0",
    }
    assert index.asked == further.asked == []


def test_offline_a_folder_is_still_the_one_place_of_a_package(index: Index, tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch/torch-1.0-py3-none-any.whl").write_bytes(wheel("torch", "1.0", "till"))
    (tmp_path / "torch/till-9.0-py3-none-any.whl").write_bytes(wheel("till", "9.0"))
    folder = folder_of(tmp_path, "till 1.0", "torch 2.0")

    found = versions(
        "torch", offline=True, find_links=(folder,), packages={"torch": str(tmp_path / "torch")}
    )

    assert found == {"till": "1.0", "torch": "1.0"}


def test_offline_a_wheelhouse_is_all_there_is(index: Index, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "till 1.0", "torch 2.0")

    found = versions(
        "till", "torch", offline=True, wheelhouse=folder, packages={"torch": str(tmp_path)}
    )

    assert found == {"till": "1.0", "torch": "2.0"}


def test_offline_what_no_folder_has_is_said(index: Index, tmp_path: Path) -> None:
    refused = refusal("till", offline=True, find_links=(folder_of(tmp_path, "shop 1.0"),))

    assert refused.says == (
        "There is no wheel of till in the folders that are there, and no index is asked."
    )


def test_offline_a_wheel_whose_bytes_are_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop-1.0-py3-none-any.whl").write_bytes(b"not a wheel")

    refused = refusal("shop==1.0", find_links=(str(tmp_path),), offline=True)

    assert refused.says == (
        f"The wheel of shop==1.0 cannot be read: its bytes are not those of a wheel. {_OLD_STANDS}"
    )


def test_a_machine_without_an_index_locks_from_its_own_folders(
    index: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.setenv("PIP_NO_INDEX", "1")
    machine.setenv("PIP_FIND_LINKS", str(tmp_path))
    (tmp_path / "till-9.0-py3-none-any.whl").write_bytes(wheel("till", "9.0"))

    assert versions("till") == {"till": "9.0"}
    assert index.asked == []


@pytest.mark.parametrize(
    "variable", ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"]
)
def test_a_machine_lends_its_password_for_the_same_host(
    private: Index, machine: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    watched = Watched(tmp_path)
    machine.setenv(variable, with_password(private.url))

    assert watched.versions("gem", url=private.url) == {"gem": "1.0"}
    assert watched.versions("gem", packages={"gem": f"{private.url}/"}) == {"gem": "1.0"}
    assert "right" not in "".join(watched.told)


def test_a_password_for_https_is_not_sent_in_the_open(
    private: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("UV_INDEX", with_password(private.url).replace("http:", "https:"))

    refused = refusal("gem", packages={"gem": private.url})

    assert refused.says == (
        f"{private.url} wants a name and a password. requirements.lock is left as it was."
    )


def test_a_password_in_a_variable_of_uvs_is_lent_too(
    private: Index, machine: pytest.MonkeyPatch
) -> None:
    private.password = "r:ght"
    machine.setenv("UV_INDEX", f"our-own={private.url}")
    machine.setenv("UV_INDEX_OUR_OWN_USERNAME", "me")
    machine.setenv("UV_INDEX_OUR_OWN_PASSWORD", "r:ght")

    assert versions("gem", url=private.url) == {"gem": "1.0"}


def test_a_netrc_opens_every_place(
    private: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keys").write_text("machine 127.0.0.1 login me password right\n")
    (tmp_path / "keys").chmod(0o600)
    machine.setenv("NETRC", str(tmp_path / "keys"))

    assert versions("shop", extra=(private.url,)) == {"shop": "2.0", "till": "2.7"}
    assert versions("gem", packages={"gem": private.url}) == {"gem": "1.0"}


def test_a_wrong_password_is_asked_for_and_never_shown(
    private: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("PIP_EXTRA_INDEX_URL", with_password(private.url, "wr0ng"))

    the_index = refusal("till", url=private.url)
    a_place = refusal("gem", url="", packages={"gem": private.url})

    assert the_index.says == f"The package index wants a name and a password. {_OLD_STANDS}"
    assert a_place.says == f"{private.url} wants a name and a password. {_OLD_STANDS}"
    assert a_place.where == "index.packages"
    assert "wr0ng" not in f"{the_index.says}{the_index.hint}{a_place.says}{a_place.hint}"


def test_an_index_that_refuses_is_not_passed_over(private: Index) -> None:
    refused = refusal("shop", extra=(private.url,))

    assert refused.says == f"The package index wants a name and a password. {_OLD_STANDS}"


def test_without_network_the_old_lock_stands(index: Index, machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    machine.setenv("PIP_RETRIES", "0")

    assert refusal("shop").says == f"The package index could not be reached. {_OLD_STANDS}"


def by_openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def trusted(index: Index, tmp_path: Path) -> Iterator[Index]:
    """An index that only those trust who trust the authority in authority.pem."""
    new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    by_openssl(tmp_path, f"{new} -subj /CN=ours -keyout ours.key -out authority.pem")
    by_openssl(
        tmp_path,
        f"{new} -subj /CN=127.0.0.1 -keyout key.pem -out certificate.pem -CA authority.pem "
        "-CAkey ours.key -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE",
    )
    both = [(tmp_path / name).read_text() for name in ("certificate.pem", "key.pem")]
    (tmp_path / "server.pem").write_text("".join(both))
    trusted = Index(certificate=str(tmp_path / "server.pem"))
    trusted.add("gem", "1.0")
    with served(trusted):
        yield trusted


@NEEDS_OPENSSL
def test_the_projects_authorities_are_trusted_beside_the_usual(
    trusted: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.delenv("SSL_CERT_FILE", raising=False)
    machine.delenv("SSL_CERT_DIR", raising=False)

    refused = refusal("gem", packages={"gem": trusted.url})
    found = versions(
        "gem", "till", extra=(trusted.url,), certificates=str(tmp_path / "authority.pem")
    )

    assert found == {"gem": "1.0", "till": "3.0"}
    assert refused.says == (
        f"{trusted.url}'s certificate is not one that this machine trusts. {_OLD_STANDS}"
    )


@NEEDS_OPENSSL
def test_the_machines_own_authorities_still_count(
    trusted: Index, machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by_openssl(
        tmp_path,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=theirs -keyout theirs.key -out theirs.pem",
    )
    machine.setenv("PIP_CERT", str(tmp_path / "authority.pem"))

    assert versions("gem", url=trusted.url, certificates=str(tmp_path / "theirs.pem")) == {
        "gem": "1.0"
    }


def test_authorities_that_are_not_there_are_said(index: Index) -> None:
    refused = refusal("till", certificates=f"{os.sep}nowhere{os.sep}authority.pem")

    assert refused.where == "index.certificates"
