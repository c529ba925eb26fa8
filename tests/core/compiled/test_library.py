"""Finding the compiled kernel: the right library is loaded, any other refused with a reason."""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.compiled import library
from tests.helpers.c_compiler import FOLDER, build

DIGESTS = "".join(
    hashlib.sha256(file.read_bytes()).hexdigest()
    for file in sorted(FOLDER.iterdir())
    if file.suffix in (".c", ".h")
)


def refusal(folder: Path) -> str:
    """Search one folder in which no usable library lies, and return the reason."""
    found = library.search([folder])
    assert found.library is None
    assert found.reason
    assert found.reason[0].islower()
    assert "\n" not in found.reason
    return found.reason


def test_without_a_library_the_reason_says_how_to_get_one(tmp_path: Path) -> None:
    assert "no compiled kernel" in refusal(tmp_path / "nowhere")
    assert "C compiler" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"not a library\n" * 500])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / library.FILE_NAME).write_bytes(content)
    reason = refusal(tmp_path)
    assert "cannot be loaded" in reason
    assert "install again" in reason


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF files are changed")
def test_a_library_for_another_processor_is_refused(tmp_path: Path) -> None:
    content = bytearray(Path(importlib.import_module("_ctypes").__file__ or "").read_bytes())
    content[18:20] = (0x1234).to_bytes(2, sys.byteorder)  # the machine in the header of an ELF file
    (tmp_path / library.FILE_NAME).write_bytes(content)
    assert "cannot be loaded" in refusal(tmp_path)


def test_another_library_of_that_name_is_refused(tmp_path: Path) -> None:
    build(tmp_path / library.FILE_NAME, sources=[source(tmp_path, "int other(void) { return 1; }")])
    assert "sn_abi" in refusal(tmp_path)


def test_a_library_with_another_interface_is_refused(tmp_path: Path) -> None:
    other = library.INTERFACE + 1
    text = f"""
        #include <stdint.h>
        int64_t sn_abi(void) {{ return {other}; }}
        const char *sn_sources(void) {{ return SN_SOURCES; }}
    """
    own = [source(tmp_path, text)]
    visible = ["-fvisibility=default"]
    build(tmp_path / library.FILE_NAME, sources=own, digests=DIGESTS, after=visible)
    reason = refusal(tmp_path)
    assert f"interface {other} instead of {library.INTERFACE}" in reason
    assert "install again" in reason


def test_a_library_from_before_a_change_of_its_sources_is_refused(tmp_path: Path) -> None:
    build(tmp_path / library.FILE_NAME, digests=DIGESTS[:-1])
    assert "other sources" in refusal(tmp_path)


def test_the_first_library_that_can_be_used_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / library.FILE_NAME).write_bytes(b"")
    (tmp_path / "right").mkdir()
    build(tmp_path / "right" / library.FILE_NAME, digests=DIGESTS)
    found = library.search([tmp_path / "none", tmp_path / "damaged", tmp_path / "right"])
    assert found.reason == ""
    assert isinstance(found.library, ctypes.CDLL)
    assert found.library.sn_abi() == library.INTERFACE


def test_a_library_further_down_the_path_is_found_from_any_folder(tmp_path: Path) -> None:
    # As in an editable installation: the library lies in site-packages, the modules do not.
    shutil.copytree(FOLDER.parent, tmp_path / "elsewhere" / "core")
    for file in (tmp_path / "elsewhere").rglob(library.FILE_NAME):
        file.unlink()
    place = tmp_path / "packages" / "core" / "compiled"
    place.mkdir(parents=True)
    build(place / library.FILE_NAME, digests=DIGESTS)
    path = os.pathsep.join(map(str, (tmp_path / "elsewhere", tmp_path / "packages")))
    numpy = Path(importlib.import_module("numpy").__file__ or "").parents[1]
    script = f"""
import sys
sys.path += [{str(numpy)!r}]
from core.compiled import library
print(library.__file__, library.load()._name, repr(library.reason()), sep="\\n")
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],  # -S: without the site-packages of these tests
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    file = tmp_path / "elsewhere" / "core" / "compiled" / "library.py"
    assert done.stdout.splitlines() == [str(file), str(place / library.FILE_NAME), "''"], done


def test_what_is_installed_here_is_found_or_explained() -> None:
    assert (library.load() is None) == (library.reason() != "")
    if os.environ.get("REQUIRE_KERNEL"):
        assert library.load() is not None, library.reason()


def source(folder: Path, text: str) -> Path:
    """Write a C file."""
    file = folder / "other.c"
    file.write_text(text, encoding="utf-8")
    return file
