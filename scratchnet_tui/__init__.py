"""scratchnet-tui: watch a small neural network learn, in the terminal."""

__version__ = "0.2.0"
