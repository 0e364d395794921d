"""The words of explanations, one table per language, and values as an explanation shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccpolicy.engine.texts import need_text
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import spoken, told
from ccpolicy.model.types import Codes, ListOf, Type
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.period import Period
from ccpolicy.values.wording import worded

ENGLISH: Mapping[str, str] = {
    "paid": "paid",
    "partly_paid": "partly paid",
    "denied": "denied",
    "held": "held",
    "routed": "sent another way",
    "missing": "missing",
    "unknown": "not known",
    "needs": "needs {what}",
    "pays": "Pays {amount} for {units}.",
    "pays_nothing": "Nothing was claimed.",
    "units_only": "Pays {units}.",
    "of_claimed": "{paid} of {claimed}",
    "to": "Goes to {to}.",
    "asking": "Send {what}.",
    "behind": "What this rests on",
    "in_vain": "Looked at as well, and not the case",
    "more_rows": "with {count} more rows like the first ones below",
    "whole": "How it was worked out",
    "above": "see above",
    "in_force": "in force {period}",
    "end_open": "the end date may move",
    "amendment": "by the amendment \"{label}\"",
    "refused": "Not paid",
    "flags": "To look at",
    "unchecked": "could not be checked",
    "deadlines": "Deadlines missed",
    "late": "{label}: was due {due}",
    "late_before": "{label}: was due before {due}",
    "routes": "Can go another way",
    "unsettled_title": "Open questions, and how they were read",
    "tentative_title": "Not final",
    "unmodelled_title": "Left out of these rules",
    "unsettled": "{text} Read as {reading} ({name}).",
    "unmodelled": "{name}: {text}",
    "tentative": "{name}: {text}",
    "left_out": "Input rows left out",
    "noted": "Nothing claimed",
    "no_lines": "No row of the input asks for payment.",
    "lines": "lines",
    "total": "Total",
    "times": ", {count:,} times",
    "more": "and {count} more like these",
    "state_pays": "Pays",
    "pays_in_all": "Paid in all",
    "nothing": "nothing claimed",
    "several": "several kinds",
    "some_paid": "paid in part",
    "constant": "{name}: {value}",
    "known_on": "as known on {day}",
    "reading": "{name} read as {reading}",
    "no_pages": "No row of the input is what this report is about.",
    "no_rows": "None.",
    "unknown_cell": "not known: {needs}",
    "needs_for": "Not known; it needs {needs}.",
    "belongs": "Whether this belongs here is not known; it needs {needs}.",
    "further": "There may be more rows here; to know, it needs {needs}.",
    "undated": "{row} stands on no date: its date is not known and needs {needs}.",
    "nothing_more": "more than was supplied",
    "date": "Date",
    "month": "Month",
    "sources": "Sources",
    "rows_left_out": "Input rows left out: {count}",
    "needs_information": "needs information",
    "no_pay": "no rule pays it",
    "withheld": "withheld",
    "waived": "waived by {name}",
    "since": "from {start}",
    "until": "through {end}",
    "between": "{start} through {end}",
    "letters": "DHR",
    "why_not_paid": "It is paid; nothing needs to change.",
    "needed": "Not known:",
    "ways": "Each of these alone would have it paid:",
    "ways_rest": "Each of these alone would have the rest paid:",
    "no_way": "No set of at most {most} changes was found that would have it paid.",
    "final": "Nothing that anybody can change lifts this:",
    "partly": "Each of these alone would have more of it paid:",
    "cut": "There was more to try than was tried; other ways may exist.",
    "new_row": "new row {row}",
    "then_pays": "Then pays {amount} for {units}.",
    "then_pays_units": "Then pays {units}.",
    "changes_too": "Changes {lines} too.",
    "more_lines": "{count} more",
    "or": "or",
    "no_date": "no date is named",
    "by": "by {due}",
    "before": "before {due}",
    "passed": "passed",
    "nothing_differs": "Nothing changes.",
    "differs": "Lines that differ",
    "not_there": "no line",
    "no_longer": "no longer",
    "now": "now",
    "totals": "Totals",
    "in_all": "in all",
    "flags_title": "To look at",
    "deadlines_title": "Deadlines",
    "postings_title": "Use of allowances",
    "met": "met",
    "late_word": "late",
    "open_word": "open",
    "reasons_title": "Why lines are not paid",
    "reasons_all": "Not paid in full: {refused} of {lines} lines. Claims with such lines: {claims}.",
    "reason": "Reason",
    "status": "What became of it",
    "lines_heading": "Lines",
    "claims_heading": "Claims",
    "not_paid_units": "Units not paid",
    "at_stake": "At stake",
    "stake_not_known": "Lines not known",
    "mendable": "Could still be mended",
    "who": "By whom",
    "until_heading": "First date",
    "not_asked": "Not looked into: {count} lines, those with the least money at stake.",
    "mends_title": "What could still be mended, and by whom",
    "nobody": "no change to these records",
    "stake_note": "At stake is what the pay rules work out for what was claimed and not paid. A line with several reasons counts under each of them and once in the total.",
    "mend_note": "As of {today}: a line counts where other values in the records, which their owners can still change, would have all of it paid; under the smallest such change. Rows that are still to come, such as a paper not yet back, are not tried. That is no reason to write what is not so.",
    "like_note": "Lines of one claim with the same reasons are taken to be alike.",
    "nothing_refused": "Every line is paid.",
    "chart_title": "Money at stake by reason",
    "claims_title": "The claims",
    "money_title": "The money",
    "days": "Days",
    "units_heading": "Units",
    "paid_title": "Paid",
    "back": "All claims and reasons",
    "all_sentences": "Each day in a sentence",
    "legend": "What the letters mean",
    "caveats_print": "Open questions and limits of these rules that bear on this claim: {count}. They are told on the page as it is on screen.",
    "result": "Result",
}

SPANISH: Mapping[str, str] = {
    "paid": "pagado",
    "partly_paid": "pagado en parte",
    "denied": "negado",
    "held": "en espera",
    "routed": "enviado por otra vía",
    "missing": "no hay",
    "unknown": "no se sabe",
    "needs": "falta {what}",
    "pays": "Paga {amount} por {units}.",
    "pays_nothing": "No se pidió nada.",
    "units_only": "Paga {units}.",
    "of_claimed": "{paid} de {claimed}",
    "to": "Va a {to}.",
    "asking": "Envíe {what}.",
    "behind": "En qué se basa",
    "in_vain": "También se revisó, y no es el caso",
    "more_rows": "con {count} filas más como las primeras de abajo",
    "whole": "Cómo se calculó",
    "above": "vea más arriba",
    "in_force": "en vigor {period}",
    "end_open": "la fecha final puede cambiar",
    "amendment": "por el cambio “{label}”",
    "refused": "No pagado",
    "flags": "Para revisar",
    "unchecked": "no se pudo revisar",
    "deadlines": "Fechas límite vencidas",
    "late": "{label}: la fecha límite era {due}",
    "late_before": "{label}: debía ser antes de {due}",
    "routes": "Puede ir por otra vía",
    "unsettled_title": "Preguntas abiertas y cómo se leyeron",
    "tentative_title": "No es definitivo",
    "unmodelled_title": "Lo que estas reglas no incluyen",
    "unsettled": "{text} Se leyó como {reading} ({name}).",
    "unmodelled": "{name}: {text}",
    "tentative": "{name}: {text}",
    "left_out": "Filas de entrada que se dejaron fuera",
    "noted": "No se pidió nada",
    "no_lines": "Ninguna fila de la entrada pide un pago.",
    "lines": "líneas",
    "total": "Total",
    "times": ", {count:,} veces",
    "more": "y {count} más como estas",
    "state_pays": "Paga",
    "pays_in_all": "Paga en total",
    "nothing": "no se pidió nada",
    "several": "de varios tipos",
    "some_paid": "pagado en parte",
    "constant": "{name}: {value}",
    "known_on": "según lo que se sabía el {day}",
    "reading": "{name} leído como {reading}",
    "no_pages": "Ninguna fila de la entrada es de lo que trata este informe.",
    "no_rows": "Ninguno.",
    "unknown_cell": "no se sabe: {needs}",
    "needs_for": "No se sabe; falta {needs}.",
    "belongs": "No se sabe si esto va aquí; falta {needs}.",
    "further": "Puede haber más filas; para saberlo, falta {needs}.",
    "undated": "{row} no está en ninguna fecha: no se sabe la fecha y falta {needs}.",
    "nothing_more": "más de lo que se dio",
    "date": "Fecha",
    "month": "Mes",
    "sources": "Fuentes",
    "rows_left_out": "Filas de entrada que se dejaron fuera: {count}",
    "needs_information": "falta información",
    "no_pay": "ninguna regla lo paga",
    "withheld": "retenido",
    "waived": "no se aplica por {name}",
    "since": "desde {start}",
    "until": "hasta {end}",
    "between": "del {start} al {end}",
    "letters": "NEV",
    "why_not_paid": "Está pagado; no hay que cambiar nada.",
    "needed": "No se sabe:",
    "ways": "Con cualquiera de estas opciones se pagaría:",
    "ways_rest": "Con cualquiera de estas opciones se pagaría el resto:",
    "no_way": "No se encontró ninguna combinación de hasta {most} cambios con la que se pagaría.",
    "final": "Nada que alguien pueda cambiar quita esto:",
    "partly": "Con cualquiera de estas opciones se pagaría más:",
    "cut": "Había más por probar; puede haber otras opciones.",
    "new_row": "fila nueva {row}",
    "then_pays": "Así paga {amount} por {units}.",
    "then_pays_units": "Así paga {units}.",
    "changes_too": "También cambia {lines}.",
    "more_lines": "{count} más",
    "or": "o",
    "no_date": "no se nombra ninguna fecha",
    "by": "hasta el {due}",
    "before": "antes del {due}",
    "passed": "ya pasó",
    "nothing_differs": "No cambia nada.",
    "differs": "Líneas que cambian",
    "not_there": "no hay línea",
    "no_longer": "ya no",
    "now": "ahora",
    "totals": "Totales",
    "in_all": "en total",
    "flags_title": "Para revisar",
    "deadlines_title": "Fechas límite",
    "postings_title": "Uso de los límites",
    "met": "cumplida",
    "late_word": "con retraso",
    "open_word": "abierta",
    "reasons_title": "Por qué hay líneas que no se pagan",
    "reasons_all": "No se pagan por completo: {refused} de {lines} líneas. Solicitudes con esas líneas: {claims}.",
    "reason": "Motivo",
    "status": "Qué pasó",
    "lines_heading": "Líneas",
    "claims_heading": "Solicitudes",
    "not_paid_units": "Unidades no pagadas",
    "at_stake": "En juego",
    "stake_not_known": "Líneas sin monto",
    "mendable": "Aún se puede corregir",
    "who": "Quién",
    "until_heading": "Primera fecha",
    "not_asked": "Sin revisar: {count} líneas, las que menos dinero tienen en juego.",
    "mends_title": "Qué se puede corregir todavía y quién puede hacerlo",
    "nobody": "ningún cambio en estos registros",
    "stake_note": "En juego está lo que dan las reglas de pago por lo que se pidió y no se pagó. Una línea con varios motivos cuenta en cada uno y una sola vez en el total.",
    "mend_note": "Al {today}: una línea cuenta si con otros datos en los registros, que todavía se pueden cambiar, se pagaría por completo; cuenta con el cambio más pequeño. No se prueban filas que aún faltan, como un papel que no ha llegado. Eso no es motivo para anotar algo que no es cierto.",
    "like_note": "Las líneas de una solicitud que tienen los mismos motivos se toman como iguales.",
    "nothing_refused": "Todas las líneas se pagan.",
    "chart_title": "Dinero en juego por motivo",
    "claims_title": "Las solicitudes",
    "money_title": "El dinero",
    "days": "Días",
    "units_heading": "Unidades",
    "paid_title": "Pagado",
    "back": "Todas las solicitudes y los motivos",
    "all_sentences": "Cada día en una frase",
    "legend": "Qué significan las letras",
    "caveats_print": "Preguntas abiertas y límites de estas reglas que tocan esta solicitud: {count}. Están en la página en pantalla.",
    "result": "Resultado",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "es": SPANISH}


def words(lang: str) -> Mapping[str, str]:
    """The words of a language. Raises UsageError where there are none."""
    found = LANGUAGES.get(lang)
    if found is None:
        raise UsageError(f"there are no explanations in `{lang}`; there are in {', '.join(LANGUAGES)}")
    return found


def code_title(code: str, policy: Policy, say: Mapping[str, str]) -> str:
    """What people call a reason: its rule's label, or its name."""
    outcome = policy.outcomes.get(code)
    return outcome.label or spoken(code) if outcome else say.get(code, spoken(code))


def amount_label(name: str, policy: Policy) -> str:
    """What people call an amount of a line: the label of its line in a worksheet, or of the rule that pays it."""
    labels = {entry.fact: entry.label for sheet in policy.worksheets.values() for entry in sheet.lines}
    labels |= {pay.name: pay.label for pay in policy.pays if pay.name not in labels}
    return labels.get(name) or told(policy, spoken(name), policy.lang)


def period_text(period: Period, lang: str) -> str:
    """A period in words: `from 2022-10-01 through 2023-06-30`."""
    say = words(lang)
    if period.start and period.end:
        return say["between"].format(start=period.start, end=period.end)
    return say["since"].format(start=period.start) if period.start else say["until"].format(end=period.end)


def value_text(value: Any, kind: Type, policy: Policy, lang: str = "en") -> str:
    """A value in words; a code with its label, an unknown with what would settle it."""
    say = words(lang)
    if value is MISSING:
        return say["missing"]
    if isinstance(value, Unknown):
        needs = ", ".join(need_text(policy, need) for need in sorted(value.needs))
        return f"{say['unknown']} ({say['needs'].format(what=needs)})" if needs else say["unknown"]
    of = kind.of if isinstance(kind, ListOf) else kind
    listed = policy.codes.get(of.name) if isinstance(of, Codes) else None
    point = policy.unsettled.get(of.name) if isinstance(of, Codes) else None

    def label(code: str) -> str:
        if point is not None:
            return next((reading.label for reading in point.readings if reading.name == code), code)
        row = listed.rows.get(code) if listed else None
        known = row.label if row else code if lang == "en" else told(policy, spoken(code), lang)
        return f"{code} ({known})" if known and known != code else code

    return worded(value, str(kind), lang, label, policy.options.leap_day_birthday)
