"""Letters that reminders, deposits and refused addresses send, read as who receives them would."""

import re
from datetime import date

import pytest

from domain.consultation.commands import RecordAvis, Sens
from domain.notices import NoticeKind as Kind
from domain.objective.amend_commands import GiveUpMilestone
from domain.people import Role
from domain.reminders.commands import NoteBounce
from infra.letters import Beside, Letters
from scripts import gallery
from scripts.gallery_cases import mandate, objective, schema_received, voted
from scripts.gallery_reminders import deposited, schema_with_councils
from scripts.gallery_tale import COMMUNES, Case
from tests.infra.letters.reading import Words, plain, rendered


def text_of(name: str) -> str:
    return plain(gallery.letter(name).text)


def test_the_council_of_18_february_2027_moves_the_convocation_of_beraut_to_14_february() -> None:
    text = text_of("avis_convocation")
    assert "au plus tard le dimanche 14 février 2027 pour le conseil du jeudi 18 février 2027" in text
    assert "convocation du conseil au plus tard le 14 février 2027" in plain(gallery.letter("avis_convocation").subject)


def test_on_16_february_2027_the_ordinary_delay_of_the_council_of_beraut_is_over_and_urgency_remains() -> None:
    case = schema_with_councils().case(Kind.AVIS_J15, "Béraut")
    late = Letters("x@exemple.test").render(case.notices, case.states, gallery.BY_LINK, Beside(day=date(2027, 2, 15)))
    text = plain(late.text)
    assert "Seule une convocation en urgence, motivée, est possible pour le 18 février 2027" in text
    assert "La convocation part au plus tard" not in text


def test_two_days_after_a_council_that_sat_in_silence_another_one_is_looked_for() -> None:
    case = schema_with_councils().case(Kind.AVIS_J7, "Condom")
    text = plain(rendered(case).text)
    assert "10 février 2027" not in text
    assert "samedi 27 février 2027" in text


def test_j_15_of_13_february_2027_speaks_to_the_maire_by_function() -> None:
    letter = gallery.letter("avis_j15")
    assert "Madame, Monsieur le Maire," in letter.text
    assert "c'est vous qui l'arrêtez" in plain(letter.text)
    assert "Béraut" in letter.subject


def test_j_60_asks_for_the_date_of_the_council_by_the_link() -> None:
    assert "donnez-nous la date de la séance, en ligne" in text_of("avis_j60")
    assert "Donner la date du conseil" in Words(gallery.letter("avis_j60").html).words


def test_j_7_makes_the_referent_speak_to_the_maire() -> None:
    assert "Parlez-en dès aujourd'hui au maire" in text_of("avis_j7")
    assert "référent de la commune (Béraut)" in text_of("avis_j7")


def test_on_19_february_2027_the_deliberation_of_the_council_of_the_18th_is_awaited() -> None:
    text = text_of("deliberation_awaited")
    assert "votre conseil municipal s'est réuni le jeudi 18 février 2027" in text
    assert "l'accusé de réception de la préfecture" in text


def test_the_receipt_of_12_february_2027_says_what_when_and_until_when() -> None:
    letter = gallery.letter("avis_receipt")
    text = plain(letter.text)
    assert "Référence : schema-32044-1." in text
    assert "12 février 2027 à 10 h 00, heure locale (Europe/Paris)" in text
    assert "9 pour, 1 contre, 1 abstention" in text
    assert "jusqu'au 31 mars 2027 inclus" in text
    (paper,) = letter.attachments
    assert (paper.filename, paper.media_type) == ("recepisse-schema-32044-1.pdf", "application/pdf")
    assert paper.content.startswith(b"%PDF")


def test_each_deposit_has_the_receipt_of_what_it_said() -> None:
    tale = schema_received()
    for day, sens in (("2027-02-11", Sens.FAVORABLE), ("2027-02-12", Sens.DEFAVORABLE)):
        answer = RecordAvis(
            commune=COMMUNES["Béraut"], sens=sens, voted_on=date.fromisoformat(day), deposited_as=Role.MAIRE
        )
        tale.tell("2027-02-13", answer)
    told = tale.case(Kind.AVIS_RECEIPT)
    first, second = (rendered(Case((one,), told.states)) for one in told.notices)
    assert "Sens du vote : favorable." in plain(first.text)
    assert "schema-32044-1" in first.subject
    assert "Sens du vote : défavorable." in plain(second.text)
    assert "schema-32044-2" in second.subject


def test_a_deliberation_voted_under_reserves_is_said_to_be_examined() -> None:
    told = deposited(sens=Sens.NE_SE_PRONONCE_PAS)
    assert re.search(r"comptée|examiner", plain(rendered(told).text))


def test_calls_give_the_number_and_what_to_say() -> None:
    for name in ("call_mairie", "call_before_end"):
        text = text_of(name)
        assert "Roquepine, numéro à compléter dans les contacts" in text
        assert re.search(r"05 36 49 10 \d\d", text)
        assert "À dire au téléphone" in text
        assert "article L5211-39-1 du CGCT" in text
        assert "Ne dites rien de ce que d'autres communes ont répondu" in text


def test_a_week_before_the_end_a_council_that_sat_is_asked_about() -> None:
    text = text_of("call_before_end")
    assert "Son conseil du 18 février 2027 s'est tenu : demandez s'il a voté." in text
    assert "Le seul conseil connu, le 1er mars 2027, siège à la toute fin du délai" in text


def test_communes_without_a_council_come_with_the_last_day_to_convene_one() -> None:
    text = text_of("councils_missing")
    assert "Un conseil de plus peut se tenir jusqu'au 27 février 2027, convoqué au plus tard le 23 février 2027" in text
    assert "Condom" not in text.replace("coordination", "")


def test_a_refused_address_is_told_by_commune_and_function_never_by_itself() -> None:
    text = text_of("address_refused")
    assert "Béraut, secrétaire de mairie (05 36 49 10 12) : envoi « rappels à 60 jours », refus 5.1.1." in text
    assert "Il part à la place vers : mairie." in text
    assert "@" not in text


def test_a_refused_address_of_a_pilote_is_told_by_its_function() -> None:
    tale = objective()
    tale.case(Kind.OBJECTIVE_J60)
    tale.tell("2027-07-05", NoteBounce(notice=Kind.OBJECTIVE_J60, role=Role.PILOTE, code="5.1.1"))
    letter = rendered(tale.case(Kind.ADDRESS_REFUSED))
    text = plain(letter.text)
    assert "pilote (DRH mutualisée) : envoi « échéances d'objectif à 60 jours », refus 5.1.1." in text
    assert "Joignez la personne" in text
    assert "juillet 2027" in letter.subject
    assert "@" not in text


def test_a_milestone_is_reminded_by_its_name_and_its_day() -> None:
    assert "étape « délibérations des communes » – échéance : 31 juillet 2027" in plain(
        gallery.letter("milestone_j15").subject
    )
    assert "donnez le jour" in text_of("milestone_late")


def test_a_letter_lists_the_steps_that_are_awaited_alone() -> None:
    told = plain(rendered(objective().case(Kind.OBJECTIVE_J60)).text)
    assert "délibérations des communes (31 juillet 2027)" in told
    assert "signature de la convention (août 2027)" in told
    left = GiveUpMilestone(name="délibérations des communes", reason="Sans objet")
    told = plain(rendered(objective().tell("2027-05-03", left).case(Kind.OBJECTIVE_J60)).text)
    assert "délibérations des communes (" not in told
    assert "signature de la convention (août 2027)" in told


def test_news_of_september_2027_asked_again_name_the_suppleant_then_reach_the_coordination() -> None:
    assert "Nous en avons demandé le 20 septembre 2027, sans réponse." in text_of("progress_again")
    assert "ou son suppléant (Secrétariat général)" in text_of("progress_silent")


def test_a_pilote_without_a_link_answers_by_mail() -> None:
    letter = gallery.unlinked(gallery.case("progress_asked"))
    assert "Répondez à ce message en deux lignes" in plain(letter.text)


def test_a_milestone_that_the_objective_has_not_is_no_letter() -> None:
    case = objective().case(Kind.MILESTONE_J15)
    (stream,) = case.states
    stranger = case.notices[0].but(notice=case.notices[0].notice.but(about=f"{stream}#autre"))
    with pytest.raises(LookupError, match="no such milestone"):
        rendered(Case((stranger,), case.states))


def test_a_digest_without_what_it_tells_is_no_letter() -> None:
    case = mandate().until("2027-02-09").case(Kind.DIGEST)
    with pytest.raises(LookupError, match="nothing to digest"):
        rendered(case)


@pytest.mark.parametrize(
    "kind", [Kind.AVIS_J60, Kind.AVIS_CONVOCATION, Kind.AVIS_J15, Kind.DELIBERATION_AWAITED, Kind.AVIS_RECEIPT]
)
def test_no_letter_to_beraut_names_another_commune_before_the_result(kind: Kind) -> None:
    tale = schema_with_councils()
    others = [name for name in COMMUNES if name not in ("Béraut", "Roquepine")]
    tale.tell("2026-12-17", *voted("2026-12-15", Sens.DEFAVORABLE, *others))
    case = (
        deposited() if kind is Kind.AVIS_RECEIPT else tale.case(kind, "Béraut") if kind is not Kind.AVIS_J60 else None
    )
    case = case or schema_received().case(kind, "Béraut")
    letter = rendered(case)
    said = plain(f"{letter.subject} {letter.text} {letter.ics or ''}")
    assert not [name for name in COMMUNES if name != "Béraut" and re.search(rf"\b{re.escape(name)}\b", said)]
    assert "défavorable" not in said
