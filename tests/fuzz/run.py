"""Fuzzes one target: `python tests/fuzz/run.py TARGET --seconds N`. Needs the extra `fuzz`.

What makes a target fail is kept in `tests/fuzz/found/TARGET`; minimise it (`--minimise FILE`), mend the fault, and move it
to the corpus, where the ordinary tests try it again. What it grew on the way
is in `tests/fuzz/found/TARGET/grown`; `keep.py` takes of that what the corpus lacks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

import atheris  # noqa: E402

with atheris.instrument_imports(include=["ccpolicy"]):
    import targets
    import words

WORK = Path(__file__).parent / "found"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("target", choices=targets.TARGETS)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--longest", type=int, default=4096, help="bytes of an input")
    asked.add_argument("--minimise", type=Path)
    given = asked.parse_args()
    kept, found = targets.CORPUS / given.target, WORK / given.target
    grown = found / "grown"
    for place in (kept, grown):
        place.mkdir(parents=True, exist_ok=True)
    dictionary = WORK / "words.dict"
    dictionary.write_text(words.dictionary(), encoding="utf-8")
    flags = [f"-dict={dictionary}", f"-artifact_prefix={found}/", f"-max_len={given.longest}", "-timeout=60",
             "-report_slow_units=5", "-rss_limit_mb=1024", "-print_final_stats=1", "-use_value_profile=1"]
    if given.minimise:
        command = ["-minimize_crash=1", f"-max_total_time={given.seconds}", f"-exact_artifact_path={given.minimise}.least",
                   *flags, str(given.minimise)]
    else:
        command = [f"-max_total_time={given.seconds}", *flags, str(grown), str(kept)]
    targets.policy(targets.ROWS.read_bytes())  # what is made once, such as the grammar, is no input's fault
    targets.json_rows(b"{}")
    atheris.Setup([sys.argv[0], *command], targets.TARGETS[given.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
