"""Without colour nothing is lost: signs, words and reverse repeat what colours say."""

from __future__ import annotations

import re

from tests.helpers.terminal_driver import terminal


def test_inside_an_update_and_in_the_weights_no_colour_is_needed() -> None:
    with terminal(size=(120, 36), env={"NO_COLOR": "1"}) as screen:
        screen.see("paused", "q quit")
        screen.press("i")
        screen.see("[x] v1 y1", "7 Inside")
        screen.press("\r")
        screen.see("x [v1] y1", "> W1  4x3")
        assert "[v1]" in screen.reversed_texts
        screen.press("\x1b")
        for gone in ("[v1]", "> W1"):
            screen.wait(lambda gone=gone: gone not in screen.text, "the inside view to close")
        screen.press("3")
        screen.see("W1[h1,x1] = ")
        screen.press("\x1b[C")
        screen.see("W1[h1,x2] = ")
        (before,) = screen.reversed_texts
        screen.press("f")
        screen.wait(lambda: screen.reversed_texts == {f"{before}="}, "the mark of a frozen weight")
        screen.press("s", "1")
        screen.wait(lambda: screen.epoch == 1 and not screen.reversed_texts, "an epoch")
        (row,) = re.findall(r"│ h1 (.*?)│", screen.text)
        assert [cell[-1] for cell in row.split()] == ["*", "=", "*"], row
        assert f"{before}=" in row
        screen.press("q")
        assert screen.end() == 0
        assert screen.colours() == set()


def test_compared_and_checked_no_colour_is_needed() -> None:
    with terminal(
        "--slip", "no-slope", "--pace", "max", size=(120, 36), env={"NO_COLOR": "1"}
    ) as screen:
        screen.see("paused", "q quit")
        for name, goal in ("A", 800), ("B", 300):  # the second is drawn over the first
            screen.press(*"S" * (goal // 100))
            screen.wait(lambda goal=goal: screen.epoch == goal, "epochs")
            screen.press("p")
            screen.see(f" {name}")
            screen.press("n")
            screen.wait(lambda: screen.epoch == 0, "a new run")
        screen.settle()
        chart = [line.split("┃")[1] for line in screen.lines if line.count("┃") == 2]
        (legend,) = (line for line in chart if "now" in line)
        assert legend.split() == ["⠶", "now", "o", "A", "x", "B"]
        drawn = "".join(line.partition("┤")[2] or line.partition("│")[2] for line in chart)
        assert {"o", "x"} <= set(drawn), screen.text
        screen.press("g")
        screen.see("Gradient check", "wrong in W1: ", "dE/dW1 analytic")
        words = dict(re.findall(r"(W\d) .*\] +(\w+) +┃", screen.text))
        assert words == {"W1": "wrong", "W2": "right"}
        wrong = re.compile(r"h1( +[-+][\d.]+!){3}")
        screen.wait(lambda: wrong.search(screen.text), "a mark behind each wrong slope")
        screen.press("q")
        screen.wait(lambda: "Gradient check" not in screen.text, "the check to close")
        screen.press("q")
        assert screen.end() == 0
        assert screen.colours() == set()


def test_the_map_is_drawn_in_signs_and_its_marks_are_letters() -> None:
    with terminal(env={"NO_COLOR": "1"}) as screen:
        screen.see("paused", "q quit")
        screen.press("8")
        screen.see("8 Map of y", "0 .,:-=+*#% 1", "X 1  O 0  held: b=1")
        picture = [row[6:30] for row in screen.text.splitlines() if row.startswith("┃      ")]
        assert sum(row.count("X") + row.count("O") for row in picture) >= 2
        screen.press("\r")
        screen.see("<= 0.5 ,# > 0.5")
        assert "▀" not in screen.text
        screen.press("q")
        assert screen.end() == 0
        assert screen.colours() == set()
