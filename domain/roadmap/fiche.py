"""The shape of one objective (« fiche action ») in a roadmap file."""

from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from domain.french import typeset
from domain.roadmap.fields import (
    Commune,
    Communes,
    Done,
    Euros,
    Function,
    Key,
    Planned,
    Positive,
    Procedure,
    Quantity,
    Section,
    Text,
    Title,
    YesOrNo,
    distinct,
)
from domain.roadmap.words import CauseWord, DirectionWord, LevelWord, PriorityWord, Statut, StatutWord, TrendWord


class Etape(Section):
    """A milestone."""

    nom: Title = Field(description="Ce qui est à faire")
    echeance: Planned | None = Field(default=None, description="Pour quand : 2027, 2027-T3, 2027-09 ou 2027-09-01")
    faite_le: Done | None = Field(default=None, description="Jour où l'étape a été faite")


class Moyens(Section):
    """The forecast means. Euros, of which cents are kept."""

    etp: Positive | None = Field(default=None, description="Équivalents temps plein prévus")
    fonctionnement_annuel_eur: Euros | None = Field(default=None, description="Fonctionnement prévu, en euros par an")
    investissement_eur: Euros | None = Field(default=None, description="Investissement prévu en tout, en euros")


class Indicateur(Section):
    """What is measured."""

    id: Key = Field(description="Identifiant, unique dans la fiche")
    nom: Title = Field(description="Ce qui est mesuré")
    unite: Text = Field(default="", description="Unité de mesure")
    base: Quantity | None = Field(default=None, description="Valeur de départ")
    base_annee: int | None = Field(default=None, ge=1990, le=2100, description="Année de la valeur de départ")
    cible: Quantity | None = Field(default=None, description="Valeur visée")
    sens: TrendWord | None = Field(default=None, description="Sens souhaité : hausse ou baisse")


class Engagement(Section):
    """Where a commune stands, when it is anything but « volontaire »."""

    commune: Commune = Field(description="Nom ou code INSEE de la commune")
    niveau: LevelWord = Field(description="Où en est la commune")


class Blocage(Section):
    """Why an objective is stuck."""

    cause: CauseWord = Field(description="Nature du blocage")
    depuis: Done | None = Field(default=None, description="Premier jour du blocage")
    texte: Text = Field(default="", description="Ce qui bloque, en une phrase")
    levee_prevue: Planned | None = Field(default=None, description="Quand le blocage devrait être levé")


class Fiche(Section):
    """An objective (« fiche action »)."""

    id: Key = Field(description="Identifiant, unique dans le fichier, qui ne sera jamais réutilisé")
    intitule: Title = Field(description="Titre de l'action")
    pourquoi: Text = Field(default="", description="Pourquoi cette action, en une phrase")
    niveau_integration: int | None = Field(
        default=None, ge=1, le=4, description="1 informel, 2 convention ou prestation, 3 service commun, 4 transfert"
    )
    sens: DirectionWord | None = Field(default=None, description="Entre qui l'on partage")
    procedure: Procedure | None = Field(
        default=None, description="Identifiant de la procédure de droit (service_commun, transfert_competence…)"
    )
    pilote: Function | None = Field(default=None, description="Fonction de la personne qui pilote ; jamais son nom")
    suppleant: Function | None = Field(default=None, description="Fonction de la personne qui supplée le pilote")
    elu_referent: Function | None = Field(default=None, description="Fonction de l'élu référent")
    communes_volontaires: Communes = Field(
        default=(), description="Liste de communes (nom ou code INSEE), ou « toutes »"
    )
    engagements: tuple[Engagement, ...] = Field(
        default=(), description="Communes dont l'engagement est autre que volontaire"
    )
    echeance: Planned | None = Field(
        default=None, description="Échéance promise : 2027, 2027-T3, 2027-09 ou 2027-09-01"
    )
    deja_promise: YesOrNo | None = Field(
        default=None,
        description="oui : cette échéance était déjà promise avant d'entrer dans Jalon, elle est prise telle quelle",
    )
    programmation: Planned | None = Field(
        default=None, description="Quand l'action est programmée, si le document le dit sans en faire une échéance"
    )
    etapes: tuple[Etape, ...] = Field(default=(), description="Étapes, dans l'ordre")
    moyens: Moyens = Field(default=Moyens(), description="Moyens prévus")
    cle_de_repartition: Text = Field(default="", description="Clé de répartition des coûts")
    indicateurs: tuple[Indicateur, ...] = Field(default=(), description="Ce qui dira si l'objectif est atteint")
    statut: StatutWord | None = Field(default=None, description="Où en est l'action ; à venir s'il n'est pas donné")
    commence_le: Done | None = Field(default=None, description="Jour où le travail a commencé")
    realise_le: Done | None = Field(default=None, description="Jour où l'action a été réalisée")
    blocage: Blocage | None = Field(
        default=None, validate_default=True, description="Ce qui bloque ; obligatoire avec le statut « bloque »"
    )
    motif_abandon: Text = Field(
        default="", validate_default=True, description="Pourquoi ; obligatoire avec le statut « abandonne »"
    )
    abandonne_le: Done | None = Field(default=None, description="Jour de l'abandon")
    priorite: PriorityWord | None = Field(default=None, description="Poids de l'action dans la feuille de route")
    risques: tuple[Title, ...] = Field(default=(), description="Risques connus")

    @field_validator("engagements")
    @classmethod
    def _one_engagement_each(cls, value: tuple[Engagement, ...], info: ValidationInfo) -> tuple[Engagement, ...]:
        willing = info.data.get("communes_volontaires", ())
        distinct("la commune", len(willing))((*willing, *(one.commune for one in value)))
        return value

    @field_validator("etapes")
    @classmethod
    def _one_name_each(cls, value: tuple[Etape, ...]) -> tuple[Etape, ...]:
        distinct("l'étape")(tuple(one.nom for one in value))
        return value

    @field_validator("indicateurs")
    @classmethod
    def _one_id_each(cls, value: tuple[Indicateur, ...]) -> tuple[Indicateur, ...]:
        distinct("l'indicateur")(tuple(one.id for one in value))
        return value

    @field_validator("blocage", "motif_abandon", "realise_le", "abandonne_le", "commence_le")
    @classmethod
    def _goes_with_the_status(cls, value: Any, info: ValidationInfo) -> Any:
        # A status that could not be read has its own error.
        if "statut" in info.data:
            _agree(str(info.field_name), bool(value), info.data["statut"])
        return value


#: The statuses that each field goes with, and whether those statuses need it.
_GOES_WITH: dict[str, tuple[tuple[Statut, ...], bool]] = {
    "commence_le": ((Statut.EN_COURS, Statut.BLOQUE, Statut.EN_PAUSE, Statut.REALISE, Statut.ABANDONNE), False),
    "realise_le": ((Statut.REALISE,), False),
    "blocage": ((Statut.BLOQUE,), True),
    "motif_abandon": ((Statut.ABANDONNE,), True),
    "abandonne_le": ((Statut.ABANDONNE,), False),
}


def _agree(field: str, given: bool, statut: Statut | None) -> None:
    statuses, needed = _GOES_WITH[field]
    if needed and not given and statut in statuses:
        raise ValueError(typeset(f"ce champ est obligatoire quand le statut est « {statut} »"))
    if given and statut not in statuses:
        raise ValueError(typeset(f"ce champ ne va qu'avec le statut « {' » ou « '.join(statuses)} »"))
