"""The settings of the network: its layers one by one, their activations, the first weights."""

from __future__ import annotations

from core import ACTIVATIONS, INITS, SpecError
from core.printable import quoted
from core.run.spec import with_valid_names
from scratchnet_tui.session.setup import Setup
from scratchnet_tui.settings.form_values import neighbour, whole

from .field import NOTHING, Field, Group, field_of, rows_in

WIDTHS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
"""The widths that turning goes through."""

MOST_LAYERS = 8
"""How many hidden layers the form has rows for; more can be typed as widths."""

_HIDDEN = ("none", "1", "2", "3", "4", "5", "6", "8", "16", "4,4", "8,8")


def network_group(setup: Setup) -> Group:
    """Return the fields of the network, with two rows for each hidden layer."""
    rows = [
        field
        for number in range(min(MOST_LAYERS, len(setup.spec.hidden)))
        for field in (_width_field(number), _activation_field(number))
    ]
    last = [
        field_of(setting, parse=_take_init, remark=_init_remark)
        if setting.name == "init"
        else field_of(setting)
        for setting in rows_in("network", setup)
    ]
    return Group("Network", (*_FIRST, *rows, *last), "New layers start a new run.")


def _with_hidden(now: Setup, hidden: tuple[int, ...]) -> Setup:
    names = now.spec.activation
    return now.having(hidden=hidden, activation=names if len(names) == len(hidden) else names[:1])


def _with_layers(now: Setup, hidden: list[int], names: list[str]) -> Setup:
    """Return a network of these layers; a single name stands for all if they agree."""
    few = names[:1] if len(set(names)) == 1 else names
    return now.having(hidden=tuple(hidden), activation=tuple(few) or now.spec.activation[:1])


def _layers(now: Setup) -> tuple[list[int], list[str]]:
    hidden, names = list(now.spec.hidden), list(now.spec.activation)
    return hidden, names * len(hidden) if len(names) == 1 else names


def without_layer(now: Setup, number: int) -> Setup:
    """Return the network without one hidden layer, counted from 0."""
    hidden, names = _layers(now)
    del hidden[number], names[number]
    return _with_layers(now, hidden, names)


def with_layer(now: Setup, number: int) -> Setup:
    """Return the network with one more hidden layer, like the one before it."""
    hidden, names = _layers(now)
    like = max(0, number - 1)
    hidden.insert(number, hidden[like] if hidden else 4)
    names.insert(number, names[like] if names else now.spec.activation[0])
    return _with_layers(now, hidden, names)


def _take_hidden(now: Setup, text: str) -> Setup:
    if text.lower() in ("0", "none"):
        return _with_hidden(now, ())
    return _with_hidden(now, tuple(whole("hidden", part.strip()) for part in text.split(",")))


def _take_count(now: Setup, text: str) -> Setup:
    count = whole("layers", text)
    if not 0 <= count <= MOST_LAYERS:
        raise SpecError("layers", f"layers is {quoted(count)}; it must be from 0 to {MOST_LAYERS}")
    while len(now.spec.hidden) > count:
        now = without_layer(now, len(now.spec.hidden) - 1)
    while len(now.spec.hidden) < count:
        now = with_layer(now, len(now.spec.hidden))
    return now


def _turn_count(now: Setup, by: int) -> str:
    return str(min(MOST_LAYERS, max(0, len(now.spec.hidden) + by)))


def _width_field(number: int) -> Field:
    name = f"layer {number + 1}"

    def take(now: Setup, text: str) -> Setup:
        width = whole(name, text)
        if width == 0:
            return without_layer(now, number)
        hidden, names = _layers(now)
        hidden[number] = width
        return _with_layers(now, hidden, names)

    return Field(
        name,
        "The units of this hidden layer. Insert adds one like it; Delete, or typing 0, removes it.",
        lambda now: str(now.spec.hidden[number]),
        take,
        step=lambda now, by: str(neighbour(WIDTHS, now.spec.hidden[number], by)),
        layer=number,
    )


def _activation_field(number: int) -> Field:
    def take(now: Setup, text: str) -> Setup:
        hidden, names = _layers(now)
        names[number] = text
        return _with_layers(now, hidden, names)

    return Field(
        f"layer {number + 1} act",
        f"The activation of this layer. One of {', '.join(ACTIVATIONS)}.",
        lambda now: _layers(now)[1][number],
        take,
        tuple(ACTIVATIONS),
        layer=number,
    )


def _take_init(now: Setup, text: str) -> Setup:
    literal = with_valid_names("init", text) == "literal"
    return now.having(init=text, weights=now.spec.weights if literal else None)


def _init_remark(now: Setup) -> str:
    return INITS[now.spec.init].text if now.spec.init in INITS else ""


_FIRST = (
    Field(
        "hidden",
        "The width of each hidden layer, such as 4 or 8,8; or none.",
        lambda now: ",".join(map(str, now.spec.hidden)) or "none",
        _take_hidden,
        _HIDDEN,
    ),
    Field(
        "activation",
        f"For the hidden layers: one for all, or one for each. {', '.join(ACTIVATIONS)}.",
        lambda now: ",".join(now.spec.activation) if now.spec.hidden else NOTHING,
        lambda now, text: now.having(activation=tuple(part.strip() for part in text.split(","))),
        tuple(ACTIVATIONS),
    ),
    Field(
        "layers",
        "How many hidden layers. Right adds one, left removes the last. 0 to 8.",
        lambda now: str(len(now.spec.hidden)),
        _take_count,
        step=_turn_count,
    ),
)
