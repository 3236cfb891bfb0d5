"""What can be wrong in a workbook: each kind of fault under its own French sentence, and nothing changed."""

from datetime import date
from typing import Any

import pytest

from infra.roadmaps.roadmap_places import MOST_SHOWN
from tests.infra.roadmaps.spreadsheet.books import AT, Change, cell, changed, row
from tests.infra.roadmaps.spreadsheet.conftest import Door, plain


def broken(sheet: str, at: str, error: str) -> Change:
    """A formula of which only an error is left."""

    def change(book: Any) -> None:
        book[sheet][at] = error
        book[sheet][at].data_type = "e"

    return change


_PLANNED = "écrivez un jour (2027-09-01), un mois (2027-09), un trimestre (2027-T3) ou une année (2027), de 2000 à 2099"

#: Kind, what somebody types, where it is told, what is said.
CELLS: list[tuple[str, list[Change], str, str]] = [
    (
        "no title",
        [cell("Feuille de route", "C5", None)],
        "« Feuille de route », ligne 5, colonne « Valeur »",
        "ce champ est obligatoire",
    ),
    (
        "no SIREN",
        [cell("Feuille de route", "C6", None)],
        "« Feuille de route », ligne 6, colonne « Valeur »",
        "ce champ est obligatoire",
    ),
    (
        "a SIREN of nobody",
        [cell("Feuille de route", "C6", "999999999")],
        "« Feuille de route », ligne 6, colonne « Valeur »",
        "Aucun EPCI à fiscalité propre ne porte le SIREN « 999999999 » au 1er janvier 2025 : un SIREN a neuf chiffres, "
        "vérifiez-le sur l'annuaire de l'intercommunalité.",
    ),
    (
        "a SIREN that lost its zero",
        [cell("Feuille de route", "C6", 43200417)],
        "« Feuille de route », ligne 6, colonne « Valeur »",
        "« 43200417 » n'a que 8 chiffres : le tableur a retiré le zéro du début ; mettez la cellule au format Texte et "
        "écrivez-y le SIREN",
    ),
    (
        "a field of the head that is no field",
        [cell("Feuille de route", "A12", "x"), cell("Feuille de route", "B12", "titrr")],
        "« Feuille de route », ligne 12, colonne « Champ »",
        "« titrr » n'est pas un champ connu ; vouliez-vous écrire « titre » ?",
    ),
    (
        "a field of the head twice",
        [cell("Feuille de route", "B12", "titre")],
        "« Feuille de route », ligne 12, colonne « Champ »",
        "le champ « titre » y est deux fois",
    ),
    (
        "a commune written almost right",
        [row("Engagements", "F1.1", "Roquepin", "Non")],
        "« Engagements », ligne 3, colonne « Commune »",
        "CC de la Tenarèze n'a pas de commune « Roquepin ». Vouliez-vous écrire « Roquepine » ?",
    ),
    (
        "a commune of another EPCI",
        [cell("Contacts", "B6", "Auch")],
        "« Contacts », ligne 6, colonne « Commune »",
        "CC de la Tenarèze n'a pas de commune « Auch ». Vérifiez le nom, ou indiquez le code INSEE.",
    ),
    (
        "an INSEE code that lost its zero",
        [cell("Contacts", "B6", 1004)],
        "« Contacts », ligne 6, colonne « Commune »",
        "« 1004 » n'a que 4 chiffres : le tableur a retiré le zéro du début ; mettez la cellule au format Texte et "
        "écrivez-y le code INSEE",
    ),
    (
        "a number that lost its zero",
        [cell("Contacts", "F6", 562000000)],
        "« Contacts », ligne 6, colonne « Téléphone »",
        "« 562000000 » n'a que 9 chiffres : le tableur a retiré le zéro du début ; mettez la cellule au format Texte "
        "et écrivez-y le numéro",
    ),
    (
        "an objective twice",
        [row("Objectifs", "A1", "F1.1", "Autre")],
        "« Objectifs », ligne 9, colonne « Identifiant »",
        "une autre fiche porte déjà l'identifiant « F1.1 » (feuille « Objectifs », ligne 3)",
    ),
    (
        "an axis twice",
        [row("Axes", "A1", "Autre")],
        "« Axes », ligne 6, colonne « Identifiant »",
        "un autre axe porte déjà l'identifiant « A1 » (feuille « Axes », ligne 3)",
    ),
    (
        "an objective of an unknown axis",
        [row("Objectifs", "A9", "F9", "Autre")],
        "« Objectifs », ligne 9, colonne « Axe »",
        "aucun axe n'a l'identifiant « A9 » ; vouliez-vous écrire « A3 » ?",
    ),
    (
        "an objective of no axis",
        [row("Objectifs", None, "F9", "Autre")],
        "« Objectifs », ligne 9, colonne « Axe »",
        "ce champ est obligatoire",
    ),
    (
        "a milestone of an unknown objective",
        [row("Étapes", "F9", "convention")],
        "« Étapes », ligne 8, colonne « Objectif »",
        "aucun objectif n'a l'identifiant « F9 » ; choisissez parmi F1.1, F1.2, F2.1, F2.2, F3.1 et F3.2",
    ),
    (
        "a milestone twice",
        [row("Étapes", "F1.1", "fiche d'impact")],
        "« Étapes », ligne 8",
        "l'étape « fiche d'impact » apparaît deux fois",
    ),
    (
        "a row without an identifier",
        [row("Objectifs", "A1", None, "Sans identifiant")],
        "« Objectifs », ligne 9, colonne « Identifiant »",
        "ce champ est obligatoire",
    ),
    (
        "an identifier taken for a number",
        [row("Objectifs", "A1", 1.1, "Autre")],
        "« Objectifs », ligne 9, colonne « Identifiant »",
        "« 1.1 » est un nombre : « 1.10 » et « 1.1 » y seraient le même ; mettez la cellule au format Texte et "
        "écrivez-le de nouveau",
    ),
    (
        "an identifier taken for a date",
        [row("Objectifs", "A1", date(2026, 2, 1), "Autre")],
        "« Objectifs », ligne 9, colonne « Identifiant »",
        "le tableur a pris ce texte pour une date, « 01/02/2026 » : mettez la cellule au format Texte et écrivez-le de "
        "nouveau",
    ),
    (
        "a deadline that is no day",
        [cell("Objectifs", "I3", "31/02/2027")],
        "« Objectifs », ligne 3, colonne « Échéance »",
        "« 31/02/2027 » n'est pas un jour du calendrier",
    ),
    (
        "a deadline in words",
        [cell("Objectifs", "I3", "bientôt")],
        "« Objectifs », ligne 3, colonne « Échéance »",
        f"« bientôt » n'est pas une échéance lisible ; {_PLANNED}",
    ),
    (
        "a deadline as a serial number",
        [cell("Objectifs", "I3", 46600, "General")],
        "« Objectifs », ligne 3, colonne « Échéance »",
        "« 46600 » est un nombre, pas une date : mettez la cellule au format Date, ou écrivez jour/mois/année",
    ),
    (
        "a deadline in 1900",
        [cell("Objectifs", "I3", 2, "dd/mm/yyyy")],
        "« Objectifs », ligne 3, colonne « Échéance »",
        "« 02/01/1900 » est ce qu'un tableur fait d'un petit nombre : écrivez la date voulue",
    ),
    (
        "a done day that has not come on 20 April 2026",
        [cell("Étapes", "D3", date(2026, 4, 21))],
        "« Étapes », ligne 3, colonne « Faite le »",
        "« 2026-04-21 » n'est pas encore venu ; ce champ dit ce qui est déjà fait",
    ),
    (
        "negative ETP",
        [cell("Objectifs", "Q3", -1)],
        "« Objectifs », ligne 3, colonne « ETP »",
        "ce nombre est trop petit (0 au moins)",
    ),
    (
        "a text where a number is expected",
        [cell("Objectifs", "Q3", "beaucoup")],
        "« Objectifs », ligne 3, colonne « ETP »",
        "« beaucoup » n'est pas un nombre ; écrivez par exemple 1,5 ou 62000, sans unité",
    ),
    (
        "an unknown procedure",
        [cell("Objectifs", "O3", "service_comun")],
        "« Objectifs », ligne 3, colonne « Procédure »",
        "« service_comun » n'est pas une procédure connue ; vouliez-vous écrire « service_commun » ?",
    ),
    (
        "an unknown status",
        [cell("Objectifs", "E3", "fini")],
        "« Objectifs », ligne 3, colonne « Statut »",
        "« fini » n'est pas reconnu ; choisissez parmi a_discuter, a_venir, en_cours, bloque, en_pause, realise et "
        "abandonne",
    ),
    (
        "blocked without a cause",
        [cell("Objectifs", "E3", "Bloqué")],
        "« Objectifs », ligne 3, colonne « Cause du blocage »",
        "ce champ est obligatoire quand le statut est « bloque »",
    ),
    (
        "an address that is none",
        [cell("Contacts", "E6", "mairie(at)condom.fr")],
        "« Contacts », ligne 6, colonne « Courriel »",
        "« mairie(at)condom.fr » n'est pas une adresse de courriel",
    ),
    (
        "a commune for a role that has none",
        [cell("Contacts", "B3", "Condom")],
        "« Contacts », ligne 3, colonne « Commune »",
        "ce champ ne va pas avec le rôle « coordinateur »",
    ),
    (
        "a contact twice",
        [row("Contacts", "Coordinateur", None, None, None, "mutualisation@cc-tenareze.invalid")],
        "« Contacts », ligne 37",
        "le contact « coordinateur mutualisation@cc-tenareze.invalid » apparaît deux fois",
    ),
    (
        "a pilote of nothing",
        [row("Contacts", "Pilote", None, "Astronome", None, "ciel@exemple.invalid")],
        "« Contacts », ligne 37",
        "aucune fiche n'a pour pilote ou suppléant « Astronome »",
    ),
    (
        "an error of a formula",
        [broken("Objectifs", "C3", "#REF!")],
        "« Objectifs », ligne 3, colonne « Intitulé »",
        "« #REF! » est une erreur de formule : remplacez-la par la valeur voulue",
    ),
    (
        "a formula that was never computed",
        [cell("Objectifs", "C3", "=A1&B1")],
        "« Objectifs », ligne 3, colonne « Intitulé »",
        "la formule « =A1&B1 » n'a pas été calculée : remplacez-la par sa valeur",
    ),
    (
        "a character that nobody sees",
        [cell("Objectifs", "C3", "Secré\u200btariat")],
        "« Objectifs », ligne 3, colonne « Intitulé »",
        "ce texte contient un caractère invisible (U+200B) : effacez-le et tapez-le de nouveau",
    ),
    (
        "a type of date that is none",
        [cell("Calendrier", "A3", "Conseil municipal")],
        "« Calendrier », ligne 3, colonne « Type »",
        "« Conseil municipal » n'est pas reconnu ; vouliez-vous écrire « conseil_communautaire » ?",
    ),
    (
        "a date that is missing",
        [cell("Calendrier", "B3", None)],
        "« Calendrier », ligne 3, colonne « Date »",
        "ce champ est obligatoire",
    ),
    (
        "a date with an hour",
        [cell("Calendrier", "B3", AT.replace(tzinfo=None))],
        "« Calendrier », ligne 3, colonne « Date »",
        "« 20/04/2026 » porte une heure : n'écrivez que le jour",
    ),
]


@pytest.mark.parametrize(("changes", "where", "message"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS])
async def test_a_fault_is_told_by_sheet_row_and_column_and_nothing_changes(
    door: Door, changes: list[Change], where: str, message: str
) -> None:
    assert await door.errors(*changes) == [f"feuille {where} : {message}"]


async def test_every_fault_of_every_sheet_is_told_at_once_in_the_order_of_the_file(door: Door) -> None:
    told = await door.errors(
        cell("Contacts", "E6", "x"), cell("Étapes", "C3", "tôt"), cell("Objectifs", "I3", "x"), cell("Axes", "B4", None)
    )
    assert [error.partition(",")[0] for error in told] == [
        "feuille « Axes »",
        "feuille « Objectifs »",
        "feuille « Étapes »",
        "feuille « Contacts »",
    ]


async def test_more_faults_than_anybody_reads_are_counted_and_the_first_200_shown(door: Door) -> None:
    def all_at_once(book: Any) -> None:
        for n in range(250):
            for column, value in enumerate(("F1.1", f"Nulle-Part-{n}", "Non"), start=1):
                book["Engagements"].cell(3 + n, column, value)

    refusal = await door.refused(changed(all_at_once))
    head, *lines, last = plain(str(refusal)).splitlines()
    assert head == "Le fichier « plan.xlsx » n'est pas importé : 250 erreurs."
    assert (len(lines), last) == (MOST_SHOWN, "… et 50 de plus.")
