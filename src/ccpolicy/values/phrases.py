"""The evaluator's own sentences in other languages, looked up by their English.

Texts of a policy are translated in the policy; these few are nobody's rule: what is lacking, and why nothing is paid.
"""

from __future__ import annotations

from collections.abc import Mapping

SPANISH: Mapping[str, str] = {
    "Needed: {needs}.": "Falta: {needs}.",
    "No rule pays {row}.": "Ninguna regla paga {row}.",
    "{what} comes to no amount for {row}.": "{what} no da ninguna cantidad para {row}.",
    "{what} comes to less than nothing for {row}, and is withheld.": "{what} da menos que cero para {row} y se retiene.",
    "{what} of {row} cannot be shared: no row has a weight.": "{what} de {row} no se puede repartir: ninguna fila tiene peso.",
    "The amounts of {what} do not balance: {names} below zero.": "Las cantidades de {what} no cuadran: {names} bajo cero.",
    "The amounts of {what} do not balance: {asked} cents asked, {borne} borne.":
        "Las cantidades de {what} no cuadran: se piden {asked} centavos y se cubren {borne}.",
    "{period} is tentative: its end may move": "{period} no es definitivo: la fecha final puede cambiar",
    "rules of {policy} in force {when}": "reglas de {policy} en vigor {when}",
    "one amount that {row} shares with the rows beside it": "una sola cantidad que {row} comparte con las filas de al lado",
    "the date of {row}": "la fecha de {row}",
    "where the periods of {limit} start, {row}": "dónde empiezan los períodos de {limit}, {row}",
    "earlier postings of {limit}": "los usos anteriores de {limit}",
    "whether {row} uses {limit}": "si {row} usa {limit}",
    "all {kind} rows of {scope}": "todas las filas {kind} de {scope}",
    "what {limit} grants": "lo que concede {limit}",
    "the rows of {kind}": "las filas de {kind}",
    "a row {row}": "una fila {row}",
    "a row of {table} for {asked}": "una fila de {table} para {asked}",
    "which of several rows of {table} holds for {asked}": "cuál de varias filas de {table} vale para {asked}",
    "{what} {when}": "{what} {when}",
    "{what}{when}": "{what}{when}",
    "what {row} asks for: it comes to less than nothing": "lo que pide {row}: da menos que cero",
    "what {row} spends: it comes to less than nothing": "lo que usa {row}: da menos que cero",
    "from when on {limit} carries for {row}": "desde cuándo pasa {limit} para {row}",
    "what may be carried over of {limit} for {row}": "lo que puede pasar de {limit} para {row}",
    "the limit of {limit} for {row}": "el límite de {limit} para {row}",
    "a rule in force {when}": "una regla en vigor {when}",
    "which moment {day} {clock} is: the clock changes then ({how})": "qué momento es {day} {clock}: el reloj cambia entonces ({how})",
    "calendar {calendar} from {day}": "el calendario {calendar} desde {day}",
    "calendar {calendar} on {day}": "el calendario {calendar} el {day}",
    "a date so far from {day}": "una fecha tan lejana de {day}",
    "a band for this value": "un tramo para este valor",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"es": SPANISH}

_ON = {"es": ("on ", "el ")}
"""How a day is told that a pattern takes whole."""


def phrase(lang: str, pattern: str, **parts: object) -> str:
    """A sentence in a language; in English where it has no other."""
    told = LANGUAGES.get(lang, {}).get(pattern, pattern)
    english, other = _ON.get(lang, ("", ""))
    texts = {name: str(part) for name, part in parts.items()}
    if english and texts.get("when", "").lstrip().startswith(english):
        texts["when"] = texts["when"].replace(english, other, 1)
    return told.format(**texts)
