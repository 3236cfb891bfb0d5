"""Opening a consultation, on an objective or on the roadmap: which procedure, what is asked, of whom."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from domain.base import Ask
from domain.consultation.commands import OpenConsultation
from domain.mandate import DECIDER as MANDATE
from domain.mandate.state import Mandate
from domain.objective import DECIDER as OBJECTIVE
from domain.objective.state import Objective
from domain.objective.values import EngagementLevel
from domain.procedures import PROCEDURES, known_on
from domain.procedures.applicability import inapplicable
from domain.procedures.model import Consulted, Procedure, Rule
from domain.procedures.words import left_out, silence_of
from domain.territory import Epci
from infra.reading.consultation_program import missing
from web.acts.act import BETWEEN, Act, Field, Held, Kind
from web.acts.consultation_parts import KIND
from web.acts.mandate_roadmap import ended
from web.acts.rehearsal import Rehearsal
from web.forms import Form

#: What may name a consultation in addresses, and how long it is when it is made of the title.
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 60
_LONGEST_OFFERED: Final = 40

#: The engagements with which a commune is likely to be concerned.
_IN: Final = (EngagementLevel.PILOTE, EngagementLevel.VOLONTAIRE, EngagementLevel.INTERESSEE)

_SCHEMA: Final = "schema_mutualisation"

_RULES: Final = {
    Rule.AVIS_SIMPLE: "avis simple",
    Rule.CREATION_EPCI: "majorité qualifiée des communes",
    Rule.CLETC: "majorité qualifiée, sans la clause de la plus peuplée",
    Rule.ACCORDS: "accord de chacune",
}


def slug(title: str) -> str:
    """« transfert-de-la-competence-eau »: what the words of a title make in an address; empty when nothing is left."""
    letters = unicodedata.normalize("NFKD", title.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{made}-{word}" if made else word[:_LONGEST_OFFERED]
        if len(longer) > _LONGEST_OFFERED:
            break
        made = longer
    return made


def described(law: Procedure) -> str:
    """The procedure in one line: its title, its article, who is asked, the delay, what silence does, the majority."""
    if law.consulted is Consulted.NOBODY:
        return f"{law.title} ({law.source.citation}) : le conseil communautaire décide seul"
    who = "toutes les communes" if law.consulted is Consulted.MEMBERS else "communes concernées"
    delay = f"{law.delay_months} mois" if law.delay_months is not None else "sans délai légal"
    silence = f"silence : {silence_of(law)}"
    return f"{law.title} ({law.source.citation}) : {who}, {delay}, {silence}, {_RULES[law.rule]}"


def applicable(epci: Epci, financing: str, today: date) -> tuple[list[Procedure], list[str]]:
    """The procedures that the law has for the EPCI today, in the order of the registry; why each other has none."""
    taken: list[Procedure] = []
    refused: list[str] = []
    for id in dict.fromkeys(procedure.id for procedure in PROCEDURES):
        law = known_on(id, today)
        if law is None:
            continue
        why = inapplicable(law, epci.nature, financing)
        if why:
            refused.append(why)
        else:
            taken.append(law)
    return taken, refused


def _financing(held: Held) -> str:
    return (held.mandate.financing if held.mandate else "") or held.scope.epci.financing


def _lead(held: Held) -> str:
    if isinstance(held.state, Objective):
        return (
            f"Sur l'objectif {held.state.key}, {held.state.title}. Choisissez la procédure : elle décide qui se "
            "prononce, dans quel délai, et ce que vaut le silence. Rien n'est envoyé avant que vous ne l'envoyiez."
        )
    return (
        "Sur la feuille de route ou le schéma ; pour consulter sur un objectif, ouvrez la consultation depuis sa page. "
        "La procédure décide qui se prononce, dans quel délai, et ce que vaut le silence. Rien n'est envoyé avant que "
        "vous ne l'envoyiez."
    )


def _fields(held: Held) -> Sequence[Field]:
    taken, refused = applicable(held.scope.epci, _financing(held), held.scope.today)
    state = held.state
    about = isinstance(state, Objective)
    offered = (state.procedure or "") if about else _SCHEMA
    known = {law.id for law in taken}
    engaged = [one.commune for one in state.engagements if one.level in _IN] if about else []
    left_out = " ".join(refused)
    return [
        Field(
            *("procedure", "Procédure", Kind.RADIOS),
            hint=f"Ne s'appliquent pas ici. {left_out}" if refused else "",
            required=True,
            value=offered if offered in known else "",
            choices={law.id: described(law) for law in taken},
        ),
        Field("titre", "Objet, en une ligne", required=True, value=state.title if about else ""),
        Field("texte", "Texte soumis aux conseils municipaux", Kind.LONG, most=5000),
        Field(
            *("communes", "Communes concernées", Kind.TICKS),
            hint="Seulement si la procédure ne consulte que des communes concernées ; sinon, n'en cochez aucune.",
            value=BETWEEN.join(engaged) if _concerns(taken, offered) else "",
            choices={commune.insee: commune.name for commune in held.scope.epci.communes},
        ),
        Field(
            "reponse_le",
            "Réponse souhaitée le",
            Kind.DAY,
            "Seulement si la loi ne fixe pas de délai : un usage local, sans effet légal.",
        ),
        Field(
            "nom",
            "Nom court, dans les adresses",
            hint="Laissez vide pour le former de l'objet : « transfert-eau ».",
            most=_LONGEST_NAME,
        ),
    ]


def _concerns(taken: Sequence[Procedure], id: str) -> bool:
    return any(law.id == id and law.consulted is Consulted.CONCERNED for law in taken)


def _named(form: Form) -> str:
    """What the consultation is called in addresses."""
    typed = form.text("nom", _LONGEST_NAME).lower()
    if typed and not _NAME.fullmatch(typed):
        form.refuse("nom", "Écrivez des lettres sans accent, des chiffres et des tirets : « transfert-eau ».")
    return typed or slug(form.typed.get("titre", "")) or "consultation"


def _target(held: Held, form: Form) -> str:
    return f"{KIND}/{held.scope.epci.siren}/{_named(form)}"


def _read(held: Held, form: Form) -> Sequence[Ask]:
    taken, _ = applicable(held.scope.epci, _financing(held), held.scope.today)
    laws = {law.id: law for law in taken}
    chosen = form.choice("procedure", laws, "Choisissez la procédure.")
    title = form.text("titre", 300, "Donnez l'objet de la consultation, en une ligne.")
    question = form.text("texte", 5000)
    reply_by = form.day("reponse_le")
    communes = tuple(dict.fromkeys(filter(None, form.typed.get("communes", "").split(BETWEEN))))
    if not {commune.insee for commune in held.scope.epci.communes}.issuperset(communes):
        form.refuse("communes", "Choisissez les communes dans la liste.")
    _named(form)
    if chosen is not None:
        _check(form, laws[chosen], communes, reply_by)
    if form.wrong or chosen is None:
        return ()
    return [_opening(held, laws[chosen], {"title": title, "question": question}, communes, reply_by)]


def _opening(
    held: Held, law: Procedure, said: dict[str, str], communes: tuple[str, ...], reply_by: date | None
) -> OpenConsultation:
    epci, mandate = held.scope.epci, held.mandate
    synthetic = bool(held.state.synthetic or (mandate is not None and mandate.synthetic))
    return OpenConsultation(
        siren=epci.siren,
        epci_name=epci.name,
        nature=epci.nature,
        place=epci.place,
        procedure=law.id,
        **said,
        communes=communes,
        objective=held.stream if isinstance(held.state, Objective) else None,
        mandate=mandate.stream if mandate is not None else None,
        reply_by=reply_by,
        synthetic=synthetic,
        financing=_financing(held),
    )


def _check(form: Form, law: Procedure, communes: Sequence[str], reply_by: date | None) -> None:
    """What the procedure asks of the two fields that not all have."""
    if law.consulted is not Consulted.CONCERNED and communes:
        form.refuse("communes", "Cette procédure ne se limite pas à des communes choisies : n'en cochez aucune.")
    if law.consulted is Consulted.CONCERNED and not communes:
        form.refuse("communes", "Cochez les communes concernées.")
    elif law.single_commune and len(communes) != 1:
        form.refuse("communes", "Cochez la seule commune que la décision concerne.")
    if reply_by is not None and law.delay_months is not None:
        delay = f"La loi fixe le délai à {law.delay_months} mois à compter de la réception ; laissez cette date vide."
        form.refuse("reponse_le", delay)


def _says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    return list(_next(rehearsal))


def _next(rehearsal: Rehearsal) -> Iterator[str]:
    state = rehearsal.after
    yield f"Dans les adresses, elle s'appellera « {state.stream.rpartition('/')[2]} »."
    yield "Rien n'est encore envoyé aux communes : vous simulerez l'envoi, joindrez les documents, puis enverrez."
    for stage in missing(state):
        yield f"Avant l'envoi, il faudra : {stage.step.act} ({stage.step.source.citation})."
    yield from filter(None, [state.law.note, *left_out(state.law)])


def _back(held: Held) -> tuple[str, str]:
    if isinstance(held.state, Mandate):
        return held.scope.link("/consultations"), "Consultations"
    return held.scope.link_to(held.stream), held.state.title


ACTS: Final = (
    Act(
        name="ouvrir-consultation",
        kinds=(OBJECTIVE.kind, MANDATE.kind),
        title="Ouvrir une consultation",
        lead=_lead,
        fields=_fields,
        read=_read,
        confirm="Ouvrir la consultation",
        target=_target,
        says=_says,
        closed=lambda held: ended(held) if isinstance(held.state, Mandate) else "",
        back=_back,
        done="La consultation est ouverte ; rien n'est encore envoyé.",
    ),
)
