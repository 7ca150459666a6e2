"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow, and no test asserts a time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
