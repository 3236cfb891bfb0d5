"""The shape of a roadmap file. Field names are the file's own keys, so they are French; see `docs/roadmap-format.md`.

Everything but identifiers and titles may be left out: what is left out is not known. An empty field is left out.
"""

from pydantic import Field, ValidationInfo, field_validator

from domain.base import Day
from domain.french import typeset
from domain.people import Role
from domain.roadmap.fiche import Fiche
from domain.roadmap.fields import (
    Commune,
    Function,
    Key,
    Mail,
    Misplaced,
    Phone,
    Planned,
    Section,
    Siren,
    Title,
    YesOrNo,
    distinct,
)
from domain.roadmap.words import Nature, NatureWord, PointWord, RoleWord

_OF_A_COMMUNE = (Role.MAIRIE, Role.MAIRE, Role.SECRETAIRE, Role.REFERENT)


class Territoire(Section):
    """The EPCI."""

    siren: Siren = Field(description="SIREN de l'EPCI ; ses communes et leurs populations en sont déduites")


class Mandat(Section):
    """The mandate. `debut`: the day of the renouvellement général, of its second round if there was one."""

    debut: Day = Field(description="Jour du renouvellement général : le second tour s'il y en a eu un")
    second_tour: YesOrNo = Field(description="Y a-t-il eu un second tour dans au moins une commune ? oui ou non")
    fin: Planned = Field(description="Fin prévue du mandat ; elle pourra être déplacée")


class PointEvaluation(Section):
    """The day on which an evaluation starts."""

    type: PointWord = Field(description="Évaluation à mi-mandat ou de fin de mandat")
    date: Day = Field(description="Jour où l'évaluation commence")


class Calendrier(Section):
    """The dates of the EPCI's institutions that are already known."""

    conseils_communautaires: tuple[Day, ...] = Field(default=(), description="Jours de séance déjà connus")
    communications_annuelles: tuple[Day, ...] = Field(
        default=(), description="Jours de la communication annuelle sur l'avancement du schéma"
    )
    points_d_evaluation: tuple[PointEvaluation, ...] = Field(default=(), description="Évaluations prévues")


class Axe(Section):
    """An axis of the roadmap and its objectives."""

    id: Key = Field(description="Identifiant de l'axe, unique dans le fichier")
    intitule: Title = Field(description="Titre de l'axe")
    fiches: tuple[Fiche, ...] = Field(default=(), description="Actions de l'axe, dans l'ordre")


class Contact(Section):
    """An address to write to. It goes to the erasable table of contacts, never into the journal."""

    role: RoleWord = Field(description="À quel titre on écrit à cette adresse")
    commune: Commune | None = Field(
        default=None,
        validate_default=True,
        description="Commune, pour une mairie, un maire, un secrétaire ou un référent",
    )
    fonction: Function | None = Field(
        default=None, validate_default=True, description="Fonction, pour un pilote, telle que la fiche l'écrit"
    )
    nom: Title | None = Field(default=None, description="Nom de la personne ; il pourra être effacé")
    courriel: Mail = Field(description="Adresse de courriel")
    telephone: Phone | None = Field(default=None, description="Numéro à appeler ; il pourra être effacé")

    @property
    def label(self) -> str:
        """Role, commune or function, and address: what tells one contact from another."""
        return " ".join(part for part in (self.role.value, self.commune, self.fonction, self.courriel) if part)

    @field_validator("commune")
    @classmethod
    def _commune_of_a_mairie(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _needed_by(value, info, _OF_A_COMMUNE)

    @field_validator("fonction")
    @classmethod
    def _function_of_a_pilote(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _needed_by(value, info, (Role.PILOTE,))


def _needed_by(value: str | None, info: ValidationInfo, roles: tuple[Role, ...]) -> str | None:
    role = info.data.get("role")
    if role in roles and value is None:
        raise ValueError(typeset(f"ce champ est obligatoire pour le rôle « {role} »"))
    if role is not None and role not in roles and value is not None:
        raise ValueError(typeset(f"ce champ ne va pas avec le rôle « {role} »"))
    return value


class RoadmapFile(Section):
    """A whole roadmap."""

    version: int = Field(default=1, ge=1, le=1, description="Version du format")
    nature: NatureWord = Field(default=Nature.REELLE, description="reelle ou synthetique (données fictives)")
    titre: Title = Field(description="Titre de la feuille de route")
    territoire: Territoire = Field(description="L'EPCI")
    mandat: Mandat | None = Field(default=None, description="Le mandat")
    calendrier: Calendrier = Field(default=Calendrier(), description="Dates déjà connues")
    axes: tuple[Axe, ...] = Field(
        description="Axes de la feuille de route, dans l'ordre", json_schema_extra={"minItems": 1}
    )
    contacts: tuple[Contact, ...] = Field(default=(), description="À qui écrire ; ces adresses restent hors du journal")

    @field_validator("axes")
    @classmethod
    def _not_empty(cls, value: tuple[Axe, ...]) -> tuple[Axe, ...]:
        if not value:
            raise ValueError("donnez au moins un axe")
        return value

    @field_validator("contacts")
    @classmethod
    def _one_line_each(cls, value: tuple[Contact, ...]) -> tuple[Contact, ...]:
        distinct("le contact")(tuple(contact.label for contact in value))
        return value

    @field_validator("contacts")
    @classmethod
    def _pilotes_are_in_the_roadmap(cls, value: tuple[Contact, ...], info: ValidationInfo) -> tuple[Contact, ...]:
        # Axes that could not be read have their own errors.
        if "axes" in info.data:
            fiches = [fiche for axe in info.data["axes"] for fiche in axe.fiches]
            known = {function for fiche in fiches for function in (fiche.pilote, fiche.suppleant)}
            unknown = [
                (i, typeset(f"aucune fiche n'a pour pilote ou suppléant « {contact.fonction} »"))
                for i, contact in enumerate(value)
                if contact.fonction is not None and contact.fonction not in known
            ]
            if unknown:
                raise Misplaced(unknown)
        return value
