"""`jalon consult`: a transfert driven by hand, its refusals, and what is shown of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.terminal.conftest import Jalon

#: Four communes; the most populated one has over a quarter of the inhabitants.
BELLE_ILE = "245600465"


def ago(days: int) -> str:
    """The civil day that many days ago, where the EPCI is."""
    return (datetime.now(ZoneInfo("Europe/Paris")).date() - timedelta(days=days)).isoformat()


def sent(jalon: Jalon, days_ago: int = 10, procedure: str = "transfert_competence") -> None:
    """A consultation « eau » on a competence, sent by letter that many days ago."""
    jalon.done("init", "--siren", BELLE_ILE)
    jalon.done("consult", "open", "eau", "--procedure", procedure, "--title", "Eau potable")
    votes = ("--for", "20", "--against", "0")
    jalon.done("consult", "council-vote", "eau", "--on", ago(days_ago + 1), "--number", "2027-12", *votes)
    jalon.done("consult", "send", "eau", "--on", ago(days_ago))


def test_a_transfert_cannot_be_sent_before_the_deliberation_of_the_epci(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    opened = jalon.done("consult", "open", "eau", "--procedure", "transfert_competence", "--title", "Eau potable")
    assert "Consultation ouverte : Eau potable (Transfert de compétence)." in opened
    refused = jalon("consult", "send", "eau")
    assert refused.code == 3
    assert "doit d'abord adopter la délibération" in refused.err
    assert "L5211-17" in refused.err


def test_a_tie_asks_for_the_casting_vote(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    jalon.done("consult", "open", "eau", "--procedure", "transfert_competence", "--title", "Eau potable")
    vote = ("consult", "council-vote", "eau", "--on", ago(1), "--number", "1", "--for", "9", "--against", "9")
    assert "partage des voix" in jalon(*vote).err
    assert "adoptée" in jalon.done(*vote, "--casting-vote")


def test_the_clock_of_a_commune_starts_on_the_day_of_its_receipt_and_is_corrected_with_a_reason(jalon: Jalon) -> None:
    sent(jalon)
    receipt = ("consult", "receipt", "eau", "--commune", "le palais", "--proof", "courriel", "--function", "secrétaire")
    assert "Le Palais a reçu la demande" in jalon.done(*receipt, "--on", ago(9))
    refused = jalon(*receipt, "--on", ago(8))
    assert refused.code == 3
    assert "est déjà datée" in refused.err
    corrected = jalon.done(*receipt, "--on", ago(8), "--correction", "Date du cachet")
    assert "Correction : Date du cachet" in corrected
    (seat,) = [one for one in jalon("consult", "show", "eau", "--json").json["communes"] if one["name"] == "Le Palais"]
    assert seat["received_on"] == ago(8)
    assert (
        date.fromisoformat(seat["earliest"])
        < date.fromisoformat(seat["safe"])
        < date.fromisoformat(seat["silence_from"])
    )


def test_silence_is_shown_in_neutral_words_with_its_effect_and_its_article(jalon: Jalon) -> None:
    sent(jalon, days_ago=150)
    jalon.done("consult", "receipt", "eau", "--commune", "Bangor", "--on", ago(149), "--proof", "recommande")
    shown = jalon.done("consult", "show", "eau")
    assert "pas de délibération reçue, réputée favorable" in shown
    assert "la décision de la commune est réputée favorable (article L5211-17 du CGCT)" in shown
    assert "délai écoulé" not in shown


def test_a_reserve_on_a_decision_waits_for_a_named_human(jalon: Jalon) -> None:
    sent(jalon)
    jalon.done("consult", "receipt", "eau", "--commune", "Sauzon", "--on", ago(9), "--proof", "main_propre")
    answer = ("consult", "answer", "eau", "--commune", "Sauzon", "--sens", "favorable_avec_reserves")
    said = jalon.done(*answer, "--voted-on", ago(5), "--number", "12", "--reserve", "Coût à revoir")
    assert "À qualifier" in said
    assert "À qualifier, Sauzon" in jalon.done("consult", "show", "eau")
    assert "à qualifier : Sauzon" in jalon.done("status")
    qualified = jalon.done(
        "consult", "qualify", "eau", "--commune", "Sauzon", "--counts-as", "favorable", "--reason", "Réserve sans effet"
    )
    assert "Vote de Sauzon compté « favorable » : Réserve sans effet" in qualified
    assert "À qualifier" not in jalon.done("consult", "show", "eau")


def test_a_commune_that_is_misspelt_is_recognised_and_nothing_is_recorded(jalon: Jalon) -> None:
    sent(jalon)
    refused = jalon("consult", "answer", "eau", "--commune", "Sauson", "--sens", "favorable", "--voted-on", ago(2))
    assert refused.code == 2
    assert "Vouliez-vous écrire « Sauzon »" in refused.err


def test_concerned_communes_are_named_for_a_service_commun_and_answer_by_a_wished_day(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    opening = ("consult", "open", "paie", "--procedure", "service_commun", "--title", "Paie", "--reply-by", ago(-20))
    assert "indiquez les communes concernées" in jalon(*opening).err
    jalon.done(*opening, "--communes", "Bangor, 56114")
    for act in ("fiche_impact", "avis_cst"):
        jalon.done("consult", "step", "paie", act, "--on", ago(3))
    jalon.done("consult", "send", "paie")
    shown = jalon("consult", "show", "paie", "--json").json
    assert [one["name"] for one in shown["communes"]] == ["Bangor", "Locmaria"]
    assert "aucun délai ni silence" in shown["reason"]
    assert [matter["on"] for matter in jalon("status", "--json").json["coming"]] == [ago(-20)]


def test_a_consultation_is_cancelled_with_a_reason_and_closed_ones_refuse(jalon: Jalon) -> None:
    sent(jalon)
    assert "Consultation annulée : Erreur de périmètre" in jalon.done(
        "consult", "cancel", "eau", "--reason", "Erreur de périmètre"
    )
    refused = jalon("consult", "close", "eau", "--on", ago(0), "--act", "arrete", "--number", "1")
    assert (refused.code, "Cette consultation est annulée." in refused.err) == (3, True)
    assert "annulée" in jalon.done("consult", "list")


def test_an_annulment_by_a_judge_is_noted(jalon: Jalon) -> None:
    sent(jalon)
    said = jalon.done("consult", "annulment", "eau", "--on", ago(1), "--act", "Délibération 2027-12, TA de Rennes")
    assert "Acte annulé par le juge" in said


def test_the_list_and_an_unknown_key_say_what_there_is(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    assert "Aucune consultation" in jalon.done("consult", "list")
    assert jalon("consult", "list", "--json").json == {"consultations": []}
    unknown = jalon("consult", "show", "eau")
    assert (unknown.code, "n'a pas de consultation « eau »" in unknown.err) == (2, True)


def test_a_key_with_a_slash_is_no_key(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    refused = jalon("consult", "open", "a/b", "--procedure", "transfert_competence", "--title", "Eau")
    assert (refused.code, "n'est pas une clé" in refused.err) == (2, True)


def test_a_reason_that_is_too_long_is_refused_before_it_is_recorded(jalon: Jalon) -> None:
    sent(jalon)
    refused = jalon("consult", "cancel", "eau", "--reason", "x" * 2001)
    assert (refused.code, refused.err) == (2, "--reason : ce texte est trop long (2000 caractères au plus).\n")


def test_a_service_commun_is_sent_once_its_steps_are_entered_and_an_extension_is_told(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    opening = ("--procedure", "service_commun", "--title", "Paie", "--communes", "Bangor", "--reply-by", ago(-20))
    jalon.done("consult", "open", "paie", *opening)
    assert "Fiche d'impact" in jalon("consult", "send", "paie").err
    assert "manque avant l'envoi" in jalon.done("consult", "show", "paie")
    jalon.done("consult", "step", "paie", "fiche_impact", "--on", ago(30))
    jalon.done("consult", "step", "paie", "avis_cst", "--on", ago(20), "--number", "12")
    jalon.done("consult", "send", "paie")
    extended = jalon.done("consult", "extend", "paie", "--reply-by", ago(-40), "--reason", "Conseil reporté.")
    assert "Réponse souhaitée reportée au" in extended


def test_a_past_sending_says_that_no_mail_leaves_and_a_suspension_what_goes_on(jalon: Jalon) -> None:
    sent(jalon)
    assert "hors de Jalon" in jalon.done("journal", "show")
    said = jalon.done("consult", "suspend", "eau", "--reason", "Projet à corriger.")
    assert "les délais de la loi courent toujours" in said
    assert "suspendue" in jalon.done("consult", "show", "eau")
    assert "Consultation reprise" in jalon.done("consult", "resume", "eau")


def test_a_silence_is_confirmed_and_its_dates_explained(jalon: Jalon) -> None:
    sent(jalon, days_ago=150)
    jalon.done("consult", "receipt", "eau", "--commune", "Bangor", "--on", ago(149), "--proof", "recommande")
    assert "(à vérifier)" in jalon.done("consult", "show", "eau")
    assert "Silence de Bangor confirmé" in jalon.done("consult", "confirm-silence", "eau", "--commune", "Bangor")
    assert "à confirmer" in jalon.done("consult", "why", "eau", "--commune", "Bangor")
    assert jalon("consult", "why", "eau", "--json").json["why"][0]["sources"]


def test_the_program_of_a_procedure_marks_what_comes_before_the_sending(idle: Jalon) -> None:
    assert "fiche_impact*" in idle.done("consult", "program", "service_commun")
    assert idle("consult", "program", "inconnue").code == 2


def test_an_annulled_vote_a_departure_and_a_reopening_leave_their_traces(jalon: Jalon) -> None:
    sent(jalon, 40)
    for commune in ("Bangor", "Sauzon", "Le Palais"):
        jalon.done("consult", "receipt", "eau", "--commune", commune, "--on", ago(39), "--proof", "recommande")
    answered = ("--commune", "Bangor", "--sens", "favorable", "--voted-on", ago(20), "--number", "7")
    jalon.done("consult", "answer", "eau", *answered, "--prefecture-received", ago(18))
    jalon.done("consult", "annul", "eau", "--commune", "Bangor", "--on", ago(5), "--act", "TA de Rennes, n° 2601234")
    assert "À qualifier, Bangor" in jalon.done("consult", "show", "eau")
    left = ("--commune", "Sauzon", "--on", ago(3), "--how", "retrait", "--reason", "Retrait prononcé.")
    jalon.done("consult", "departure", "eau", *left)
    assert "Sauzon" in jalon.done("consult", "show", "eau")
    jalon.done("consult", "cancel", "eau", "--reason", "Erreur de dossier.")
    assert jalon("consult", "suspend", "eau", "--reason", "Trop tard.").code == 3
    jalon.done("consult", "reopen", "eau", "--reason", "Annulée par erreur.")
    shown = jalon.done("consult", "show", "eau")
    assert "Rouverte : Annulée par erreur." in shown
    assert "TA de Rennes, n° 2601234" in jalon.done("journal", "show", "consultation/eau")


def test_two_thirds_of_the_council_ask_for_its_members_and_for_a_human_where_readings_differ(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    opening = ("--procedure", "ac_libre", "--title", "Révision libre", "--communes", "Bangor")
    jalon.done("consult", "open", "ac", *opening)
    jalon.done("consult", "step", "ac", "rapport_cletc", "--on", ago(3))
    vote = ("--on", ago(2), "--number", "2027-31", "--for", "12", "--against", "5", "--members", "20")
    refused = jalon("consult", "council-vote", "ac", *vote)
    assert (refused.code, "à confirmer" in refused.err) == (3, True)
    settled = jalon.done("consult", "council-vote", "ac", *vote, "--settled", "--reason", "Avis de la préfecture.")
    assert "Délibération" in settled
