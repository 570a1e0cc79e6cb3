"""Where packages come from, as mlpack.yaml says it: forms, and the faults that would leak or fail."""

from __future__ import annotations

import pytest

from mlpack.errors import SpecFaults
from mlpack.requirements import is_file
from mlpack.spec import Index, Known, Spec, read, spec_from


def spec_of(more: str) -> Spec:
    return spec_from(read(f"name: digits\nframework: scikit-learn\n{more}"), Known())


def fault_of(more: str) -> str:
    with pytest.raises(SpecFaults) as caught:
        spec_of(more)
    (fault,) = caught.value.faults
    return f"{fault.line}:{fault.column}  {fault.setting}  {fault.says}"


def test_the_short_form_is_the_address_alone() -> None:
    assert spec_of("index: https://packages.example.org/simple").index == Index(
        url="https://packages.example.org/simple"
    )


def test_names_of_packages_are_known_in_any_spelling() -> None:
    index = spec_of("index: {packages: {Corp_Tools: wheels, Corp.*: https://a.example}}").index

    assert index.packages == {"corp-tools": "wheels", "corp-*": "https://a.example"}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "index: https://me:secret@packages.example.org/simple",
            "3:8  index.url  This address has a name or a password in it, and mlpack.yaml is no "
            "place for one: put it into ~/.netrc, and say index.credentials for the build.",
        ),
        (
            "index: packages.example.org",
            "3:8  index.url  packages.example.org is not an address such as "
            "https://packages.example.org/simple.",
        ),
        (
            "index: {packages: {torch: /opt/wheels}}",
            "3:27  index.packages.torch  /opt/wheels is not a path inside the project, written "
            "with / and no ..",
        ),
        (
            "index: {packages: {'*': wheels}}",
            "3:20  index.packages.*  * is not the name of a package, as in torch, or of many: "
            "corp-*.",
        ),
        (
            "index: {credentials: 's3cret pass'}",
            "3:22  index.credentials  s3cret pass is not the id of a build secret: letters, "
            "digits, _, . and -. The secret itself is given to the build, as in `docker build "
            "--secret id=pypi,src=$HOME/.netrc`.",
        ),
        (
            "index: {certificates: company.key}",
            "3:23  index.certificates  company.key is not a file of certificates, as in "
            "company-ca.crt.",
        ),
        (
            "index: {wheelhouse: 'a,b'}",
            "3:21  index.wheelhouse  a,b has a comma in it, and commas part what a build is told of "
            "it.",
        ),
        (
            "lock: {exclude_newer: 2026-02-31}",
            "3:23  lock.exclude_newer  2026-02-31 is not a day such as 2026-11-01.",
        ),
        (
            "lock: {exclude_newer: tomorrow}",
            "3:23  lock.exclude_newer  tomorrow is not a day such as 2026-11-01.",
        ),
        ("platforms: []", "3:12  platforms  This is a list of at least 1."),
    ],
)
def test_what_would_leak_or_fail_is_named_with_its_place(written: str, says: str) -> None:
    assert fault_of(written) == says


@pytest.mark.parametrize(
    "written",
    [
        "index: ftp://me:secret@packages.example.org/simple",
        "index: https://packages.example.org/simple?key=secret",
        "index: https://packages.example.org/simple#secret",
        "requirements: ['https://me:secret@packages.example.org/r.txt']",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(written: str) -> None:
    assert "secret" not in fault_of(written)


@pytest.mark.parametrize("address", ["https://[host/simple", "https://host:port/simple"])
def test_an_address_without_a_host_or_a_port_that_is_one_is_named(address: str) -> None:
    assert fault_of(f"index: '{address}'") == (
        f"3:8  index.url  {address} is not an address such as https://packages.example.org/simple."
    )


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    assert fault_of("lock: {exclude_newer: 9999-12-31}") == (
        "3:23  lock.exclude_newer  9999-12-31 is not a day such as 2026-11-01."
    )


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("find_links: ['a,b']", "a,b"),
        ("packages: {torch: 'a,b'}", "a,b"),
        ("wheelhouse: 'a,b'", "a,b"),
        ("certificates: 'a,b.pem'", "a,b.pem"),
    ],
)
def test_what_a_build_mounts_has_no_comma(written: str, path: str) -> None:
    assert fault_of(f"index: {{{written}}}").endswith(
        f"  {path} has a comma in it, and commas part what a build is told of it."
    )


@pytest.mark.parametrize(
    "entry",
    [
        *("requirements.txt", "a/b.in", "../common.txt", "pyproject.toml"),
        *("x/pyproject.toml[a, b]", "pyproject.toml:serve"),
    ],
)
def test_an_entry_with_the_suffix_of_a_file_is_one(entry: str) -> None:
    assert is_file(entry)
    assert spec_of(f"requirements: '{entry}'").requirements == (entry,)


@pytest.mark.parametrize("entry", ["pandas>=2", "ruamel.yaml", "torch[extra]", "zope.interface"])
def test_an_entry_that_names_a_package_is_none(entry: str) -> None:
    assert not is_file(entry)
