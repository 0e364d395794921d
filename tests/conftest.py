"""Makes what stands in this folder importable by all tests, and says how much the property tests try.

As a rule they try the same cases every time; with `HYPOTHESIS_PROFILE=soak` they look for new ones.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("soak", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
