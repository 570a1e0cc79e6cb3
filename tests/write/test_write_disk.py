"""The disk: whole files or none, links that lead away, folders that may not be written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from project_folder import everything, generate, holds, put, tree

from mlpack.errors import WriteRefused
from mlpack.tree import File
from mlpack.write import apply, compare, recover, write_whole
from mlpack.write.disk import refusing

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX: run it on Linux or macOS")


def test_a_file_is_written_to_the_byte(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "f", "é\r\n\n")
    write_whole(tmp_path / "new" / "f", "ü\n")

    assert everything(tmp_path) == {"new/f": "ü\n"}


@posix
def test_a_new_file_gets_its_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    put(tmp_path, {"private": "1\n", "script": "1\n"})
    (tmp_path / "private").chmod(0o600)
    (tmp_path / "script").chmod(0o640)

    for name, mode in {"private": 0o644, "script": 0o755, "new": 0o644, "run": 0o755}.items():
        write_whole(tmp_path / name, "2\n", mode)

    umask = os.umask(0)
    os.umask(umask)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {
        "private": 0o600,
        "script": 0o750,
        "new": 0o644 & ~umask,
        "run": 0o755 & ~umask,
    }


@posix
def test_a_file_system_that_is_full_leaves_everything_as_it_was(tmp_path: Path) -> None:
    generate(tmp_path, {"a": "1\n", "b": "1\n"})
    before = everything(tmp_path)
    full = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from project_folder import generate\n"
        "from mlpack.errors import WriteRefused\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: generate(Path(sys.argv[1]), {'a': '2', 'b': 'x' * 9999})\n"
        "except WriteRefused as refused: print(refused.where, refused.says)\n"
    )

    done = _python(full, tmp_path).communicate()[0]

    assert done == "b It cannot be written: file too large.\n"
    assert everything(tmp_path) == before


def test_where_the_disk_is_full_it_is_room_that_is_asked_for() -> None:
    with pytest.raises(WriteRefused) as refused, refusing("a", "written"):
        raise OSError(errno.ENOSPC, "No space left on device")

    said = (refused.value.where, refused.value.says, refused.value.hint)
    assert said == (
        "a",
        "It cannot be written: no space left on device.",
        "Make room on that disk, then run the command again.",
    )


def test_an_edit_made_since_compare_is_not_overwritten(tmp_path: Path) -> None:
    generate(tmp_path, {"a": "1\n", "b": "1\n"})
    changes = compare(tree({"a": "2\n", "b": "2\n"}), tmp_path)
    put(tmp_path, {"b": "mine\n"})

    with pytest.raises(WriteRefused) as refused:
        apply(changes, tmp_path)

    assert refused.value.where == "b"
    assert holds(tmp_path) == {"a": "1\n", "b": "mine\n"}


@posix
@pytest.mark.parametrize("path", ["link", "folder/f"])
def test_a_link_that_leads_out_of_the_project_is_refused(tmp_path: Path, path: str) -> None:
    put(tmp_path, {"outside/f": "theirs\n"})
    root = tmp_path / "project"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "outside/f")
    (root / "folder").symlink_to(tmp_path / "outside")

    with pytest.raises(WriteRefused) as refused:
        generate(root, {path: "1\n", "a": "1\n"}, overwrite=[path])

    real = (tmp_path / "outside/f").resolve()
    says = f"It is, or lies below, a link that leads out of the project, to {real}."
    assert (refused.value.where, refused.value.says) == (path, says)
    assert holds(tmp_path / "outside") == {"f": "theirs\n"}
    assert not (root / "a").exists()


@posix
def test_a_link_inside_the_project_stays_a_link(tmp_path: Path) -> None:
    put(tmp_path, {"docker/Dockerfile": "1\n"})
    (tmp_path / "Dockerfile").symlink_to("docker/Dockerfile")

    verbs = generate(tmp_path, {"Dockerfile": "2\n"}, overwrite=["Dockerfile"])

    assert verbs == {"Dockerfile": "update"}
    assert (tmp_path / "Dockerfile").is_symlink()
    assert holds(tmp_path) == {"Dockerfile": "2\n", "docker/Dockerfile": "2\n"}


@posix
def test_a_seeded_file_may_lie_behind_any_link(tmp_path: Path) -> None:
    put(tmp_path, {"shared/model.py": "theirs\n"})
    (tmp_path / "project").mkdir()
    (tmp_path / "project/model.py").symlink_to(tmp_path / "shared/model.py")

    verbs = generate(tmp_path / "project", {"model.py": File("1\n", "seeded")})

    assert verbs == {"model.py": "keep"}
    assert holds(tmp_path / "shared") == {"model.py": "theirs\n"}


@posix
def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f").symlink_to("g")
    (tmp_path / "g").symlink_to("f")

    with pytest.raises(WriteRefused):
        generate(tmp_path, {"f": "1\n"})

    assert (tmp_path / "f").is_symlink()


@pytest.mark.parametrize(
    ("there", "where", "says"),
    [
        ("serve/app.py/x", "serve/app.py", "A folder stands here, and mlpack left it alone."),
        (
            "serve",
            "serve",
            "A file, where serve/app.py needs a folder, stands here, and mlpack left it alone.",
        ),
    ],
)
def test_a_folder_for_a_file_or_the_reverse_is_refused(
    tmp_path: Path, there: str, where: str, says: str
) -> None:
    put(tmp_path, {there: "mine\n"})

    with pytest.raises(WriteRefused) as refused:
        generate(tmp_path, {"serve/app.py": "1\n", "a": "1\n"})

    assert (refused.value.where, refused.value.says) == (where, says)
    assert holds(tmp_path) == {there: "mine\n"}


@contextmanager
def _as_a_person_without_rights() -> Iterator[None]:
    """Root may write everywhere: become nobody for a while."""
    if os.getuid() != 0:
        yield
        return
    if not hasattr(os, "setresuid"):
        pytest.skip("root may write everywhere: run it as another user")
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@posix
@pytest.mark.parametrize("locked", ["serve", "serve/app.py"])
def test_what_is_read_only_is_refused_before_anything_is_written(locked: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        generate(root, {"a": "1\n", "serve/app.py": "1\n"})
        before = everything(root)
        for path in (root, *root.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        (root / locked).chmod(0o555)

        with _as_a_person_without_rights(), pytest.raises(WriteRefused) as refused:
            generate(root, {"a": "2\n", "serve/app.py": "2\n"})

        (root / locked).chmod(0o755)
        says = "It is read-only."
        if locked == "serve":
            says = f"The folder {(root / locked).resolve()} is read-only."
        assert (refused.value.where, refused.value.says) == ("serve/app.py", says)
        assert everything(root) == before


def test_what_a_killed_run_left_half_made_is_swept(tmp_path: Path) -> None:
    generate(tmp_path, {"serve/f": "1\n"})
    stale = ".0123456789abcdef.mlpack-tmp"
    put(tmp_path, {stale: "", f"serve/{stale}": "", f".mlpack/{stale}": "", ".mine.tmp": ""})

    generate(tmp_path, {"serve/f": "2\n"})

    assert holds(tmp_path) == {".mine.tmp": "", "serve/f": "2\n"}


def test_what_a_killed_run_left_is_swept_by_whoever_reads_next(tmp_path: Path) -> None:
    stale = ".mlpack/.0123456789abcdef.mlpack-tmp"
    put(tmp_path, {stale: "", ".mlpack/mine": ""})

    recover(tmp_path)

    assert everything(tmp_path) == {".mlpack/mine": ""}


@posix
def test_leftovers_behind_a_link_are_not_ours(tmp_path: Path) -> None:
    stale = ".0123456789abcdef.mlpack-tmp"
    put(tmp_path, {f"outside/{stale}": "theirs\n"})
    (tmp_path / "project").mkdir()
    (tmp_path / "project/.mlpack").symlink_to(tmp_path / "outside")

    recover(tmp_path / "project")
    with pytest.raises(WriteRefused):
        generate(tmp_path / "project", {"f": "1\n"})

    assert everything(tmp_path / "outside") == {stale: "theirs\n"}


@posix
@pytest.mark.parametrize("path", ["f", "f.rej", "old"])
def test_neither_a_rejection_nor_a_move_leads_out_of_the_project(tmp_path: Path, path: str) -> None:
    put(tmp_path, {"outside": "mine\n"})
    root = tmp_path / "project"
    generate(root, {"f" if path != "old" else "old": "1\n"})
    put(root, {"f" if path != "old" else "old": "mine\n"})
    (root / path).unlink(missing_ok=True)
    (root / path).symlink_to(tmp_path / "outside")

    with pytest.raises(WriteRefused):
        generate(root, {"f": File("2\n", was=("old",))}, conflicts="rej")

    assert holds(tmp_path)["outside"] == "mine\n"
    assert (root / path).is_symlink()


def _python(code: str, root: Path) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", code, str(root)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
