"""The kernel in a process of its own: compiled in any way, for any processor, under a sanitizer.

`runner.c` beside the tests of the kernel is the other side. A `KernelRunner` stands in the place
of the loaded library: a `CompiledLoop` that is given one trains in that process.
"""

from __future__ import annotations

import ctypes
import re
import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.compiled.library import INTERFACE
from tests.helpers.c_compiler import FOLDER, ROOT, compile_c, flags

RUNNER = ROOT / "tests" / "core" / "compiled" / "runner.c"

DONE, FAR_OUT, MISFIT, TOO_SMALL, NOT_CALLED = 0, 1, -1, -2, 99
"""What the functions of the kernel return; the last one is the runner's word."""

_TO_TRAIN, _TO_MULTIPLY, _TO_MAP = 0x31304A4E53, 0x31304D4E53, 0x3130464E53
_PARTS, _SCORES = 3, 4
_NONE = -1


def build_runner(
    target: Path, path: str, options: Sequence[str] = (), *, levels: bool = False
) -> list[str]:
    """Compile the kernel and the runner into a program, and return the command that starts it.

    Parameters
    ----------
    path : str
        The compiler.
    options : sequence of str
        More options, after those of CMakeLists.txt.
    levels : bool
        Whether the kernel is compiled for each level of x86-64, one of which it chooses when it is
        started; otherwise it is compiled once, and that is what runs.
    """
    common = [path, *flags(), *options, f"-I{FOLDER}"]
    names = ("entry.c", "kernel.c", "arrays_entry.c", "arrays.c")
    program = [str(RUNNER), *(str(FOLDER / name) for name in names)]
    program.append("-lm")  # for sqrt, where it is not an instruction: without the optimizer
    if not levels:
        compile_c([*common, *program], target)
        return [str(target)]
    for level, own in level_options().items():
        functions = {
            "kernel": f"SN_LEVEL=sn_train_{level}",
            "arrays": f"SN_ARRAYS=sn_arrays_{level}",
        }
        for name, function in functions.items():
            part = target.with_name(f"{name}-{level}.o")
            source = str(FOLDER / f"{name}.c")
            compile_c([*common, *own, f"-D{function}", "-c", source], part)
            program.insert(0, str(part))
    compile_c([*common, "-DSN_X86_LEVELS", *program], target)
    return [str(target)]


def level_options() -> dict[str, list[str]]:
    """Return what CMakeLists.txt adds for each level of x86-64."""
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    found = re.findall(r"set\(options_(\w+) ([^)]*)\)", text)
    return {level: options.split() for level, options in found}


class Edit(NamedTuple):
    """A word that is put into the structure when all memory has been reserved.

    Attributes
    ----------
    late : bool
        Whether after ``sn_begin``; otherwise before.
    place : int
        Bytes from the start of ``sn_run``.
    entry : int
        -1: the word goes there. Else it goes to this entry of the array which the place points to.
    word : int
        What is put there; a double as the whole number of its bits.
    """

    late: bool
    place: int
    entry: int
    word: int


class Codes(NamedTuple):
    """What the functions of the kernel have returned."""

    abi: int
    sizes: int
    begin: int
    train: int
    end: int


class KernelRunner:
    """What has the functions of the kernel, and runs it by a command.

    Parameters
    ----------
    command : sequence of str
        Starts the program of `build_runner`.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self.sn_abi = _Function(lambda: INTERFACE)
        self.sn_sizes = _Function(self._sizes)
        self.sn_begin = _Function(self._begin)
        self.sn_train = _Function(self._train)
        self.sn_end = _Function(lambda _run: DONE)
        self.begun: Any = None
        """The ``sn_run`` of the `CompiledLoop` that was made last, which has to be kept as long."""

    def codes(self, job: bytes) -> Codes:
        """Run a job; return what the functions of the kernel have said."""
        return Codes(*(int(word) for word in self._run(job)[:5]))

    def product(
        self, a: Floats | None, b: Floats | None, sizes: Sequence[int], count: int
    ) -> tuple[int, Floats]:
        """Call ``sn_product``; return what it says, and the numbers it has made.

        Parameters
        ----------
        sizes : sequence of int
            Rows, terms, width, how many products, and the steps of a and b.
        count : int
            For how many results there is space; -1: none at all.
        """
        return self._call([_TO_MULTIPLY, *sizes, count], a, b)

    def map(self, which: int, x: Floats | None, size: int, count: int) -> tuple[int, Floats]:
        """Call ``sn_map``, told that there are `size` numbers; as `product`."""
        return self._call([_TO_MAP, which, size, count], x)

    def _call(self, head: Sequence[int], *arrays: Floats | None) -> tuple[int, Floats]:
        job = struct.pack(f"<{len(head)}q", *head)
        for array in arrays:
            count = _NONE if array is None else array.size
            job += struct.pack("<q", count) + (b"" if array is None else array.tobytes())
        words = _Words(self._run(job))
        return int(words.take(1)[0]), words.array().view(np.float64)

    def _run(self, job: bytes) -> NDArray[np.int64]:
        done = subprocess.run(
            self._command, input=job, capture_output=True, check=False, timeout=300
        )
        said = done.stderr.decode(errors="replace")
        assert done.returncode == 0, f"{self._command} ended with {done.returncode}:\n{said}"
        assert not said, said
        return np.frombuffer(done.stdout, "<i8")

    def _sizes(self, run: Any, lengths: Any) -> int:
        """The runner reserves its own memory; only the parameters lie here."""
        lengths.params, lengths.work, lengths.visits = _parameters(run), 0, 0
        return DONE

    def _begin(self, run: Any) -> int:
        self.begun = run
        return DONE

    def _train(self, run: Any, epochs: Any, updates: Any) -> int:
        words = _Words(self._run(job_of(run, epochs.value, updates.value)))
        codes = Codes(*words.take(5).tolist())
        assert codes[:3] == (INTERFACE, DONE, DONE)
        assert codes.train < 0 or codes.end == DONE
        run.epoch, run.index, run.step, run.count = words.take(4).tolist()
        for address in (run.params, run.last_step, *run.memories):
            _put(address, words.array())
        records = words.array()
        _put(run.records, records)
        run.epochs = len(records) // (_PARTS * _SCORES)
        assert words.all_taken
        return codes.train


class _Function:
    """A function of the library; ctypes sets `restype`, and hands structures over by `byref`."""

    restype: Any = None

    def __init__(self, call: Any) -> None:
        self._call = call

    def __call__(self, *arguments: Any) -> int:
        found: int = self._call(*(getattr(each, "_obj", each) for each in arguments))
        return found


def job_of(run: Any, epochs: int, updates: int, edits: Iterable[Edit] = ()) -> bytes:
    """Return what `runner.c` reads.

    Parameters
    ----------
    run : Structure
        The ``sn_run`` that a `CompiledLoop` has filled in.
    epochs, updates : int
        How much to train; nothing if `updates` is below 0.
    """
    edits = list(edits)
    head = [_TO_TRAIN, epochs, updates, len(edits), *(word for edit in edits for word in edit)]
    return struct.pack(f"<{len(head)}q", *head) + b"".join(_fields(run))


def place_of(run: Any, name: str, item: int = 0) -> int:
    """Return the place of a field in bytes from the start of ``sn_run``.

    `name` may be one of a part of the data, as in ``parts.rows``; `item` is then the part, and
    otherwise the item of a field that is an array.
    """
    outer, _, inner = name.partition(".")
    start = int(getattr(type(run), outer).offset)
    if not inner and outer != "memories":
        return start
    items = getattr(run, outer)
    size = ctypes.sizeof(items._type_)
    return start + item * size + (getattr(items._type_, inner).offset if inner else 0)


def _fields(run: Any) -> Iterator[bytes]:
    """Yield the words of each field in its order, but for the buffers."""
    params, outputs = _parameters(run), _array(run.units, run.layers, np.int64)[-1]
    lengths = {
        "units": run.layers, "activations": run.layers, "tolerance": outputs,
        "params": params, "last_step": params,
    }  # fmt: skip
    for name, kind in run._fields_:
        value = getattr(run, name)
        if name == "work":
            return
        if name == "parts":
            for part in value:
                yield struct.pack("<q", part.rows)
                yield _words(part.x, part.rows * run.inputs)
                yield _words(part.d, part.rows * outputs)
                yield _words(part.factor, part.rows)
        elif name == "memories":
            for address in value:
                yield _words(address, params)
        elif name == "seed":
            yield _words(value, run.seed_words, np.uint32)
        elif name == "frozen":
            yield _words(value, params, np.uint8)
        elif name in lengths:
            yield _words(value, int(lengths[name]))
        else:
            yield struct.pack("<d" if kind is ctypes.c_double else "<q", value)


def _words(address: int | None, count: int, kind: Any = np.int64) -> bytes:
    """Return the items of an array as words, with their number before them."""
    if address is None:
        return struct.pack("<q", _NONE)
    array = _array(address, count, kind)
    return struct.pack("<q", count) + array.astype("<i8").tobytes()


def _array(address: int, count: int, kind: Any) -> NDArray[Any]:
    """Return the items that lie at an address."""
    size = count * np.dtype(kind).itemsize
    return np.frombuffer(ctypes.string_at(address, size), kind)


def _parameters(run: Any) -> int:
    """Return how many parameters a run has."""
    units = _array(run.units, run.layers, np.int64).tolist()
    inputs = [run.inputs, *units[:-1]]
    return int(sum((n + run.bias) * own for n, own in zip(inputs, units, strict=True)))


class _Words:
    """What the runner has written, taken from the front."""

    def __init__(self, words: NDArray[np.int64]) -> None:
        self._words = words

    def take(self, count: int) -> NDArray[np.int64]:
        taken, self._words = self._words[:count], self._words[count:]
        assert len(taken) == count
        return taken

    def array(self) -> NDArray[np.int64]:
        """Take an array; one that does not exist is empty."""
        return self.take(max(0, int(self.take(1)[0])))

    @property
    def all_taken(self) -> bool:
        return not len(self._words)


def _put(address: int | None, array: NDArray[np.int64]) -> None:
    """Write words to an address."""
    if len(array):
        assert address is not None
        ctypes.memmove(address, array.tobytes(), array.nbytes)
