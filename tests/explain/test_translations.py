"""Explanations in another language: every text there is in it, the same figures, English where nothing else is said."""

from __future__ import annotations

from string import Formatter

import pytest

from ccpolicy.dsl.load import load_text
from ccpolicy.engine.reference import determine
from ccpolicy.errors import UsageError
from ccpolicy.explain.narrate import explain
from ccpolicy.explain.words import LANGUAGES
from ccpolicy.front import Policy
from ccpolicy.model.translate import translated
from ccpolicy.records.read import read_caseload

TEXT = """
policy pool "Swimming lessons"
  from 2022-01-01
  languages es

source rules "Rules of the pools (2022)"

codes kind "Kinds of day"
  | code    | label         |
  | lesson  | "lesson"      |

record claim "A month"
  dated by on
  | field | type  | absent   | label        |
  | on    | date  | required | "Day"        |
  | cold  | hours | required | "Time in it" |

asks claim "Lessons"
  units 1 by lesson
  line claim

fact price of claim money "Price" = $12.50

deny too_cold of claim "Water too cold"
  when cold > 2 hours
  say "On {on} it was cold for {cold}."
  say es "El {on} hizo frío durante {cold}."
  cite rules "§ 4"

pay lesson_pay of claim
  amount price
  say "{on}: {price}."
  say es "{on}: {price}."
  cite rules "§ 1"

words es
  | en                 | es                  |
  | "Swimming lessons" | "Clases de nado"    |
  | "lesson"           | "clase"             |
  | "Day"              | "Día"               |
  | "Time in it"       | "Tiempo adentro"    |
  | "A month"          | "Un mes"            |
  | "Price"            | "Precio"            |
  | "Water too cold"   | "Agua muy fría"     |
  | "lesson pay"       | "pago de la clase"  |
  | "id"               | "clave"             |
  | "claim"            | "solicitud"         |
"""
ROWS = {"claim": [{"id": "c1", "on": "2022-11-24", "cold": "1"}, {"id": "c2", "on": "2022-11-25", "cold": "2.5"}]}


@pytest.fixture(scope="module")
def policy() -> Policy:
    found, findings = load_text(TEXT)
    assert findings == ()
    assert found is not None
    return Policy(found)


def test_a_paid_line_is_told_in_spanish_with_its_date_and_money(policy: Policy) -> None:
    assert policy.determine(ROWS).explain("c1", lang="es") == (
        "c1: pagado\n  Paga $12.50 por 1 clase.\n  24 de noviembre de 2022: $12.50. [1]\n"
        "    pago de la clase      $12.50\n\n[1] Rules of the pools (2022), “§ 1”\n"
    )


def test_a_denied_line_is_told_in_spanish_with_the_rule_by_its_label(policy: Policy) -> None:
    told = policy.determine(ROWS).explain("c2", lang="es")
    assert "Negado: Agua muy fría, 1 clase\n    El 25 de noviembre de 2022 hizo frío durante 2 horas 30 minutos." in told


def test_depth_two_names_values_by_their_spanish_labels(policy: Policy) -> None:
    told = policy.determine(ROWS).explain("c2", depth=2, lang="es")
    assert "Tiempo adentro = 2 horas 30 minutos" in told
    assert "Time in it" not in told


def test_a_language_changes_texts_and_nothing_else(policy: Policy) -> None:
    english, spanish = policy.determine(ROWS), policy.determine(ROWS).in_language("es")
    for one, other in zip(english.lines, spanish.lines, strict=True):
        assert (one.id, one.status, one.units, one.amounts, one.pays) == (
            other.id, other.status, other.units, other.amounts, other.pays
        )
        assert [reason.code for reason in one.reasons] == [reason.code for reason in other.reasons]
    assert spanish.in_language("en").to_dict() == english.to_dict()


def test_a_language_a_policy_has_no_texts_in_is_refused(policy: Policy) -> None:
    plain, _ = load_text(TEXT.replace("  languages es\n", ""))
    assert plain is not None
    with pytest.raises(UsageError, match="pool has no texts in `es`; it has them in en"):
        Policy(plain).determine(ROWS).explain("c1", lang="es")
    with pytest.raises(UsageError, match="no explanations in `xx`"):
        policy.determine(ROWS).explain("c1", lang="xx")


def test_a_text_without_a_translation_stays_english() -> None:
    plain, _ = load_text(TEXT.replace('  | "Price"            | "Precio"            |\n', ""))
    assert plain is not None
    caseload = read_caseload(plain, ROWS)
    program = translated(plain, "es")
    assert "Price = $12.50" in explain(determine(program, caseload), program, "c1", 2, "es")


def test_every_language_has_every_word_with_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for lang, words in LANGUAGES.items():
        assert set(words) == set(LANGUAGES["en"]), lang
        for name, text in words.items():
            assert values(text) == values(LANGUAGES["en"][name]), (lang, name)
