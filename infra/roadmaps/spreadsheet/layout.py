"""The sheets of the workbook and their columns: fixed, so that every file has one shape, an empty column included.

Row 1 has the French labels, row 2 the names of the fields (those of the YAML file), which are what is read.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from domain.roadmap.words import Statut


class Kind(StrEnum):
    """How a value is written in a cell."""

    TEXT = "text"
    KEY = "key"  #: an identifier: a number that is not whole may have lost a zero
    WORD = "word"  #: a word of a list
    YES = "yes"  #: « oui » or « non »
    PLANNED = "planned"  #: a day, a month, a quarter or a year
    DAY = "day"
    NUMBER = "number"
    SIREN = "siren"
    PHONE = "phone"
    COMMUNE = "commune"
    COMMUNES = "communes"  #: one a line, or « toutes »
    LINES = "lines"  #: one a line


class Column(NamedTuple):
    """A column, or a line of the first sheet. `name`: its field, parts joined by dots; `width` in characters; `help`:
    what to write there; `words`: the choices, as displayed."""

    name: str
    label: str
    kind: Kind
    width: int
    help: str
    words: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """A sheet; `fixed`: how many of its first columns stay in sight; `about`: what its lines are."""

    title: str
    columns: tuple[Column, ...]
    fixed: int
    about: str


#: The first row that holds content, from 1: labels and names come before.
FIRST_ROW: Final = 3
NAMES_ROW: Final = 2

_YES: Final = ("oui", "non")
_PLANNED_HELP: Final = "01/09/2027, 2027-09 (fin du mois), 2027-T3 (fin du trimestre) ou 2027 (fin de l'année)"

STATUTS: Final = {
    Statut.A_DISCUTER: "À discuter",
    Statut.A_VENIR: "À venir",
    Statut.EN_COURS: "En cours",
    Statut.BLOQUE: "Bloqué",
    Statut.EN_PAUSE: "En pause",
    Statut.REALISE: "Réalisé",
    Statut.ABANDONNE: "Abandonné",
}
_ROLES: Final = ("Mairie", "Maire", "Secrétaire", "Référent", "Coordinateur", "Pilote", "Président")
_LEVELS: Final = ("Pilote", "Volontaire", "Intéressée", "En attente", "Non", "Sortie")
_CAUSES: Final = ("Juridique", "Financier", "RH", "Politique", "Technique", "Agenda", "Information")
_DATES: Final = ("Conseil communautaire", "Communication annuelle", "Mi-mandat", "Fin de mandat")

#: The lines of the first sheet.
ENTRIES: Final = (
    Column("version", "Version du format", Kind.TEXT, 0, "Toujours 1."),
    Column("nature", "Nature", Kind.WORD, 0, "Synthétique : des données fictives.", ("Réelle", "Synthétique")),
    Column("titre", "Titre", Kind.TEXT, 0, "Obligatoire. Le titre de la feuille de route."),
    Column("territoire.siren", "SIREN de l'EPCI", Kind.SIREN, 0, "Obligatoire. Neuf chiffres."),
    Column(
        "mandat.debut",
        "Début du mandat",
        Kind.DAY,
        0,
        "Jour du renouvellement général : le second tour s'il y en a eu un.",
    ),
    Column(
        "mandat.second_tour", "Second tour", Kind.YES, 0, "Y a-t-il eu un second tour dans une commune au moins ?", _YES
    ),
    Column("mandat.fin", "Fin du mandat", Kind.PLANNED, 0, "Un mois suffit : 2032-03. Elle pourra être déplacée."),
)

HEAD: Final = Sheet(
    "Feuille de route",
    (
        Column("rubrique", "Rubrique", Kind.TEXT, 26, "Ne pas changer."),
        Column("champ", "Champ", Kind.KEY, 20, "Ne pas changer."),
        Column("valeur", "Valeur", Kind.TEXT, 46, "À remplir."),
        Column("aide", "À savoir", Kind.TEXT, 60, "Ne pas changer."),
    ),
    2,
    "De quelle feuille de route il s'agit.",
)
CALENDAR: Final = Sheet(
    "Calendrier",
    (
        Column("type", "Type", Kind.WORD, 28, "Obligatoire.", _DATES),
        Column("date", "Date", Kind.DAY, 14, "Obligatoire. Jour de la séance, ou jour où l'évaluation commence."),
    ),
    0,
    "Les dates déjà connues : une par ligne.",
)
AXES: Final = Sheet(
    "Axes",
    (
        Column("id", "Identifiant", Kind.KEY, 14, "Obligatoire et unique : A1."),
        Column("intitule", "Intitulé", Kind.TEXT, 70, "Obligatoire."),
    ),
    1,
    "Les axes, dans l'ordre : un par ligne.",
)
OBJECTIVES: Final = Sheet(
    "Objectifs",
    (
        Column("axe", "Axe", Kind.KEY, 10, "Obligatoire. L'identifiant d'un axe."),
        Column("id", "Identifiant", Kind.KEY, 12, "Obligatoire, unique, et jamais réemployé : F1.1."),
        Column("intitule", "Intitulé", Kind.TEXT, 44, "Obligatoire."),
        Column("pourquoi", "Pourquoi", Kind.TEXT, 36, "Une phrase."),
        Column("statut", "Statut", Kind.WORD, 13, "« À venir » si rien n'est dit.", tuple(STATUTS.values())),
        Column("pilote", "Pilote", Kind.TEXT, 22, "Une fonction, jamais un nom."),
        Column("suppleant", "Suppléant", Kind.TEXT, 22, "Une fonction, jamais un nom."),
        Column("elu_referent", "Élu référent", Kind.TEXT, 22, "Une fonction, jamais un nom."),
        Column("echeance", "Échéance", Kind.PLANNED, 14, f"Ce qui est promis : {_PLANNED_HELP}."),
        Column(
            "deja_promise",
            "Déjà promise",
            Kind.YES,
            10,
            "oui : échéance promise avant d'entrer dans Jalon, prise telle quelle.",
            _YES,
        ),
        Column("programmation", "Programmation", Kind.PLANNED, 14, "Quand l'action est programmée, sans promesse."),
        Column("priorite", "Priorité", Kind.WORD, 11, "Le poids de l'action.", ("Élevée", "Moyenne", "Basse")),
        Column(
            "niveau_integration",
            "Intégration",
            Kind.NUMBER,
            11,
            "1 informel, 2 convention ou prestation, 3 service commun, 4 transfert.",
            ("1", "2", "3", "4"),
        ),
        Column("sens", "Sens", Kind.WORD, 12, "Entre qui l'on partage.", ("Ascendant", "Descendant", "Horizontal")),
        Column("procedure", "Procédure", Kind.WORD, 24, "La procédure de droit : voir la feuille « Listes »."),
        Column(
            "communes_volontaires",
            "Communes volontaires",
            Kind.COMMUNES,
            28,
            "Une par ligne (Alt+Entrée), ou « toutes ».",
        ),
        Column("moyens.etp", "ETP", Kind.NUMBER, 8, "Équivalents temps plein prévus."),
        Column("moyens.fonctionnement_annuel_eur", "Fonctionnement (€/an)", Kind.NUMBER, 16, "En euros par an."),
        Column("moyens.investissement_eur", "Investissement (€)", Kind.NUMBER, 16, "En euros, en tout."),
        Column("cle_de_repartition", "Clé de répartition", Kind.TEXT, 28, "En toutes lettres."),
        Column("risques", "Risques", Kind.LINES, 32, "Un par ligne (Alt+Entrée)."),
        Column("commence_le", "Commencé le", Kind.DAY, 13, "Si le travail a commencé ; pas à venir."),
        Column("realise_le", "Réalisé le", Kind.DAY, 13, "Avec le statut « Réalisé »."),
        Column("blocage.cause", "Cause du blocage", Kind.WORD, 14, "Obligatoire avec le statut « Bloqué ».", _CAUSES),
        Column("blocage.depuis", "Bloqué depuis", Kind.DAY, 13, "Premier jour du blocage."),
        Column("blocage.texte", "Ce qui bloque", Kind.TEXT, 32, "Une phrase."),
        Column("blocage.levee_prevue", "Levée prévue", Kind.PLANNED, 14, "Quand le blocage devrait être levé."),
        Column("motif_abandon", "Motif de l'abandon", Kind.TEXT, 32, "Obligatoire avec le statut « Abandonné »."),
        Column("abandonne_le", "Abandonné le", Kind.DAY, 13, "Avec le statut « Abandonné »."),
    ),
    3,
    "Une fiche action par ligne.",
)
_OBJECTIVE: Final = Column("fiche", "Objectif", Kind.KEY, 12, "Obligatoire. L'identifiant d'un objectif.")
MILESTONES: Final = Sheet(
    "Étapes",
    (
        _OBJECTIVE,
        Column("nom", "Étape", Kind.TEXT, 48, "Obligatoire. Ce qui est à faire."),
        Column("echeance", "Échéance", Kind.PLANNED, 14, f"Pour quand : {_PLANNED_HELP}."),
        Column("faite_le", "Faite le", Kind.DAY, 13, "Si elle est faite ; pas à venir."),
    ),
    1,
    "Les étapes des objectifs, dans l'ordre : une par ligne.",
)
INDICATORS: Final = Sheet(
    "Indicateurs",
    (
        _OBJECTIVE,
        Column("id", "Identifiant", Kind.KEY, 12, "Obligatoire, unique dans l'objectif : I1."),
        Column("nom", "Indicateur", Kind.TEXT, 48, "Obligatoire. Ce qui est mesuré."),
        Column("unite", "Unité", Kind.TEXT, 16, "jours/an, %, nb…"),
        Column("base", "Valeur de départ", Kind.NUMBER, 14, "Un nombre, sans unité."),
        Column("base_annee", "Année de départ", Kind.NUMBER, 14, "L'année de la valeur de départ."),
        Column("cible", "Cible", Kind.NUMBER, 12, "Un nombre, sans unité."),
        Column("sens", "Sens souhaité", Kind.WORD, 14, "Hausse ou baisse.", ("Hausse", "Baisse")),
    ),
    1,
    "Ce qui dira si les objectifs sont atteints : un indicateur par ligne.",
)
ENGAGEMENTS: Final = Sheet(
    "Engagements",
    (
        _OBJECTIVE,
        Column("commune", "Commune", Kind.COMMUNE, 32, "Obligatoire. Son nom, ou son code INSEE."),
        Column("niveau", "Niveau", Kind.WORD, 14, "Obligatoire. Les volontaires sont dans « Objectifs ».", _LEVELS),
    ),
    1,
    "Les communes dont l'engagement est autre que volontaire : une par ligne et par objectif.",
)
CONTACTS: Final = Sheet(
    "Contacts",
    (
        Column("role", "Rôle", Kind.WORD, 16, "Obligatoire.", _ROLES),
        Column("commune", "Commune", Kind.COMMUNE, 32, "Pour une mairie, un maire, un secrétaire, un référent."),
        Column("fonction", "Fonction", Kind.TEXT, 28, "Pour un pilote : celle d'un objectif, écrite de la même façon."),
        Column("nom", "Nom", Kind.TEXT, 28, "Facultatif."),
        Column("courriel", "Courriel", Kind.TEXT, 36, "Obligatoire."),
        Column("telephone", "Téléphone", Kind.PHONE, 18, "Le numéro à appeler quand un message ne suffit pas."),
    ),
    1,
    "À qui écrire : une adresse par ligne. Elles restent hors du journal et peuvent être effacées.",
)

#: The sheets that are read, in their order.
SHEETS: Final = (HEAD, CALENDAR, AXES, OBJECTIVES, MILESTONES, INDICATORS, ENGAGEMENTS, CONTACTS)

#: Those that only inform: they are not read, and may be missing.
ABOUT, LISTS = "À propos", "Listes"

#: For more rows, it is another file.
MOST_ROWS: Final = 5000


def column_of(columns: Iterable[Column], name: str) -> Column | None:
    """The column of that name."""
    return next((column for column in columns if column.name == name), None)
