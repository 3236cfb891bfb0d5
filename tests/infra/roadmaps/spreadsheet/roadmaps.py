"""Roadmaps of any content, for the EPCI of the example on 20 April 2026."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.objective.amend_commands import (
    AmendCommand,
    AssignObjective,
    DefineIndicator,
    DescribeObjective,
    DropIndicator,
    GiveUpMilestone,
    PlanMeans,
    PlanMilestone,
    RecordMeans,
)
from domain.objective.state import Objective
from domain.objective.values import Described, Indicator, Means
from domain.planned import parse_planned
from domain.procedures import PROCEDURE_IDS
from domain.roadmap.fields import Known
from domain.roadmap.file import RoadmapFile
from infra.territories import load_epci
from tests.infra.roadmaps.spreadsheet.books import AT

EPCI = load_epci("243200417")
KNOWN = Known(epci=EPCI, procedures=PROCEDURE_IDS, today=AT.date())

_SIGNS = "abzAZ019 éœç’'\"=+-@#&<>%:;,.{}[]|*!?\\/«»…€\t\n\u00a0\u202f_x"
_KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
_INSEE = [commune.insee for commune in EPCI.communes]
_FUNCTIONS = st.sampled_from(["DRH mutualisée", "DGS", "=SOMME(A1)", "service @commande", "+33"])

texts = st.text(st.sampled_from(_SIGNS), max_size=30)
lines = texts.map(lambda text: " ".join(text.replace("\n", " ").split("\t")).strip()).filter(bool)
numbers = st.decimals(-(10**6), 10**6, places=3) | st.sampled_from([Decimal("0.1"), Decimal(12345678901234)])
past = st.dates(date(2000, 1, 1), date(2026, 4, 20))
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
planned = st.sampled_from(["2027", "2030-T3", "2031-09"]) | days.map(date.isoformat)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def fiches(draw: st.DrawFn, key: str) -> dict[str, Any]:
    statut = draw(st.sampled_from(["a_discuter", "a_venir", "en_cours", "bloque", "en_pause", "realise", "abandonne"]))
    willing = draw(st.lists(st.sampled_from(_INSEE), unique=True, max_size=4) | st.just(_INSEE))
    others = [insee for insee in _INSEE if insee not in willing]
    engaged = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
    levels = st.sampled_from(["pilote", "interessee", "en_attente", "non", "sortie"])
    fiche: dict[str, Any] = {
        "id": key,
        "intitule": draw(lines),
        "pourquoi": draw(texts),
        "niveau_integration": draw(maybe(st.integers(1, 4))),
        "sens": draw(maybe(st.sampled_from(["ascendant", "descendant", "horizontal"]))),
        "pilote": draw(maybe(_FUNCTIONS)),
        "suppleant": draw(maybe(_FUNCTIONS)),
        "elu_referent": draw(maybe(lines)),
        "communes_volontaires": sorted(willing),
        "engagements": [{"commune": insee, "niveau": draw(levels)} for insee in sorted(engaged)],
        "echeance": draw(maybe(planned)),
        "programmation": draw(maybe(planned)),
        "etapes": [
            {"nom": name, "echeance": draw(maybe(planned)), "faite_le": draw(maybe(past))}
            for name in draw(st.lists(lines, unique=True, max_size=3))
        ],
        "moyens": {"etp": draw(maybe(numbers.filter(lambda n: n >= 0)))},
        "cle_de_repartition": draw(texts),
        "indicateurs": [
            {"id": id, "nom": draw(lines), "unite": draw(texts), "base": draw(maybe(numbers))}
            for id in draw(st.lists(_KEYS, unique=True, max_size=3))
        ],
        "statut": statut,
        "priorite": draw(maybe(st.sampled_from(["elevee", "moyenne", "basse"]))),
        "risques": draw(st.lists(lines, max_size=3)),
    }
    return fiche | draw(_life(statut, fiche["echeance"]))


@st.composite
def _life(draw: st.DrawFn, statut: str, deadline: Any) -> dict[str, Any]:
    if statut in ("a_discuter", "a_venir"):
        return {"deja_promise": "oui" if deadline else None}
    told: dict[str, Any] = {"commence_le": draw(maybe(past))}
    if statut == "bloque":
        told["blocage"] = {"cause": "rh", "depuis": draw(maybe(past)), "texte": draw(texts)}
    if statut == "realise":
        told["realise_le"] = draw(maybe(past))
    if statut == "abandonne":
        told |= {"motif_abandon": draw(lines), "abandonne_le": draw(maybe(past))}
    return told


@st.composite
def amendments(draw: st.DrawFn, state: Objective, axes: list[str]) -> list[AmendCommand]:
    """What people may change of an objective that stands."""
    steps = [step.name for step in state.milestones]
    described = Described.model_validate(
        dict(state) | {"title": draw(lines), "why": draw(texts), "axis": draw(st.sampled_from(axes)), "risks": ()}
    )
    pilote = draw(maybe(_FUNCTIONS))
    whole: list[AmendCommand] = [
        DescribeObjective(description=described, reason="Vote"),
        AssignObjective(pilote=pilote, suppleant=draw(_FUNCTIONS) if pilote else None),
        PlanMilestone(name=draw(lines), deadline=parse_planned(draw(planned))),
        DefineIndicator(indicator=Indicator(id=draw(_KEYS), name=draw(lines), target=draw(maybe(numbers)))),
        PlanMeans(means=Means(fonctionnement_cents=draw(st.integers(0, 10**12))), reason="Budget"),
        RecordMeans(year=2026, means=Means(etp=Decimal("0.5"))),
        *(GiveUpMilestone(name=name, reason="Sans objet") for name in steps[:1]),
        *(PlanMilestone(name=draw(lines), was=name, deadline=None) for name in steps[1:2]),
        *(DropIndicator(id=one.id, reason="Mal défini") for one in state.indicators[:1]),
    ]
    return draw(st.lists(st.sampled_from(whole), unique_by=lambda one: one.model_dump_json(), max_size=5))


@st.composite
def roadmaps(draw: st.DrawFn) -> RoadmapFile:
    """A roadmap that an import takes, as an export would write it."""
    keys = sorted(draw(st.lists(_KEYS, unique=True, min_size=1, max_size=4)))
    axes = draw(st.lists(_KEYS, unique=True, min_size=1, max_size=2))
    of = {key: draw(st.sampled_from(axes)) for key in keys}
    raw = {
        "nature": draw(st.sampled_from(["reelle", "synthetique"])),
        "titre": draw(lines),
        "territoire": {"siren": EPCI.siren},
        "mandat": {"debut": "2026-03-22", "second_tour": "oui", "fin": "2032-03"},
        "calendrier": {"conseils_communautaires": sorted(draw(st.lists(days, unique=True, max_size=3)))},
        "axes": [
            {"id": axis, "intitule": draw(lines), "fiches": [draw(fiches(key)) for key in keys if of[key] == axis]}
            for axis in axes
        ],
        "contacts": [
            {"role": "mairie", "commune": insee, "nom": draw(maybe(lines)), "courriel": f"m{n}@exemple.invalid"}
            for n, insee in enumerate(draw(st.lists(st.sampled_from(_INSEE), unique=True, max_size=3)))
        ],
    }
    return RoadmapFile.model_validate(raw, context=KNOWN)
