"""Small tables like those users bring, each with what must be read from it or reported about it."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from core import DataError, RunSpec, TableChoices, load, open_table, read_table
from core.data import dataset_of
from core.errors import SpecError

CASES = Path(__file__).parent / "cases"


class Read(NamedTuple):
    """What must be read from a table.

    Attributes
    ----------
    features, targets : str
        The names, with bars between them.
    rows : int
        How many samples there are.
    first, last : list of float
        The inputs and targets of the first and of the last one; a missing input is 0 here.
    said : str
        The codes of the remarks, in their order.
    """

    features: str
    targets: str
    rows: int
    first: list[float]
    last: list[float]
    said: str = ""


READ: dict[str, Read] = {
    "F1_no_header_labels.csv": Read(
        "x1|x2", "blue|red", 4, [5, 3.3, 0, 1], [6.4, 2.9, 1, 0], "no-header"
    ),
    "F2b_target_currency.csv": Read("size", "price", 3, [50, 200], [90, 390], "numbers-read"),
    "F3_percent_input.csv": Read("rate", "y", 4, [5, 0], [12, 1], "numbers-read"),
    "F4_scale_not_said.csv": Read("celsius", "fahrenheit", 4, [-40, -40], [30, 86], ""),
    "F5_blank_index_name.csv": Read("a", "y", 3, [1, 0], [5, 1], "left-aside"),
    "F6_placeholder_first.csv": Read("a|b", "y", 3, [0, 2, 0], [5, 6, 1], "filled"),
    "F6b_text_column_first_empty.csv": Read(
        "cabin=C85|cabin=missing", "y", 3, [0, 1, 0], [1, 0, 1], "missing-word"
    ),
    "F7_price_in_ones.csv": Read("size", "price", 25, [40, 163000], [136, 466000], ""),
    "F7b_distance_sorted.csv": Read("speed", "dist", 44, [4, 13], [25, 102], ""),
    "F8_target_below_sigmoid.csv": Read("x", "y", 4, [0, 0], [4.71, -1], "whole-numbers"),
    "L_classes012.csv": Read(
        "a|b", "kind", 60, [0.453907, 0.0996571, 0], [2.1736, 2.00743, 2], "whole-numbers"
    ),
    "L_f2c400.csv": Read("f", "c", 400, [-200, -128.889], [199, 92.7778], ""),
    "L_imbalanced.csv": Read(
        "a|b", "fraud", 500, [0.363159, 0.04957, 1], [0.982825, 0.0288553, 0], ""
    ),
    "L_mul.csv": Read("a|b", "prod", 100, [1, 1, 1], [10, 10, 100], ""),
    "L_sin01.csv": Read("x", "y", 50, [0.404448, 0.393512], [0.607133, 0.570515], ""),
    "L_sin_2pi.csv": Read("x", "y", 41, [0, 0], [6.28319, -2.44929e-16], ""),
    "L_sum.csv": Read("a|b", "sum", 72, [0, 0, 0], [49, 48, 97], ""),
    "L_xor.csv": Read("x1|x2", "y", 4, [0, 0, 0], [1, 1, 0], ""),
    "L_xor_1000.csv": Read("a|b", "y", 1000, [0, 0, 0], [1, 1, 0], ""),
    "L_xor_bipolar.csv": Read("x1|x2", "y", 4, [-1, -1, -1], [1, 1, -1], "whole-numbers"),
    "L_xor_two_out.csv": Read("x1|x2|y1", "y2", 4, [0, 0, 0, 1], [1, 1, 0, 1], "one-hot"),
    "L_xsq.csv": Read("x", "y", 41, [-10, 100], [10, 100], ""),
    "all_empty_col.csv": Read("a", "y", 3, [1, 0], [3, 1], "left-aside"),
    "arabic_digits.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "blank_delims_end.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "blank-rows"),
    "blank_lines.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "bom.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], ""),
    "bom_quoted.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], ""),
    "bool_lower.csv": Read(
        "a=false|a=true|b", "false|true", 2, [0, 1, 2, 1, 0], [1, 0, 4, 0, 1], ""
    ),
    "bools.csv": Read("a=False|a=True|b", "False|True", 3, [0, 1, 2, 1, 0], [0, 1, 5, 0, 1], ""),
    "classes_12.csv": Read("age|nodes", "status", 6, [30, 1, 1], [66, 15, 2], "whole-numbers"),
    "classes_123.csv": Read("a", "y", 4, [1, 1], [4, 1], "whole-numbers"),
    "comment.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "comments"),
    "comment_hash_header.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "comment-names"),
    "const_col.csv": Read("b", "y", 3, [1, 0], [3, 1], "left-aside"),
    "const_target.csv": Read("b", "y", 3, [1, 5], [3, 5], "left-aside constant-target"),
    "cp949.csv": Read("기온|습도", "판매", 4, [1, 2, 0], [0, 2, 0], "encoding"),
    "cr_only.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], ""),
    "crlf.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], ""),
    "ctrl_esc.csv": Read("a\\x1b[31m|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "currency.csv": Read("area", "price", 3, [1200, 350000], [900, 220000], "numbers-read"),
    "date_rep.csv": Read("store", "sales", 28, [1, 1], [2, 28], "left-aside"),
    "decimal_comma.csv": Read("a|b", "y", 2, [1.5, 2.5, 0], [3.5, 4.1, 1], "numbers-read"),
    "decimal_comma_y.csv": Read("a|b", "y", 3, [1.5, 2.5, 0.5], [2, 3, 1], "numbers-read"),
    "dup_names.csv": Read("a|a.2", "y", 2, [1, 2, 0], [3, 4, 1], "doubled-names"),
    "emoji.csv": Read("mood=😀|mood=😢|b", "👍|👎", 3, [1, 0, 2, 1, 0], [1, 0, 1, 1, 0], ""),
    "empty_num.csv": Read("a|b", "y", 3, [1, 2, 0], [5, 6, 1], "filled"),
    "fullwidth.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "huge_input.csv": Read("a|b", "y", 3, [1e200, 2, 0], [2e200, 1, 1], ""),
    "huge_target.csv": Read("a", "y", 3, [1, 1e200], [3, 2e200], ""),
    "index_col.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], "left-aside"),
    "index_only_blank.csv": Read("x", "y", 2, [0.1, 0], [0.9, 1], "left-aside"),
    "iris_like_id.csv": Read(
        "len|wid", "a|b|c", 30, [1.58, 0.46, 1, 0, 0], [3.1, 0.63, 0, 0, 1], "left-aside"
    ),
    "iris_nohdr.csv": Read("x1|x2", "A|B", 4, [5.1, 3.4, 1, 0], [6.5, 2.8, 0, 1], "no-header"),
    "label_spaces.csv": Read("a", "cat|dog", 4, [1, 1, 0], [4, 0, 1], ""),
    "latin1.csv": Read("température (°C)|b", "y", 4, [1, 2, 0], [0, 2, 0], "encoding"),
    "long_header.csv": Read("x" * 300 + "|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "minus_unicode.csv": Read("a|b", "y", 2, [-1, 2, 0], [3, 4, 1], "numbers-read"),
    "mixed_eol.csv": Read("a|b", "y", 3, [1, 2, 0], [5, 1, 1], ""),
    "my data ü.csv": Read("a|b", "c", 2, [1, 2, 0], [3, 4, 1], ""),
    "na_below.csv": Read("a|b", "y", 3, [1, 2, 0], [5, 6, 1], "filled"),
    "na_text.csv": Read("a|b=red|b=missing", "y", 3, [1, 1, 0, 0], [5, 1, 0, 1], "missing-word"),
    "nan_num.csv": Read("a|b", "y", 3, [1, 2, 0], [5, 6, 1], "filled"),
    "nan_text.csv": Read("a|b=red|b=missing", "y", 3, [1, 1, 0, 0], [5, 1, 0, 1], "missing-word"),
    "nbsp.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "neg_one_class.csv": Read("a|b", "y", 4, [1, 2, -1], [0, 1, -1], "whole-numbers"),
    "one_missing_of_200.csv": Read("a|b", "y", 199, [0, 0, 0], [199, 398, 1], "rows-dropped"),
    "one_row.csv": Read("a|b", "y", 1, [1, 2, 0], [1, 2, 0], ""),
    "onehot_target.csv": Read("a|b|y1", "y2", 2, [1, 2, 1, 0], [3, 4, 0, 1]),
    "pandas_0123.csv": Read("0|1", "2", 2, [1.5, 2, 0], [3.5, 4, 1], "number-names"),
    "pct_input_repeats.csv": Read(
        "rate|term", "default", 8, [5, 12, 0], [15, 36, 1], "numbers-read"
    ),
    "percent.csv": Read("rate", "y", 3, [12, 0], [70, 1], "numbers-read"),
    "pipe.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "q_below.csv": Read("a|b", "y", 3, [1, 2, 0], [5, 6, 1], "filled"),
    "q_first.csv": Read("a|b", "y", 3, [1, 0, 0], [5, 6, 1], "filled"),
    "q_middle_text.csv": Read("size", "a|b", 3, [1, 1, 0], [2, 1, 0], "filled"),
    "quoted_newline.csv": Read("a|note long", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "rare.csv": Read("a", "x|z", 5, [1, 1, 0], [5, 0, 1], ""),
    "rarecat.csv": Read("c=blue|c=red", "y", 4, [0, 1, 1], [1, 0, 4], ""),
    "reg_distance.csv": Read("speed", "distance", 40, [5, 6], [24, 63], ""),
    "rstyle_index.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "row-names left-aside"),
    "sci.csv": Read("a|b", "y", 2, [0.001, 200, 0], [3, 0.4, 1], ""),
    "sep_line.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "smoke.csv": Read("a|b", "c", 2, [1, 2, 0], [3, 4, 1], ""),
    "spaces_after_comma.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "target_decimal_comma.csv": Read("a|b", "y", 4, [1, 2, 0.5], [4, 4, 2.2], "numbers-read"),
    "target_na_200.csv": Read("x", "y", 200, [0, 0], [19.9, 298.5], "target-missing"),
    "target_percent.csv": Read("hours", "score", 4, [2, 55], [1, 43], "numbers-read"),
    "target_thousands.csv": Read("rooms", "price", 4, [2, 1200], [2, 1150], "numbers-read"),
    "target_true_int.csv": Read("a", "y", 4, [1, 1], [4, 0], ""),
    "target_unit.csv": Read("hours", "dist", 4, [2, 55], [1, 43], "numbers-read"),
    "text_first_empty.csv": Read(
        "cabin=C85|cabin=E46|cabin=missing", "y", 4, [0, 0, 1, 0], [0, 1, 0, 0], "missing-word"
    ),
    "thousands.csv": Read("area", "price", 3, [1200, 350], [900, 220], "numbers-read"),
    "thousands_all_text.csv": Read("area", "y", 2, [1200, 0], [1450, 1], "numbers-read"),
    "title_row.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "title"),
    "trailing_delim.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "trailing-separators"),
    "trailing_delim_rows.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "trailing-separators"),
    "trailing_semis.csv": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], "trailing-separators"),
    "units_in_input.csv": Read("len", "y", 5, [12, 0], [13, 1], "numbers-read"),
    "units_row.csv": Read("temp|load", "y", 2, [20.5, 3.1, 0], [21.5, 2.1, 1], "units-row"),
    "utf16_nobom.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], "encoding"),
    "utf16be.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], "encoding"),
    "utf16le.csv": Read("a|b", "y", 4, [1, 2, 0], [0, 2, 0], "encoding"),
    "whitespace.txt": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "whitespace_aligned.txt": Read("a|b", "y", 2, [1, 2, 0], [3, 4, 1], ""),
    "yes_no_caps.csv": Read(
        "a", "No|Yes|no|yes", 4, [1, 0, 1, 0, 0], [4, 0, 0, 1, 0], "labels-alike"
    ),
}


REFUSED: dict[str, list[str]] = {
    "F2_target_number_with_NA.csv": ["1 of 4 rows", "price", "line 4", "'NA'", "--missing drop"],
    "L_w.json": ["JSON", "CSV"],
    "bad_quote.csv": ["line 2", "quote"],
    "date_iso.csv": ["'date' holds dates", "--keep date"],
    "empty.csv": ["is empty"],
    "empty_target.csv": ["line 3", "'y'", "--missing drop"],
    "excel.xlsx": ["Excel", "CSV"],
    "extra_cell.csv": ["line 3", "4 cells", "'9'"],
    "gz.csv.gz": ["gzip", "gunzip"],
    "header_only.csv": ["no row"],
    "hex_under.csv": ["line 2", "'a'", "'1_000'", "underscore"],
    "inf_target.csv": ["line 3", "'y'", "'inf'", "finite"],
    "input_one_bad.csv": ["line 12", "'b'", "'abc'", "10 of 11", "--ignore b", "--keep class:b"],
    "json_in.csv": ["JSON", "CSV"],
    "labels_mixed_num_text.csv": ["line 4", "'grade'", "'A'", "3 of 4", "--target class:grade"],
    "na_label_target.csv": ["line 3", "'y'", "'NA'", "--missing drop"],
    "na_num_target.csv": ["line 3", "'y'", "'NA'", "--missing drop"],
    "nul.csv": ["line 3", "zero"],
    "one_col.csv": ["line 1", "only one column"],
    "ragged.csv": ["line 3", "2 cells", "'y'"],
    "target_01_na.csv": ["1 of 5", "line 4", "'NA'", "--missing drop"],
    "target_blank_last.csv": ["1 of 3", "line 4", "--missing drop"],
}
"""Parts of the sentence with which a table is refused."""


def test_each_case_has_its_answer() -> None:
    assert {path.name for path in CASES.iterdir()} == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str) -> None:
    wanted, data = READ[name], read_table(CASES / name)
    assert "|".join(data.features) == wanted.features
    assert "|".join(data.targets) == wanted.targets
    rows = np.hstack([data.x, data.d])
    assert len(rows) == wanted.rows
    assert rows[0].tolist() == wanted.first
    assert rows[-1].tolist() == wanted.last
    assert [remark.code for remark in data.remarks] == wanted.said.split()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    with pytest.raises(DataError) as caught:
        read_table(CASES / name)
    for part in REFUSED[name]:
        assert part in str(caught.value)


NO_GUESS = {
    "blank-rows",
    "comments",
    "constant-target",
    "labels-alike",
    "notes",
    "one-hot",
    "trailing-separators",
    "whole-numbers",
}
"""What is only said; every other remark tells of a guess."""


@pytest.mark.parametrize("name", READ)
def test_strict_refuses_what_was_guessed(name: str) -> None:
    table, said = open_table(CASES / name), READ[name].said.split()
    strict = TableChoices(strict=True)
    marked = name in ("utf16be.csv", "utf16le.csv")  # they say themselves what they are
    if marked or not set(said) - NO_GUESS:
        assert dataset_of(table, strict).x.tobytes() == dataset_of(table).x.tobytes()
        return
    with pytest.raises(DataError, match="--strict") as caught:
        dataset_of(table, strict)
    first = next(remark for remark in dataset_of(table).remarks if remark.code not in NO_GUESS)
    assert first.sentence in str(caught.value)
    assert first.remedy in str(caught.value)


SETTLED: list[tuple[str, dict[str, object], str, str]] = [
    # file, options, features, targets
    ("F1_no_header_labels.csv", {"header": "none"}, "x1|x2", "blue|red"),
    ("F1_no_header_labels.csv", {"header": "first"}, "5.0|3.3", "blue|red"),
    ("pandas_0123.csv", {"header": "none"}, "x1|x2", "y"),
    ("pandas_0123.csv", {"header": "first"}, "0|1", "2"),
    ("iris_like_id.csv", {"ignore": ("Id",)}, "len|wid", "a|b|c"),
    ("iris_like_id.csv", {"keep": ("Id",)}, "Id|len|wid", "a|b|c"),
    ("const_col.csv", {"keep": ("a",)}, "a|b", "y"),
    ("date_rep.csv", {"keep": ("date",), "ignore": ("store",)}, "|".join(
        f"date=2024-01-{day:02}" for day in range(1, 15)), "sales"),
    ("F5_blank_index_name.csv", {"keep": ("x1",)}, "x1|a", "y"),
    ("na_below.csv", {"missing": "drop"}, "a|b", "y"),
    ("na_below.csv", {"missing": "mark"}, "a|b|b missing", "y"),
    ("na_text.csv", {"missing": "drop"}, "a|b=red", "y"),
    ("na_num_target.csv", {"missing": "drop"}, "a|b", "y"),
    ("na_label_target.csv", {"missing": "drop"}, "a|b", "no|yes"),
    ("na_label_target.csv", {"target": ("class:y",)}, "a|b", "NA|no|yes"),
    ("labels_mixed_num_text.csv", {"target": ("class:grade",)}, "a", "1|2|A"),
    ("input_one_bad.csv", {"ignore": ("b",)}, "a", "y"),
    ("classes_12.csv", {"target": ("class:status",)}, "age|nodes", "1|2"),
    ("classes_12.csv", {"keep": ("class:nodes",), "ignore": ("age",)},
     "nodes=0|nodes=1|nodes=2|nodes=9|nodes=12|nodes=15", "status"),
    ("cp949.csv", {"encoding": "euc-kr"}, "기온|습도", "판매"),
    ("latin1.csv", {"encoding": "windows-1252"}, "température (°C)|b", "y"),
    ("utf16_nobom.csv", {"encoding": "utf-16-le"}, "a|b", "y"),
]  # fmt: skip
"""What settles a guess, or a refusal, and what is read then."""


@pytest.mark.parametrize(("name", "options", "features", "targets"), SETTLED)
def test_an_option_settles_it(
    name: str, options: dict[str, Any], features: str, targets: str
) -> None:
    spec = replace(
        RunSpec(dataset=None, data_file=str(CASES / name)),
        strict=True,
        **options,
    )
    data = load(spec)
    assert "|".join(data.features) == features
    assert "|".join(data.targets) == targets
    assert np.isfinite(data.x).all()
    assert RunSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(
    ("field", "value"),
    [("header", "second"), ("encoding", "base64"), ("encoding", "klingon"), ("missing", "guess")],
)
def test_options_that_are_not_legal(field: str, value: Any) -> None:
    with pytest.raises(SpecError, match=field):
        dataclasses.replace(RunSpec(dataset=None, data_file="t.csv"), **{field: value})


def test_another_encoding_than_the_text_has() -> None:
    with pytest.raises(DataError, match="not UTF-8"):
        open_table(CASES / "cp949.csv", encoding="utf-8")
    with pytest.raises(DataError, match="ascii"):
        open_table(CASES / "latin1.csv", encoding="ascii")
