"""Between the app and the terminal: driver, signals, bytes."""
