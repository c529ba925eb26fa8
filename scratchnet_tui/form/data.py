"""The settings of the data: which set or file, and what is made of it before training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core import EXTRAS, SCALES, SOURCES, Dataset, SpecError
from scratchnet_tui.session.settings import Settings
from scratchnet_tui.text.scaling import told_of_inputs, told_of_targets
from scratchnet_tui.text.wording import split_text

from .data_source import data_field
from .field import Field, Group, neighbour, real, share, whole, word
from .file import (
    COLUMNS_FIELD,
    ENCODING_FIELD,
    HEADER_FIELD,
    MISSING_FIELD,
    REMARKS_FIELD,
    ignore_field,
    target_field,
)

_SAMPLES = (20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
_NOISES = ("0", "0.05", "0.1", "0.2", "0.3", "0.5")
_SPLITS = ("1", "0.9", "0.8", "0.7", "0.5", "0.7,0.15")


def data_group(settings: Settings) -> Group:
    """Return the fields of the data that mean something for the present data set."""
    spec = settings.spec
    source = SOURCES[spec.dataset] if spec.dataset is not None else None
    made_up = source is not None and source.made_up
    fields = [data_field(settings)]
    if spec.data_file is not None:
        if settings.dataset is not None and settings.dataset.remarks:
            fields.append(REMARKS_FIELD)
        fields += [COLUMNS_FIELD, target_field(settings), ignore_field(settings)]
        fields += [MISSING_FIELD, HEADER_FIELD, ENCODING_FIELD]
    if made_up:
        fields += [_SAMPLE_FIELD, _NOISE_FIELD]
    if made_up or spec.split < 1.0:
        fields.append(_SEED_FIELD)
    data = settings.dataset
    if spec.extra or (data is not None and not data.has_bias_input and len(data.features) > 1):
        fields.append(_EXTRA_FIELD)
    fields += [_SPLIT_FIELD, _SCALE_FIELD]
    if spec.scale_target != "none" or (data is not None and data.kind == "numbers"):
        fields.append(_SCALE_TARGET_FIELD)
    return Group("Data", tuple(fields))


def _told(now: Settings, by: Callable[[Dataset], str]) -> str:
    """Say by what inputs or targets are scaled, where the data are at hand."""
    said = "" if now.dataset is None else by(now.dataset)
    return f"Now {said}." if said else ""


def _take_samples(now: Settings, text: str) -> Settings:
    samples = whole("samples", text)
    if samples == 0:  # in a spec it stands for: as many as suit
        raise SpecError("samples", "samples is 0; it must be 2 or more")
    return now.having(samples=samples)


def _samples(now: Settings) -> int:
    spec = now.spec
    return spec.samples or (SOURCES[spec.dataset].samples if spec.dataset else 0)


def _take_extra(now: Settings, text: str) -> Settings:
    if text.lower() in ("", "none"):
        return now.having(extra=())
    return now.having(extra=tuple(name.strip() for name in text.split(",")))


_SAMPLE_FIELD = Field(
    "samples",
    "How many samples are generated. A whole number of 2 or more.",
    lambda now: str(_samples(now)),
    _take_samples,
    step=lambda now, by: str(neighbour(_SAMPLES, _samples(now), by)),
)
_NOISE_FIELD = share("noise", "How far the samples stray. A number from 0 to 1.", _NOISES)
_SEED_FIELD = Field(
    "data seed",
    "Decides the samples that are generated, and which rows are held out. A number of 0 or more.",
    lambda now: str(now.spec.data_seed),
    lambda now, text: now.having(data_seed=whole("data seed", text)),
    step=lambda now, by: str(max(0, now.spec.data_seed + by)),
)
_EXTRA_FIELD = Field(
    "extra",
    f"Inputs made from the first two: {', '.join(EXTRAS)}; or none. Separate several with commas.",
    lambda now: ",".join(now.spec.extra) or "none",
    _take_extra,
    ("none", *EXTRAS, ",".join(EXTRAS[:3])),
)


def _take_split(now: Settings, text: str) -> Settings:
    trained, _, validation = text.partition(",")
    return now.having(
        split=real("split", trained),
        validation=real("split", validation) if "," in text else 0.0,
    )


_SPLIT_FIELD = Field(
    "split",
    "The share of rows to train on, and behind a comma that for validation (0.7,0.15); the rest "
    "is the test set. 1: all rows.",
    lambda now: split_text(now.spec),
    _take_split,
    _SPLITS,
)
_SCALE_FIELD = replace(
    word("scale", "standard: each input gets mean 0 and deviation 1.", SCALES),
    told=lambda now: _told(now, told_of_inputs),
)
_SCALE_TARGET_FIELD = Field(
    "scale d",
    "standard: each target gets mean 0 and deviation 1; targets and answers are shown in their own "
    f"units. One of {', '.join(SCALES)}.",
    lambda now: now.spec.scale_target,
    lambda now, text: now.having(scale_target=text),
    SCALES,
    told=lambda now: _told(now, told_of_targets),
)
