"""The words that pages are put together with, in each language: headings, and what the kinds of statements are called."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, str]] = {
    "fact": ("Fact", "Facts"),
    "bands": ("Bands", "Bands"),
    "setting": ("Setting", "Settings"),
    "table": ("Table", "Tables"),
    "worksheet": ("Worksheet", "Worksheets"),
    "allowance": ("Allowance", "Allowances"),
    "deadline": ("Deadline", "Deadlines"),
    "pay": ("Pay rule", "Pay rules"),
    "deny": ("Denial", "Denials"),
    "hold": ("Hold", "Holds"),
    "flag": ("Flag", "Flags"),
    "route": ("Other way", "Other ways"),
    "asks": ("What asks for payment", "What asks for payment"),
    "unsettled": ("Open reading", "Open readings"),
    "amendment": ("Amendment", "Amendments"),
    "record": ("Record", "Records"),
    "grain": ("Rows made from records", "Rows made from records"),
    "codes": ("List of codes", "Lists of codes"),
}
"""What each kind of page is called: one of them, several."""

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "code": "Code", "label": "Label", "line": "Line", "role": "Role", "amount": "Amount", "value": "Value",
        "limits": "Limits", "reading": "Reading", "taken": "Taken", "yes": "yes", "from": "from", "below": "below",
        "through": "through", "over": "over", "any": "any", "because": "Why", "field": "Field", "type": "Type",
        "changed": "Can be changed by", "known": "Is known by", "left_out": "If left out",
        "lines": "Lines", "codes": "Codes", "bands": "Bands", "readings": "Readings", "fields": "Fields", "rows": "Rows",
    },
    "es": {
        "code": "Código", "label": "Nombre", "line": "Línea", "role": "Papel", "amount": "Monto", "value": "Valor",
        "limits": "Límites", "reading": "Lectura", "taken": "Elegida", "yes": "sí", "from": "desde",
        "below": "hasta antes de", "through": "hasta", "over": "más de", "any": "cualquiera", "because": "Por qué",
        "field": "Campo", "type": "Tipo", "changed": "Lo puede cambiar", "known": "Lo sabe",
        "left_out": "Si se omite", "lines": "Líneas", "codes": "Códigos", "bands": "Tramos", "readings": "Lecturas",
        "fields": "Campos", "rows": "Filas",
    },
}  # fmt: skip

NAMES: Mapping[str, str] = {"en": "In English", "es": "En español"}
"""The heading over what is said in a language."""
