"""What pydantic refuses, said in French."""

import re
from collections.abc import Mapping

from pydantic_core import ErrorDetails

from domain.french import typeset

_A_LIST = "une liste est attendue : une ligne par élément, précédée d'un tiret"
_FIELDS = "un groupe de champs est attendu (« clé : valeur »)"
#: A quotation too long to be read.
_LONG = re.compile("(«[^»]{80})[^»]*»")
_AN_INTEGER = "un nombre entier est attendu"
_A_NUMBER = "un nombre est attendu"

_SAID: Mapping[str, str] = {
    "missing": "ce champ est obligatoire",
    "string_type": "un texte est attendu",
    "string_too_short": "ce texte est vide",
    "string_too_long": "ce texte est trop long ({max_length} caractères au plus)",
    "int_type": _AN_INTEGER,
    "int_parsing": _AN_INTEGER,
    "int_from_float": _AN_INTEGER,
    "decimal_type": _A_NUMBER,
    "decimal_parsing": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "bool_type": "oui ou non est attendu",
    "bool_parsing": "oui ou non est attendu",
    "greater_than_equal": "ce nombre est trop petit ({ge} au moins)",
    "less_than_equal": "ce nombre est trop grand ({le} au plus)",
    "tuple_type": _A_LIST,
    "list_type": _A_LIST,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "dict_type": _FIELDS,
    "string_pattern_mismatch": "{input} n'a pas la forme attendue",
    "enum": "{input} n'est pas une valeur possible",
    "literal_error": "{input} n'est pas une valeur possible",
}


def in_french(error: ErrorDetails, advice: str = "") -> str:
    """The message of one error of a `ValidationError`; `advice` completes the one of a field that is not known."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return _LONG.sub(r"\1… »", typeset(str(context["error"])))
    if kind == "extra_forbidden":
        return typeset(f"ce champ n'existe pas ; {advice}" if advice else "ce champ n'existe pas")
    said = _SAID.get(kind, "{input} ne convient pas").format_map({**context, "input": f"« {error['input']} »"})
    return _LONG.sub(r"\1… »", typeset(said))
