"""Laws of what is written: the policy's text, and the certificate of a determination."""

from __future__ import annotations

import difflib
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from ccpolicy import library
from ccpolicy.certificate.verify import verify
from ccpolicy.dsl.load import load_policy
from ccpolicy.front import Policy
from ccpolicy.model.dump import dump
from ccpolicy.testing.laws.differing import differences, document
from ccpolicy.testing.laws.law import Beside, Law, Trial

SHOWN = 3


@Law
def formatted(trial: Trial) -> None:
    """A policy laid out anew means the same: the same model, and the same bytes for every caseload.

    Its files are written with all needless space taken out and then laid out as `ccpolicy fmt` does. Only what
    identifies the text itself, the fingerprint, is another. It is for policies in files.
    """
    if trial.place is None:
        raise Beside
    again, other_model = laid_out_anew(trial.place)
    trial.holds(not other_model, f"the policy laid out anew says: {other_model}")
    after = again.determine(trial.caseload, known_on=trial.known_on, readings=trial.readings)
    one, other = document(trial.result), document(after)
    other["policy"]["fingerprint"] = one["policy"]["fingerprint"]
    words = next(differences(one, other), "")
    trial.holds(not words, f"the policy laid out anew decides otherwise: {words}")


@cache
def laid_out_anew(place: Path) -> tuple[Policy, str]:
    """The policy at a place, read from its text squeezed together and laid out again; and what is new in its model."""
    home = place if place.is_dir() else place.parent
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "policies" / home.resolve().name
        shutil.copytree(home, copy)
        for shared in reversed(library.shared_folders(place)):
            for file in shared.glob("*.policy"):
                if shared != home.resolve():
                    shutil.copyfile(file, copy.parent / file.name)
        for file in copy.parent.rglob("*.policy"):
            file.write_text(squeezed(file.read_text(encoding="utf-8-sig")), encoding="utf-8")
            _, text, found = library.formatted(file, file.name)
            if found:
                raise AssertionError(f"{file.name} cannot be read when it is squeezed: {found[0].message}")
            file.write_text(text, encoding="utf-8")
        written = copy if place.is_dir() else copy / place.name
        model, found = library.with_requirements(written, *load_policy(written, (copy.parent,)))
        if model is None:
            raise AssertionError(f"{place.name} cannot be read when it is laid out anew: {found[0].message}")
        before, after = dump(library.load(place)).splitlines(), dump(model).splitlines()
        return Policy(model), next((line for line in difflib.ndiff(before, after) if line[0] in "+-"), "") if before != after else ""


def squeezed(text: str) -> str:
    """Policy text with one space where there were several, outside what stands in quotes, and no empty lines."""
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        parts = line.strip().split('"')
        parts[::2] = [re.sub(" +", " ", part) for part in parts[::2]]
        if "#" not in line and line.strip():
            lines.append(indent + '"'.join(parts))
    return "\n".join(lines) + "\n"


@Law
def certified(trial: Trial) -> None:
    """The certificate of every determination verifies, says what the determination says, and so does that of any one line.

    A checker that shares nothing with what determined it works every amount, status, rule and citation out again.
    """
    result = trial.result
    some = trial.chance.choice(result.lines).id if result.lines else None
    lines = {(line.grain, line.id): line for line in result.lines}
    for line in dict.fromkeys((None, some)):
        certificate = result.certificate(line)
        for said in (certificate["nodes"][at]["value"] for at in certificate["lines"]):
            told = lines[said["grain"], said["id"]]
            agree = (said["status"], said["pays"]) == (told.status, told.pays)
            words = f"{told.status} for {told.pays}, its certificate says {said['status']} for {said['pays']}"
            trial.holds(agree, f"{told.id} is {words}")
        verdict = verify(certificate, trial.policy.model, trial.caseload, trial.known_on, dict(trial.readings))
        wrong = "; ".join(map(str, verdict.faults[:SHOWN]))
        trial.holds(verdict.holds, f"the certificate of {line or 'the whole'} does not hold: {wrong}")
