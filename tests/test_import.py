"""`import ccpolicy` costs next to nothing: what is heavy is loaded when it is first needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIGHT = {"attr", "attrs", "cattrs", "ccpolicy", "lark", "typing_extensions"}
"""What may be loaded beside the standard library."""

OPTIONAL = {"interegular"}
"""Lark takes it along where it is installed, which is where the grammar is tested."""

SHOW = """
import sys
before = set(sys.modules)
{}
names = {{name.partition(".")[0] for name in set(sys.modules) - before}} - set(sys.stdlib_module_names)
print(*(name for name in names if not name.startswith("_sysconfigdata")))
"""


def loaded(program: str) -> set[str]:
    """The libraries, other than Python's own, that a program loads in a fresh process."""
    done = subprocess.run([sys.executable, "-c", SHOW.format(program)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program",
    [
        "import ccpolicy",
        "import ccpolicy; ccpolicy.load, ccpolicy.Policy, ccpolicy.Result",
        "import ccpolicy\nfor name in ccpolicy.__all__: getattr(ccpolicy, name)",
        "import ccpolicy.dsl.load, ccpolicy.engine.reference, ccpolicy.records.read, ccpolicy.explain.narrate",
        "import ccpolicy.testing, ccpolicy.testing.cases",
    ],
)
def test_importing_loads_only_what_is_light(program: str) -> None:
    assert loaded(program) <= LIGHT | OPTIONAL


def test_the_front_door_alone_loads_nothing_of_others() -> None:
    assert loaded("import ccpolicy") == {"ccpolicy"}


def test_every_name_of_the_front_door_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import ccpolicy; print(*[n for n in ccpolicy.__all__ if getattr(ccpolicy, n, None) is None])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == []


def test_no_clock_change_data_is_read_until_a_time_zone_is_named() -> None:
    assert "pendulum" not in loaded("import ccpolicy.values.clock")
