"""What there is to run, each in an environment of its own; what each needs is said in pyproject.toml.

`nox` runs the tests, `nox -s lint types` those sessions, `nox -l` lists them all. Words after `--` go to the tool.
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.4"
nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True

EXTRAS = nox.project.load_toml("pyproject.toml")["project"]["optional-dependencies"]


def needs(session: nox.Session, *extras: str) -> None:
    """Installs the library as a user gets it, with these extras."""
    unknown = set(extras) - set(EXTRAS)
    if unknown:
        session.error(f"pyproject.toml has no extra {', '.join(sorted(unknown))}")
    session.install(f".[{','.join(extras)}]" if extras else ".")


@nox.session
def tests(session: nox.Session) -> None:
    """Every test, and every example and case of the policies."""
    needs(session, "test")
    session.run("pytest", *session.posargs)


@nox.session
def conformance(session: nox.Session) -> None:
    """The cases of the language's definition only."""
    needs(session, "test")
    session.run("pytest", "tests/test_conformance.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """The property tests on cases they have not seen; run it as long as there is time."""
    needs(session, "test")
    session.run("pytest", *session.posargs, env={"HYPOTHESIS_PROFILE": "soak"})


@nox.session
def fuzz(session: nox.Session) -> None:
    """A fuzzer on one kind of file: `nox -s fuzz -- policy --seconds 300`."""
    needs(session, "fuzz")
    session.run("python", "tests/fuzz/run.py", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """The pages and the documentation in Chromium: whether everybody can use them. CCPOLICY_CHROMIUM says where it is."""
    needs(session, "test", "browser", "docs")
    session.run("pytest", "-m", "browser", "-n", "0", *session.posargs)


@nox.session
def readability(session: nox.Session) -> None:
    """How hard the sentences of the policies are to read."""
    needs(session, "readability")
    session.run("python", "bench/readability.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff, by the rules in pyproject.toml."""
    session.install(*EXTRAS["lint"])
    session.run("ruff", "check", ".", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    needs(session, "types", "testing")
    session.run("mypy", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation; a warning or a broken link is an error."""
    needs(session, "docs")
    session.run("python", "docs/build_site.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """How long things take, beside the same month written out by hand."""
    needs(session)
    session.run("python", "bench/run.py", *session.posargs)
