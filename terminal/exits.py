"""How the command line ends: one code for each kind of end, one French sentence on stderr for all but the good one."""

from typing import Final

import typer

#: Shown by `jalon --help`.
EXIT_CODES: Final = (
    "Codes de sortie :",
    "0  fait, ou enregistré et en cours de traitement",
    "1  contrôle négatif (chaîne du journal rompue, installation à réparer) ou dossier occupé",
    "2  commande mal écrite, fichier refusé : rien n'est enregistré",
    "3  demande enregistrée et refusée par les règles ; la raison est dite",
    "4  réglages, base ou serveur indisponibles",
)


class Ended(typer.TyperException):
    """An end that is not the good one. `message` is in French and says what to do."""

    exit_code = 1


class Misused(Ended):
    """What was asked makes no sense as it is written; nothing was recorded."""

    exit_code = 2


class RefusedHere(Ended):
    """The rules refused what was recorded."""

    exit_code = 3


class Unavailable(Ended):
    """Something that Jalon runs on is not there."""

    exit_code = 4
