"""The acts that come before the communes answer: what the law wants first, the documents, the sending."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from domain.base import Ask
from domain.consultation.commands import SendConsultation
from domain.consultation.life_commands import AttachDocument, RecordStep, StepOutcome
from domain.consultation.state import Consultation
from domain.deadline import legal_deadline
from domain.electorate import Electorate
from domain.french import join, long_day, number, plural
from domain.people import Recipient, Role
from domain.procedures.program import Prerequisite
from infra.contacts import behind
from web.acts.act import Act, Field, Held, Kind
from web.acts.consultation_parts import KIND, day, of, past_day, when_allowed, when_possible
from web.acts.rehearsal import Rehearsal
from web.forms import Form

_NAMED: Final = 12


def _wanted(held: Held) -> Prerequisite | None:
    return next((one for one in of(held).law.prerequisites if one.key == held.mark), None)


def _step_lead(held: Held) -> str:
    wanted = _wanted(held)
    if wanted is None:
        return "Un acte qui précède l'envoi aux communes."
    first = "Sans lui, la demande ne part pas aux communes" if wanted.binding else "Il ne retient pas la demande"
    return f"{wanted.act}. {first} ({wanted.source.citation})."


def _no_step(held: Held) -> str:
    if _wanted(held) is None:
        return "Cette procédure n'a pas cet acte ; revenez à son programme et choisissez-le dans la liste."
    return when_allowed(RecordStep)(held)


def _step_fields(held: Held) -> Sequence[Field]:
    known = next((step for step in of(held).steps if step.key == held.mark), None)
    wanted = _wanted(held)
    fields = [
        day("le", "Fait le", known.on if known else None),
        Field("numero", "Numéro de l'acte", value=known.number if known else "", most=80),
        Field("note", "À retenir", Kind.LONG, value=known.note if known else "", most=2000),
    ]
    if wanted is not None and wanted.reexamined:
        fields.append(
            Field(
                "unanime",
                "Les représentants du personnel ont tous voté contre",
                Kind.TICK,
                "Le comité se réunit alors une seconde fois, 8 à 30 jours plus tard ; entrez ici sa seconde séance.",
                value="oui" if known and known.outcome is StepOutcome.UNANIMOUS_AGAINST else "",
            )
        )
    return fields


def _step(held: Held, form: Form) -> Sequence[Ask]:
    on = past_day(form, held, "le", "Donnez le jour de cet acte.")
    numbered, note = form.text("numero", 80), form.text("note", 2000)
    if form.wrong or on is None:
        return ()
    outcome = StepOutcome.UNANIMOUS_AGAINST if form.typed.get("unanime") else StepOutcome.DONE
    return [RecordStep(key=held.mark, on=on, number=numbered, note=note, outcome=outcome)]


def _document_lead(held: Held) -> str:
    return (
        "Ce que les communes lisent avant de voter : rapport, note, projet de convention, modèle de délibération. "
        "Elles le téléchargent depuis leur page ; le même fichier joint de nouveau sous un autre titre le corrige."
    )


def _document_fields(held: Held) -> Sequence[Field]:
    return [
        Field("titre", "Ce que les communes liront", hint="En une ligne : « Rapport de présentation ».", required=True),
        Field("fichier", "Fichier", Kind.DOCUMENT, required=True),
    ]


def _document(held: Held, form: Form) -> Sequence[Ask]:
    title = form.text("titre", 300, "Donnez un titre au document.")
    sha256 = form.text("fichier", 64, "" if "fichier" in form.wrong else "Choisissez le fichier à joindre.")
    sheet = next((file for file in held.files if file.sha256 == sha256), None)
    if form.wrong or sheet is None:
        return ()
    facts = sheet.model_dump(include={"filename", "media_type", "size", "sha256"})
    return [AttachDocument(title=title, **facts)]


def _send_lead(held: Held) -> str:
    state = of(held)
    law = state.law
    asked = len(state.communes) or len(held.scope.epci.communes)
    who = f"{number(asked)} {plural(asked, 'commune reçoit', 'communes reçoivent')} la demande"
    delay = f" : chacune a {law.delay_months} mois dès qu'elle l'a reçue" if law.delay_months else ""
    return f"{who}{delay}. {law.silence_effect}"


def _send_fields(held: Held) -> Sequence[Field]:
    return [
        day(
            "partie_le",
            "Déjà partie par courrier, le",
            hint="Seulement si la demande a déjà été envoyée hors de Jalon : aucun courriel ne part alors.",
            required=False,
        )
    ]


def _send(held: Held, form: Form) -> Sequence[Ask]:
    sent_on = past_day(form, held, "partie_le", "") or held.scope.today
    if form.wrong:
        return ()
    return [SendConsultation(sent_on=sent_on, electorate=Electorate.of(held.scope.epci))]


def _sent_today(held: Held) -> Ask:
    return SendConsultation(sent_on=held.scope.today, electorate=Electorate.of(held.scope.epci))


def _send_says(held: Held, rehearsal: Rehearsal) -> Sequence[str]:
    state: Consultation = rehearsal.after
    return [*_frozen(state), *_deadlines(state), *_mail(held, state)]


def _frozen(state: Consultation) -> Sequence[str]:
    if state.electorate is None:
        return ()
    voters = len(state.electorate.voters)
    return (
        f"Figé à cet instant : {number(voters)} communes membres, population totale de "
        f"{state.electorate.totale_vintage} et municipale de {state.electorate.municipale_vintage}. Ce qui change "
        "ensuite ne touche pas ce vote.",
    )


def _deadlines(state: Consultation) -> Sequence[str]:
    law, sent_on = state.law, state.sent_on
    if sent_on is None:
        return ()
    if law.delay_months is None:
        wished = (
            f"Réponse souhaitée le {long_day(state.reply_by)}, sans effet légal."
            if state.reply_by
            else "Aucune date de réponse n'est souhaitée : aucun rappel de vote ne partira."
        )
        return (f"{wished} {law.silence_effect}",)
    first = legal_deadline(sent_on, law.delay_months, state.home)
    return (
        f"Une commune qui la reçoit le {long_day(sent_on)} a jusqu'au {long_day(first.earliest)}, ou au "
        f"{long_day(first.safe)} selon la lecture ; son silence est constaté le {long_day(first.silence_from)}. "
        "Le délai de chacune part de sa propre réception, à prouver.",
        law.silence_effect,
    )


def _mail(held: Held, state: Consultation) -> Sequence[str]:
    if state.by_letter:
        return ("Aucun courriel ne part pour cet envoi déjà fait : notez la réception de chaque commune.",)
    said = "Chacun reçoit un seul courriel, aux prochaines heures d'envoi, quelles que soient ses fonctions."
    to = {seat.insee: Recipient(role=Role.MAIRIE, commune=seat.insee) for seat in state.present}
    known = behind(held.contacts, list(to.values()))
    missing = [seat.name for seat in state.present if known[to[seat.insee]] is None]
    return (*((said,) if len(missing) < len(to) else ()), *_unreachable(held, missing))


def _unreachable(held: Held, missing: Sequence[str]) -> Sequence[str]:
    """The communes to which no mail can go, by name."""
    if not missing:
        return ()
    rest = len(missing) - _NAMED
    named = [*missing[:_NAMED], f"{number(rest)} autres communes"] if rest > 1 else missing
    verb = plural(len(missing), "n'a aucune adresse utilisable", "n'ont aucune adresse utilisable")
    whom = plural(len(missing), "lui", "leur")
    there = Markup('<a href="{}">Complétez les contacts</a>').format(held.scope.link("/acteurs"))
    return (
        Markup("{} {} : rien ne {} parviendra. {}, ou envoyez par courrier.").format(join(named), verb, whom, there),
    )


ACTS: Final = (
    Act(
        name="acte-prealable",
        kinds=(KIND,),
        title="Entrer un acte préalable",
        lead=_step_lead,
        fields=_step_fields,
        read=_step,
        confirm="Enregistrer l'acte",
        closed=_no_step,
        done="L'acte est enregistré.",
    ),
    Act(
        name="joindre-document",
        kinds=(KIND,),
        title="Joindre un document",
        lead=_document_lead,
        fields=_document_fields,
        read=_document,
        confirm="Joindre le document",
        closed=when_allowed(AttachDocument),
        done="Le document est joint à la demande.",
    ),
    Act(
        name="envoyer",
        kinds=(KIND,),
        title="Envoyer aux communes",
        lead=_send_lead,
        fields=_send_fields,
        read=_send,
        confirm="Envoyer aux communes",
        closed=when_possible(SendConsultation, _sent_today),
        says=_send_says,
        done="La demande est envoyée aux communes.",
        writes_to=True,
    ),
)
