"""What the templates of the first run and of the settings may name of a territory."""

from typing import Any, Final

from infra.departements import departement_label
from infra.territory_words import HOLIDAYS, NATURES, financing_label, hour_label, inhabitants, vintage_label

WORDS: Final[dict[str, Any]] = {
    "NATURES": NATURES,
    "HOLIDAYS": HOLIDAYS,
    "departement_label": departement_label,
    "financing_label": financing_label,
    "hour_label": hour_label,
    "inhabitants": inhabitants,
    "vintage_label": vintage_label,
}
