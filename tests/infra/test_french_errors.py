"""What pydantic refuses is said in French, whatever the kind of error."""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from infra.french_errors import in_french


class Colour(StrEnum):
    RED = "rouge"


class Inner(BaseModel):
    a: int


def refuse(message: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        raise ValueError(message)

    return check


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z ]*$")] = "a"
    number: Annotated[int, Field(ge=1, le=4)] = 1
    quantity: Decimal = Decimal(1)
    answer: bool = True
    words: tuple[str, ...] = ()
    list_: list[str] = []
    table: dict[str, str] = {}
    inner: Inner | None = None
    colour: Colour = Colour.RED
    only: Literal["a"] = "a"
    own: Annotated[str, AfterValidator(refuse("« " + "x" * 200 + " » : non"))] = "a"
    unforeseen: Annotated[list[int], Field(max_length=1)] = []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", 1, "un texte est attendu"),
        ("text", "", "ce texte est vide"),
        ("text", "abcd", "ce texte est trop long (3 caractères au plus)"),
        ("text", "A1", "« A1 » n'a pas la forme attendue"),
        ("number", "x", "un nombre entier est attendu"),
        ("number", [], "un nombre entier est attendu"),
        ("number", 1.5, "un nombre entier est attendu"),
        ("number", 0, "ce nombre est trop petit (1 au moins)"),
        ("number", 5, "ce nombre est trop grand (4 au plus)"),
        ("quantity", "x", "un nombre est attendu"),
        ("quantity", [], "un nombre est attendu"),
        ("quantity", "NaN", "un nombre est attendu"),
        ("answer", "peut-être", "oui ou non est attendu"),
        ("answer", [], "oui ou non est attendu"),
        ("words", "a", "une liste est attendue : une ligne par élément, précédée d'un tiret"),
        ("list_", "a", "une liste est attendue : une ligne par élément, précédée d'un tiret"),
        ("table", "a", "un groupe de champs est attendu (« clé : valeur »)"),
        ("inner", "a", "un groupe de champs est attendu (« clé : valeur »)"),
        ("inner", {}, "ce champ est obligatoire"),
        ("colour", "bleu", "« bleu » n'est pas une valeur possible"),
        ("only", "b", "« b » n'est pas une valeur possible"),
        ("own", "b", "« " + "x" * 79 + "… » : non"),
        ("unforeseen", [1, 2], "« [1, 2] » ne convient pas"),
        ("autre", 1, "ce champ n'existe pas ; vouliez-vous écrire « own » ?"),
    ],
)
def test_an_error_is_one_french_sentence(field: str, value: object, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Form.model_validate({field: value})
    (error,) = refusal.value.errors()
    assert re.sub("[\u00a0\u202f]", " ", in_french(error, "vouliez-vous écrire « own » ?")) == said
