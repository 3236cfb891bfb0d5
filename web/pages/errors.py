"""What a page says when it cannot be shown."""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from web.pages.rendering import page

_TITLES: Final = {
    400: "Demande illisible",
    403: "Accès refusé",
    404: "Page introuvable",
    405: "Demande refusée",
    409: "Demande refusée",
    413: "Demande trop grande",
    422: "Demande mal écrite",
    503: "Jalon est momentanément indisponible",
}
_OTHERWISE: Final = "Une erreur est survenue"

#: What one may do, by status.
_ADVICE: Final = {
    403: "Si vous pensez devoir y accéder, demandez-le à qui administre Jalon.",
    404: "L'adresse est peut-être incomplète, ou ce qu'elle désignait porte une autre clé.",
    500: "Rien de ce qui était enregistré n'est perdu. Réessayez ; si cela recommence, prévenez qui administre Jalon, "
    "en donnant l'heure.",
    503: "Rien de ce qui était enregistré n'est perdu. Réessayez dans un instant.",
}


def error_page(request: Request, status: int, said: str = "") -> Response:
    """The French page of the HTTP `status`; `said` is a sentence that says more. Reads nothing of the database."""
    facts = {
        "status": status,
        "title": _TITLES.get(status, _OTHERWISE),
        "said": said,
        "advice": _ADVICE.get(status, ""),
    }
    return page(request, "error.html", facts, status)
