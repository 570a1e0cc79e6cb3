"""requirements.txt is read as pip reads it; what mlpack cannot keep is refused with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from requirement_files import faults, held, lay_out, requested, texts, told

from mlpack.requirements import Constraint, Index, Line, Requested

WHEEL = "https://files.example/shop-1.0-py3-none-any.whl"


def of(tmp_path: Path, text: str | bytes) -> Path:
    return lay_out(tmp_path, {"requirements.txt": text})


def test_every_kind_of_line_is_read_with_its_place(tmp_path: Path) -> None:
    text = f"""\
# what the model imports

pandas>=2   # frames
pyarrow
scikit-learn >= 1.5, \\
    < 2
uvicorn[standard] ; python_version<'3.13'
  httpx==0.27.*
shop @ {WHEEL}#sha256=0123
"""

    assert told(of(tmp_path, text), "requirements.txt") == [
        ("pandas>=2", "requirements.txt:3"),
        ("pyarrow", "requirements.txt:4"),
        ("scikit-learn >= 1.5, < 2", "requirements.txt:5"),
        ("uvicorn[standard] ; python_version<'3.13'", "requirements.txt:7"),
        ("httpx==0.27.*", "requirements.txt:8"),
        (f"shop @ {WHEEL}#sha256=0123", "requirements.txt:9"),
    ]


def test_the_whole_of_it_is_one_value(tmp_path: Path) -> None:
    root = lay_out(
        tmp_path,
        {
            "requirements.txt": "-r base.in\npandas\n-c held.txt\n",
            "base.in": "numpy>=2\n",
            "held.txt": "pandas[excel]==2.2.3 ; python_version < '3.13'\n",
        },
    )

    assert requested(root, "requirements.txt", "base.in") == Requested(
        lines=(
            Line("numpy>=2", "base.in:1", "requirements.txt"),
            Line("pandas", "requirements.txt:2", "requirements.txt"),
        ),
        constraints=(
            Constraint('pandas==2.2.3 ; python_version < "3.13"', "held.txt:1", "requirements.txt"),
        ),
        pythons="",
    )


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfpandas\r\nnumpy\r\n",
        "\ufeffpandas\r\nnumpy\r\n".encode("utf-16-le"),
        b"pandas\rnumpy",
        b"pandas\nnumpy \\",
    ],
    ids=["byte order mark", "PowerShell", "old line ends", "continued into the end"],
)
def test_how_a_file_was_saved_does_not_matter(tmp_path: Path, text: bytes) -> None:
    assert told(of(tmp_path, text), "requirements.txt") == [
        ("pandas", "requirements.txt:1"),
        ("numpy", "requirements.txt:2"),
    ]


def test_a_comment_does_not_continue_but_ends_what_was_continued(tmp_path: Path) -> None:
    text = "# not continued \\\npandas \\\n# >=3\nnumpy\n"

    assert texts(of(tmp_path, text), "requirements.txt") == ["pandas", "numpy"]


def test_an_empty_file_asks_for_nothing(tmp_path: Path) -> None:
    assert texts(of(tmp_path, "\n# nothing yet\n"), "requirements.txt") == []


@pytest.mark.parametrize("option", ["-r {}", "-r{}", "--requirement {}", "--requirement={}"])
def test_a_file_names_others_relative_to_itself(tmp_path: Path, option: str) -> None:
    root = lay_out(
        tmp_path,
        {
            "requirements/prod.txt": option.format("common/base.txt") + "\n",
            "requirements/common/base.txt": "-r '../../shared files/all.txt'\n",
            "shared files/all.txt": "pandas\n",
        },
    )

    assert told(root, "requirements/prod.txt") == [("pandas", "shared files/all.txt:1")]


def test_a_file_may_lie_outside_of_the_project(tmp_path: Path) -> None:
    lay_out(tmp_path, {"common.txt": "-r more.txt\n", "more.txt": "numpy\n", "a/b/own.txt": ""})

    assert told(tmp_path / "a" / "b", "../../common.txt") == [("numpy", "../../more.txt:1")]


def test_a_file_that_two_name_is_read_once(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "-r a.txt\n-r b.txt\n-r ./a.txt\n",
        "a.txt": "-r base.txt\n",
        "b.txt": "-r base.txt\n",
        "base.txt": "pandas\n",
    }

    assert texts(lay_out(tmp_path, files), "requirements.txt") == ["pandas"]


def test_files_that_name_each_other_in_a_circle_are_named(tmp_path: Path) -> None:
    files = {"requirements.txt": "-r a.txt\n", "a.txt": "pandas\n-r requirements.txt\n"}

    assert faults(lay_out(tmp_path, files), "requirements.txt") == [
        "a.txt:2:1  requirements[0]  This goes round: requirements.txt → a.txt → requirements.txt."
    ]


def test_a_chain_of_files_has_an_end(tmp_path: Path) -> None:
    files = {f"r{i}.txt": f"-r r{i + 1}.txt\n" for i in range(20)}

    assert faults(lay_out(tmp_path, files), "r0.txt") == [
        "r9.txt:1:1  requirements[0]  Files name files more than 10 deep here."
    ]


NAME_THE_INDEX = (
    "Name the index in mlpack.yaml under index:, as in `index: {packages: {torch: URL}}`, "
    "its password in ~/.netrc, and leave the line out."
)
A_WHEEL = (
    "Build a wheel of it (`pip wheel`), name the folder of the wheel under index.find_links in "
    "mlpack.yaml, and ask for it here by name and version."
)
FROM_SOURCE = (
    "Leave it out: a lock holds wheels, and mlpack.yaml names what to build, "
    "as in `lock: {from_source: [NAME]}`."
)
PRE = "Name the pre-release that you want, as in pandas==3.0.0rc1, and leave the line out."
ON_THIS_MACHINE = (
    "is on this machine alone. Name a folder of modules under include: in mlpack.yaml and "
    f"leave the line out. Or: {A_WHEEL}"
)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "-i https://me:secret@index.example/simple",
            f"--index-url has no place here. {NAME_THE_INDEX}",
        ),
        ("--index-url=https://x.example", f"--index-url has no place here. {NAME_THE_INDEX}"),
        (
            "--extra-index-url https://x.example",
            f"--extra-index-url has no place here. {NAME_THE_INDEX}",
        ),
        ("--trusted-host x.example", f"--trusted-host has no place here. {NAME_THE_INDEX}"),
        (
            "-f wheels",
            "--find-links has no place here. Name the folder in mlpack.yaml, as in "
            "`index: {find_links: [wheels]}`, and leave the line out.",
        ),
        (
            "--no-index",
            "--no-index has no place here. Name the folders of wheels in mlpack.yaml under "
            "index.find_links, and leave the line out.",
        ),
        (
            "-e .",
            "--editable has no place here. An image has no place to edit in. Name a folder of "
            f"modules under include: in mlpack.yaml and leave the line out. Or: {A_WHEEL}",
        ),
        ("--no-binary :all:", f"--no-binary has no place here. {FROM_SOURCE}"),
        ("--only-binary=numpy", f"--only-binary has no place here. {FROM_SOURCE}"),
        ("--pre", f"--pre has no place here. {PRE}"),
        (
            "--require-hashes",
            "--require-hashes has no place here. Leave it out: the lock always has hashes.",
        ),
        (
            "shop --config-settings a=b",
            f"--config-settings has no place here. It is for a build from source. {A_WHEEL}",
        ),
        (
            "--requirements more.txt",
            "pip has no option --requirements in a file. Did you mean --requirement?",
        ),
        ("--verbose", "pip has no option --verbose in a file. Leave it out."),
        ("-r", "--requirement names no file."),
        ("pandas -r a.txt", "pip passes over --requirement here. Give it a line of its own."),
        ("-r 'a.txt", "A quote is opened here and not closed."),
        ("-r b.txt", "There is no b.txt. There is requirements.txt."),
        ("-r requirement.txt", "There is no requirement.txt. Did you mean requirements.txt?"),
        ("-r more/b.txt", "There is no folder more."),
        (
            "-r https://host.example/b.txt",
            "https://host.example/b.txt is an address, and mlpack reads files alone. "
            "Save it, and name the copy.",
        ),
        (r"-r 'more\b.txt'", "A path is written with /, as in more/b.txt."),
        (
            "-r pyproject.toml",
            "pip cannot read pyproject.toml here. Name it in mlpack.yaml under requirements:",
        ),
        (
            "-c poetry.lock",
            "pip cannot read poetry.lock here. Name it in mlpack.yaml under constraints:",
        ),
        (
            "git+https://host.example/shop@abc",
            "git+https://host.example/shop@abc is a repository, and no hash tells one. " + A_WHEEL,
        ),
        (
            "shop @ git+ssh://git@host.example/shop",
            "shop @ git+ssh://host.example/shop is a repository, and no hash tells one. " + A_WHEEL,
        ),
        ("./libs/shop", f"./libs/shop {ON_THIS_MACHINE}"),
        (".[gpu]", f".[gpu] {ON_THIS_MACHINE}"),
        ("libs/shop-1.0-py3-none-any.whl", f"libs/shop-1.0-py3-none-any.whl {ON_THIS_MACHINE}"),
        ("shop @ file:///srv/shop", f"shop @ file:///srv/shop {ON_THIS_MACHINE}"),
        (WHEEL, f"{WHEEL} has no name. Write shop @ {WHEEL}."),
        (
            "https://host.example/shop",
            "https://host.example/shop has no name. Write NAME @ https://host.example/shop.",
        ),
        (
            "shop @ https://host.example/shop-1.0.tar.gz",
            f"shop @ https://host.example/shop-1.0.tar.gz is not a wheel. {A_WHEEL}",
        ),
        (
            f"shop @ {WHEEL.replace('//', '//me:secret@')}",
            "The address of shop has credentials in it, and requirements.in would show them. "
            "Leave them out, and let a ~/.netrc give them.",
        ),
        (
            "shop @ https://${TOKEN}@host.example/shop-1.0-py3-none-any.whl",
            "What ${TOKEN} stands for is another thing on another machine. Write it out; the "
            "password of an index belongs into ~/.netrc.",
        ),
        ("pandas>>2", "pandas>>2 is not a requirement such as pandas>=2."),
        ("pandas 2.0", "pandas 2.0 is not a requirement such as pandas>=2."),
        ("<<<<<<< HEAD", "<<<<<<< HEAD is not a requirement such as pandas>=2."),
        ("a" * 90 + "!", "a" * 77 + "... is not a requirement such as pandas>=2."),
        (
            "pandas==2.2.3 --hash=sha256:00",
            "This is a lock: it has hashes. Name it under constraints: in mlpack.yaml, and what "
            "model.py imports under requirements:.",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_would_work(
    tmp_path: Path, line: str, says: str
) -> None:
    root = of(tmp_path, f"numpy\n{line}\n")

    assert faults(root, "requirements.txt") == [f"requirements.txt:2:1  requirements[0]  {says}"]


def test_two_requirements_do_not_share_a_line(tmp_path: Path) -> None:
    root = of(tmp_path, "pandas --pre numpy\n")

    assert faults(root, "requirements.txt") == [
        f"requirements.txt:1:1  requirements[0]  --pre has no place here. {PRE}",
        "requirements.txt:1:1  requirements[0]  numpy belongs to no option and is no requirement.",
    ]


def test_all_faults_of_all_files_show_at_once(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "--pre\n-r base.txt\npandas>>2\n",
        "base.txt": "numpy 2\n",
        "held.txt": "scipy 1\n",
    }

    found = faults(
        lay_out(tmp_path, files), "requirements.txt", "none.in", constraints=["held.txt"]
    )

    assert found == [
        f"requirements.txt:1:1  requirements[0]  --pre has no place here. {PRE}",
        "base.txt:1:1  requirements[0]  numpy 2 is not a requirement such as pandas>=2.",
        "requirements.txt:3:1  requirements[0]  pandas>>2 is not a requirement such as pandas>=2.",
        "mlpack.yaml:1:1  requirements[1]  There is no none.in. "
        "There is base.txt, held.txt and requirements.txt.",
        "held.txt:1:1  constraints[0]  scipy 1 is not a requirement such as pandas>=2.",
    ]


def test_an_index_that_mlpack_yaml_names_too_may_stay(tmp_path: Path) -> None:
    text = (
        "--extra-index-url https://${TOKEN}@Index.example/cu128/\n--find-links ../wheels\ntorch\n"
    )
    root = lay_out(tmp_path, {"app/requirements.txt": text})
    index = Index(
        urls=frozenset({"https://index.example/cu128"}), find_links=frozenset({"wheels/"})
    )

    assert told(root, "app/requirements.txt", index=index) == [("torch", "app/requirements.txt:3")]


def test_a_file_without_end_is_told_in_part(tmp_path: Path) -> None:
    root = of(tmp_path, "not a line\n" * 50_000)

    found = faults(root, "requirements.txt")

    assert len(found) == 101
    assert found[-1].endswith("There are more faults; these are the first.")


def test_more_lines_than_any_project_has_are_refused(tmp_path: Path) -> None:
    root = of(tmp_path, "".join(f"a{i}\n" for i in range(20_000)))

    assert faults(root, "requirements.txt") == [
        "mlpack.yaml:1:1  requirements  The files have more than 10000 lines together."
    ]


def test_a_lock_with_hashes_gives_names_and_versions(tmp_path: Path) -> None:
    lines = """\
#
# made by a tool
#
--index-url https://me:secret@index.example/simple
--only-binary :all:

-e .
./libs/shop
pandas[excel]==2.2.3 \\
    --hash=sha256:00 \\
    --hash=sha256:11
    # via -r requirements.in
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:22
till @ https://files.example/till-1.5-py3-none-any.whl \\
    --hash=sha256:33
local @ file:///srv/wheels/local-2.0+cpu-py3-none-any.whl
numpy
"""

    assert held(of(tmp_path, lines), "requirements.txt") == [
        "pandas==2.2.3",
        'colorama==0.4.6 ; sys_platform == "win32"',
        "till==1.5",
        "local==2.0+cpu",
    ]


@pytest.mark.parametrize(
    ("line", "shown", "name"),
    [
        ("numpy @ file:///croot/numpy/work", "numpy @ file:///croot/numpy/work", "numpy"),
        ("git+https://host.example/s@1", "git+https://host.example/s@1", "NAME"),
        ("-e git+https://host.example/s@1", "git+https://host.example/s@1", "NAME"),
        ("-e git+https://h.example/s@1#egg=s", "git+https://h.example/s@1#egg=s", "s"),
    ],
)
def test_a_constraint_that_says_no_version_is_refused(
    tmp_path: Path, line: str, shown: str, name: str
) -> None:
    root = of(tmp_path, f"{line}\n")

    assert faults(root, constraints=["requirements.txt"]) == [
        f"requirements.txt:1:1  constraints[0]  {shown} says no version. Write {name}==VERSION; "
        "`pip list --format=freeze` shows the versions."
    ]


def test_what_constraints_name_are_constraints_too(tmp_path: Path) -> None:
    files = {"held.txt": "-r a.txt\n-c b.txt\n", "a.txt": "numpy<2\n", "b.txt": "pandas<3\n"}

    assert held(lay_out(tmp_path, files), "held.txt") == ["numpy<2", "pandas<3"]


def test_what_mlpack_makes_is_nothing_to_make_it_from(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "requirements.in": "# Made by mlpack from mlpack.yaml: what the service needs.\n\nshop\n",
            "requirements.lock": "# 1 package for all.\n# Renew with `mlpack lock`; made by uv 1.\n",
        },
    )

    assert faults(tmp_path, "requirements.in", constraints=["requirements.lock"]) == [
        "requirements.in:1:1  requirements[0]  mlpack writes this file from mlpack.yaml, so it "
        "cannot ask for what is in it. Name what you wrote yourself; to make this file your own, "
        "delete its first line.",
        "requirements.lock:1:1  constraints[0]  mlpack writes this lock, and keeps to its pins "
        "anyway until `mlpack lock --upgrade`: take it out of mlpack.yaml.",
    ]


def test_the_password_of_an_address_that_is_named_is_not_repeated(tmp_path: Path) -> None:
    project = of(tmp_path, "-r https://me:secret@files.example/more.txt\n")

    assert faults(project, "requirements.txt") == [
        "requirements.txt:1:1  requirements[0]  https://files.example/more.txt is an address, and "
        "mlpack reads files alone. Save it, and name the copy."
    ]
