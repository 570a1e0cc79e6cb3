"""How this machine reaches an index: passwords, certificates, patience, and which pip it has."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
from local_index import Index, served
from test_lock_files import LINUX, OLD_STANDS, SHOP, TILL, found, refusal, served_file

from mlpack.lock.model import Pin


def test_an_index_that_wants_a_password_is_said_so(index: Index) -> None:
    index.password = "secret"

    assert refusal(SHOP).says == f"The package index wants a name and a password. {OLD_STANDS}"


def test_a_netrc_opens_an_index(index: Index, machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    index.password, index.gives_hashes = "secret", False
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    machine.setenv("NETRC", str(tmp_path / "netrc"))

    assert found(SHOP)["shop"] == (served_file(index, "shop-1.0-py3-none-any.whl"),)


@pytest.mark.parametrize(
    "variables",
    [
        {"PIP_INDEX_URL": "http://me:secret@{host}/else"},
        {"PIP_EXTRA_INDEX_URL": "http://me:secret@{host}/else"},
        {"UV_INDEX": "corp=http://me:secret@{host}/else"},
        {
            "UV_INDEX": "my-corp=http://{host}/else",
            "UV_INDEX_MY_CORP_USERNAME": "me",
            "UV_INDEX_MY_CORP_PASSWORD": "secret",
        },
    ],
)
def test_an_address_of_the_machines_lends_its_password_to_the_projects(
    index: Index, other: Index, machine: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    other.password, other.gives_hashes = "secret", False
    other.add("shop", "1.0", tag=LINUX)
    host = other.url.split("/")[2]
    for name, value in variables.items():
        machine.setenv(name, value.format(host=host))

    files = found(SHOP, packages={"shop": other.url})

    assert files["shop"] == (served_file(other, f"shop-1.0-{LINUX}.whl"),)


def test_a_password_for_https_is_not_sent_in_the_open(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    index.password = "secret"
    machine.setenv("PIP_INDEX_URL", index.url.replace("http://", "https://me:secret@"))

    refused = refusal(SHOP, url=index.url)

    assert refused.says == f"The package index wants a name and a password. {OLD_STANDS}"


def test_a_refused_password_is_in_no_message(
    index: Index, machine: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    index.password = "right"
    machine.setenv("PIP_INDEX_URL", index.url.replace("://", "://me:wrong@"))

    refused = refusal(SHOP)

    assert refused.says == f"The package index wants a name and a password. {OLD_STANDS}"
    assert refused.__cause__ is None
    assert capfd.readouterr() == ("", "")


def test_an_index_that_forbids_what_it_does_not_have_leaves_it_to_the_others(
    index: Index, other: Index
) -> None:
    other.unknown = 403

    assert found(SHOP, extra=(other.url,))["shop"][0].name == "shop-1.0-py3-none-any.whl"
    assert refusal(Pin("shop", "9.9", ()), extra=(other.url,)).says == (
        f"The package index wants a name and a password. {OLD_STANDS}"
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that is its own authority, with its key."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs openssl, to make a certificate with")
    files = [tmp_path / "key.pem", tmp_path / "company.pem"]
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(files[0]), "-out", str(files[1])]
    subprocess.run(command, check=True, capture_output=True)
    both = tmp_path / "both.pem"
    both.write_text("".join(file.read_text() for file in files))
    return both


def test_a_companys_certificates_are_trusted_for_this_run(
    machine: pytest.MonkeyPatch, certificate: Path
) -> None:
    machine.setenv("PIP_RETRIES", "0")
    with served(Index(certificate=str(certificate))) as index:
        index.add("shop", "1.0")
        index.url = index.url.replace("127.0.0.1", "localhost")

        refused = refusal(SHOP, url=index.url)
        files = found(SHOP, url=index.url, certificates=str(certificate.with_name("company.pem")))

        assert refused.says == (
            f"The package index's certificate is not one that this machine trusts. {OLD_STANDS}"
        )
        assert files["shop"] == (served_file(index, "shop-1.0-py3-none-any.whl"),)


def test_pips_own_certificates_are_still_trusted_beside_them(
    machine: pytest.MonkeyPatch, certificate: Path, tmp_path: Path
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        machine.delenv(name, raising=False)
    machine.setenv("PIP_CERT", str(certificate.with_name("company.pem")))
    (tmp_path / "another").mkdir()
    another = tmp_path / "another" / "company.pem"
    another.write_text(Path(_usual_authorities()).read_text("utf-8").split("\n\n")[-1])
    with served(Index(certificate=str(certificate))) as index:
        index.add("shop", "1.0")
        index.url = index.url.replace("127.0.0.1", "localhost")

        files = found(SHOP, url=index.url, certificates=str(another))

        assert files["shop"] == (served_file(index, "shop-1.0-py3-none-any.whl"),)


def _usual_authorities() -> str:
    from pip._vendor import certifi

    return str(certifi.where())


@pytest.mark.parametrize("text", ["", "no certificate", None])
def test_a_file_that_holds_no_certificate_is_named(
    index: Index, tmp_path: Path, text: str | None
) -> None:
    company = tmp_path / "company.pem"
    if text is not None:
        company.write_text(text)

    refused = refusal(SHOP, certificates=str(company))

    assert refused.says == "company.pem holds no certificates that can be read."
    assert refused.where == "index.certificates"


def test_an_index_that_does_not_answer_is_out_of_reach(
    index: Index, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("PIP_DEFAULT_TIMEOUT", "1")
    machine.setenv("PIP_RETRIES", "0")
    index.slow = 1.5

    assert refusal(SHOP).says == f"The package index could not be reached. {OLD_STANDS}"


def test_an_index_that_is_slow_is_waited_for(index: Index) -> None:
    index.slow = 0.2

    assert set(found(SHOP, TILL)) == {"shop", "till"}


def test_without_a_network_the_index_is_out_of_reach(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("PIP_RETRIES", "0")

    assert refusal(SHOP, url="http://127.0.0.1:9/simple").says == (
        f"The package index could not be reached. {OLD_STANDS}"
    )


def test_what_changed_in_a_newer_pip_is_named(index: Index, machine: pytest.MonkeyPatch) -> None:
    from pip._internal.commands import create_command

    kinds = type(create_command("install")).__mro__
    kind = next(kind for kind in kinds if "_build_session" in vars(kind))
    machine.delattr(kind, "_build_session")

    refused = refusal(SHOP)

    assert refused.says == (
        f"pip {version('pip')} is newer than mlpack knows: InstallCommand._build_session changed."
    )
    assert refused.hint == "pip install 'pip<27'"
