"""Measurements of what the design promises. They print ratios; nothing here fails a build."""

import core  # noqa: F401 - numpy is loaded as it is in the app
