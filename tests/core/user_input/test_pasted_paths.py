"""Paths as shells and terminals paste them: each spelling leads to the same file."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import DataError
from core.user_input.file_reading import STDIN, as_pasted, looks_like_a_path

signs = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\0")
names = st.text(signs, min_size=1, max_size=12).filter(lambda name: name.strip() == name)
plain_names = names.filter(lambda name: name[0] not in "~'\"" and "\\" not in name)


def nowhere(_path: str) -> bool:
    return False


@given(names)
def test_a_path_that_exists_is_taken_as_it_is(name: str) -> None:
    for path in (
        f"/d/{name}",
        f"'{name}'",
        f"file:///{name}",
        f"~{name}",
        f"{name}\n",
        rf"\{name}",
    ):
        assert as_pasted(path, lambda _path: True) == path


@given(plain_names)
def test_every_way_of_writing_a_path_leads_to_it(name: str) -> None:
    assume(name not in (".", ".."))  # which a URL does not keep
    path = f"/d/{name}"
    assert as_pasted(shlex.quote(path), nowhere) == path
    assert as_pasted(f" {shlex.quote(path)} \n", nowhere) == path
    assert as_pasted(Path(path).as_uri(), nowhere) == path
    backslashed = "".join(
        sign if sign.isalnum() or sign in "/.-_" else f"\\{sign}" for sign in path
    )
    if not any(sign.isalnum() and not sign.isascii() for sign in path):
        assert as_pasted(backslashed, nowhere) == path


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"my\ table\ \(1\).csv", "my table (1).csv"),
        (r'"a \"b\" c.csv"', 'a "b" c.csv'),
        ("'it'\\''s.csv'", "it's.csv"),
        ("file://localhost/tmp/a%20b.csv", "/tmp/a b.csv"),
        ("FILE:///tmp/x.csv", "/tmp/x.csv"),
        ("file:///tmp/%C3%A9.csv", "/tmp/é.csv"),
        ("file:///tmp/%ff.csv", os.fsdecode(b"/tmp/\xff.csv")),
        (r"C:\data\x.csv", r"C:\data\x.csv"),
        ("plain.csv", "plain.csv"),
        ("'unclosed.csv", "'unclosed.csv"),
        ("'", "'"),
        ("", ""),
        ("a\0b.csv", "a\0b.csv"),
    ],
)
def test_what_is_written_and_what_is_meant(written: str, meant: str) -> None:
    assert as_pasted(written, nowhere) == meant


def test_a_tilde_is_somebodys_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert as_pasted("~/x.csv", nowhere) == "/home/somebody/x.csv"
    assert as_pasted("'~/x.csv'", nowhere) == "/home/somebody/x.csv"
    assert as_pasted("~nobody-of-that-name/x.csv", nowhere) == "~nobody-of-that-name/x.csv"


def test_a_file_with_such_a_name_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("'q'.csv", "a\\ b.csv", "t.csv "):
        Path(name).touch()
        assert as_pasted(name) == name
    Path("a c.csv").touch()
    assert as_pasted(r"a\ c.csv") == "a c.csv"


@pytest.mark.parametrize(
    "path", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "-", " '/dev/stdin'"]
)
def test_all_names_of_standard_input_are_one(path: str) -> None:
    assert as_pasted(path) == as_pasted(path, nowhere) == STDIN


def test_what_a_shell_substitutes_stays() -> None:
    assert as_pasted("/dev/fd/63") == "/dev/fd/63"
    assert as_pasted("./-") == "./-"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/data/t.csv", "t.csv"),
        ("HTTP://example.org/t.csv?raw=true#top", "t.csv"),
        ("ftp://example.org/a%20b.tsv", "a%20b.tsv"),
        (" 'https://example.org/t.csv' ", "t.csv"),
        ("https://example.org", "example.org"),
    ],
)
def test_a_url_is_called_one_and_how_to_download_it_is_said(url: str, name: str) -> None:
    with pytest.raises(DataError, match=r"URL.*curl -LO") as refusal:
        as_pasted(url, nowhere)
    assert str(refusal.value).endswith(f"give {name}")
    command = str(refusal.value).partition("download it with ")[2].partition(" and give")[0]
    assert shlex.split(command) == ["curl", "-LO", url.strip(" '")], "it can be pasted into a shell"


def test_names_of_data_sets_are_no_paths() -> None:
    assert not any(map(looks_like_a_path, ("xor", "digits-8x8", "", "8-3-8")))
    written = ("a.csv", "'a b.CSV'", "./a", "~/a", r"a\ b.tsv", "file:///a", "a.txt\n")
    assert all(map(looks_like_a_path, written))
