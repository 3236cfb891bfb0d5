"""The acts of a consultation on 19 May 2028: what they say before, what they do, how they are corrected."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from domain.consultation.state import Consultation, Position, Status
from scripts.played import SIREN
from tests.web.acts.acting import MANDATE, Doer, said

SPORT = f"consultation/{SIREN}/restitution-sport"
IT = f"consultation/{SIREN}/informatique"
LIGHT = f"consultation/{SIREN}/transfert-eclairage"
ROADS = f"consultation/{SIREN}/pacte-voirie"
GROUPED = f"consultation/{SIREN}/groupement"
WATER = f"consultation/{SIREN}/transfert-eau"
CONDOM, BERAUT, FOURCES = "32107", "32044", "32133"
PDF = b"%PDF-1.7\n% scan\n"
VOTE = {"sens": "favorable", "votee_le": "2028-05-16", "numero": "2028-30", "pour": "9", "contre": "1"}


async def consultation(doer: Doer, stream: str) -> Consultation:
    state = await doer.state(stream)
    assert isinstance(state, Consultation)
    return state


async def seat(doer: Doer, stream: str, insee: str) -> Any:
    found = (await consultation(doer, stream)).seat(insee)
    assert found is not None
    return found


def filled(html: str) -> dict[str, str]:
    """What the form of an act holds, as a browser would send it, but for its key."""
    form = html.partition('class="act-form"')[2].partition("</form>")[0]
    typed: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        chosen = given.get("type") not in ("radio", "checkbox") or " checked" in tag
        if chosen and given["name"] not in ("cle", "vu"):
            typed[given["name"]] = unescape(given.get("value", ""))
    areas = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    return typed | {name: unescape(text).strip() for name, text in areas}


async def uploaded(doer: Doer, stream: str, insee: str, content: bytes = PDF, name: str = "scan.pdf") -> str:
    """The SHA-256 of a scan that the form of a délibération was given; nothing is confirmed."""
    address = {"flux": stream, "commune": insee}
    form = await doer.client.get("/actes/saisir-deliberation", params=address)
    cle = form.text.partition('name="cle" value="')[2][:36]
    posted = await doer.client.post(
        "/actes/saisir-deliberation",
        params=address,
        data=VOTE | {"cle": cle, "etape": "verifier"},
        files={"fichier": (name, content, "text/html")},
    )
    assert posted.status_code == 200, posted.text
    return posted.text.partition('name="fichier" value="')[2][:64]


async def test_a_receipt_starts_a_clock_and_entered_again_on_19_may_2028_it_is_corrected_with_a_reason(
    doer: Doer,
) -> None:
    typed = {"recue_le": "12/05/2028", "preuve": "main_propre", "fonction": "maire"}
    seen = await doer.preview("noter-reception", SPORT, typed, commune=BERAUT)
    assert "Béraut a reçu la demande le 12 mai 2028 ; son délai court jusqu'au 12 août 2028" in seen
    assert "rappels sont prévus" in seen
    assert "son silence est constaté le 15 août 2028. À défaut de délibération dans ce délai" in seen
    assert (await seat(doer, SPORT, BERAUT)).received_on is None
    assert "La réception est notée." in await doer.does("noter-reception", SPORT, typed, commune=BERAUT)
    again = await doer.form("noter-reception", SPORT, commune=BERAUT)
    assert "déjà notée au 12 mai 2028 : ce que vous entrez la corrige" in again
    mistake = typed | {"recue_le": "2028-05-11"}
    assert "Donnez la raison" in await doer.refused("noter-reception", SPORT, mistake, commune=BERAUT)
    corrected = mistake | {"raison": "Le cachet dit le 11."}
    assert "Le cachet dit le 11." in await doer.does("noter-reception", SPORT, corrected, commune=BERAUT)
    assert (await seat(doer, SPORT, BERAUT)).received_on == date(2028, 5, 11)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"recue_le": "2028-05-09"}, "elle est partie le 10 mai 2028"),
        ({"recue_le": "2028-05-20"}, "n'est pas encore venue"),
        ({"recue_le": ""}, "Donnez le jour de la réception"),
        ({"preuve": ""}, "Dites ce qui prouve la réception"),
    ],
)
async def test_a_receipt_that_cannot_be_is_told_and_not_recorded(doer: Doer, typed: dict[str, str], said: str) -> None:
    whole = {"recue_le": "2028-05-12", "preuve": "autre"} | typed
    assert said in await doer.refused("noter-reception", SPORT, whole, commune=FOURCES)
    assert (await seat(doer, SPORT, FOURCES)).received_on is None


async def test_a_deliberation_from_paper_is_kept_with_its_scan_and_corrected_with_both_versions(doer: Doer) -> None:
    sha256 = await uploaded(doer, SPORT, CONDOM, name="../délib n°30.pdf")
    scanned = VOTE | {"fichier": sha256}
    assert "enregistrée" in await doer.does("saisir-deliberation", SPORT, scanned, commune=CONDOM)
    first = await seat(doer, SPORT, CONDOM)
    assert (first.avis.number, first.avis.document, first.avis.votes_for) == ("2028-30", sha256, 9)
    form = await doer.form("saisir-deliberation", SPORT, commune=CONDOM)
    assert "Déjà entrée : favorable, délibération n° 2028-30 du 16 mai 2028" in form
    await doer.does("saisir-deliberation", SPORT, scanned | {"sens": "defavorable"}, commune=CONDOM)
    corrected = await seat(doer, SPORT, CONDOM)
    assert corrected.position is Position.DEFAVORABLE
    assert [old.sens for old in corrected.versions] == ["favorable"]
    page = await doer.client.get(f"/consultations/restitution-sport/communes/{CONDOM}")
    assert "remplacée depuis" in page.text
    assert "délib n_30.pdf" in page.text
    got = await doer.client.get(f"/consultations/restitution-sport/documents/{sha256}")
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sens": "favorable_avec_reserves"}, "Écrivez la réserve"),
        ({"votee_le": "2028-06-01"}, "n'est pas encore venue"),
        ({"prefecture_le": "2028-05-15"}, "n'a pas pu la recevoir avant le vote"),
        ({"pour": "", "contre": "3"}, "Donnez aussi le nombre de voix pour"),
        ({"pour": "beaucoup"}, "Écrivez un nombre entier"),
        ({"fichier": "0" * 64}, "Choisissez de nouveau le fichier"),
        ({"numero": "9" * 81}, "trop long"),
    ],
)
async def test_a_deliberation_with_a_mistake_is_told_by_field(doer: Doer, typed: dict[str, str], said: str) -> None:
    assert said in await doer.refused("saisir-deliberation", SPORT, VOTE | typed, commune=CONDOM)


async def test_a_late_deliberation_is_kept_and_said_not_to_count_before_it_is_entered(doer: Doer) -> None:
    late = VOTE | {"votee_le": "2028-05-17"}
    seen = await doer.preview("saisir-deliberation", LIGHT, late, commune=BERAUT)
    assert "conservée, non comptée" in seen


async def test_the_vote_with_reserves_of_condom_is_qualified_on_19_may_2028_and_again(doer: Doer) -> None:
    form = await doer.form("qualifier", IT, commune=CONDOM)
    assert "Accord sous réserve" in form
    typed = {"compte": "favorable", "raison": "La réserve porte sur le suivi."}
    assert "Donnez la raison" in await doer.refused("qualifier", IT, typed | {"raison": ""}, commune=CONDOM)
    assert "compté « favorable »" in await doer.does("qualifier", IT, typed, commune=CONDOM)
    assert (await seat(doer, IT, CONDOM)).position is Position.FAVORABLE
    again = await doer.form("qualifier", IT, commune=CONDOM)
    assert "Déjà compté « favorable »" in again
    await doer.does("qualifier", IT, {"compte": "non_compte", "raison": "Revu avec la préfecture."}, commune=CONDOM)
    assert (await seat(doer, IT, CONDOM)).uncounted
    assert "Il n'y a pas de vote à qualifier" in await doer.form("qualifier", SPORT, commune=CONDOM)


async def test_a_silence_presumed_is_confirmed_once_on_19_may_2028(doer: Doer) -> None:
    silent = next(
        one for one in (await consultation(doer, LIGHT)).present if one.silence and not one.silence_confirmed_on
    )
    assert "présumé" in await doer.form("confirmer-silence", LIGHT, commune=silent.insee)
    done = await doer.does("confirmer-silence", LIGHT, {"note": "secrétaire de mairie"}, commune=silent.insee)
    assert "confirmé le 19 mai 2028" in done
    assert "déjà confirmé" in await doer.form("confirmer-silence", LIGHT, commune=silent.insee)


async def test_the_roads_are_prepared_and_sent_on_19_may_2028(doer: Doer) -> None:
    assert "entrez-la avant l'envoi" in await doer.form("envoyer", ROADS)
    vote = {"votee_le": "2028-05-18", "numero": "2028-30", "pour": "30", "contre": "10"}
    assert "adoptée" in await doer.does("vote-du-conseil", ROADS, vote)
    corrected = vote | {"pour": "31"}
    assert "Sous le même numéro vous la corrigez" in await doer.form("vote-du-conseil", ROADS)
    await doer.does("vote-du-conseil", ROADS, corrected)
    seen = await doer.preview("envoyer", ROADS, {})
    assert "26 communes membres, population totale de" in seen
    assert "a jusqu'au 19 août 2028" in seen
    assert "silence est constaté le" in seen
    assert "article L5211-17 du CGCT" in seen
    assert "un seul courriel" in seen
    assert "envoyée aux communes" in await doer.does("envoyer", ROADS, {})
    state = await consultation(doer, ROADS)
    assert (state.status, state.sent_on, len(state.seats)) == (Status.SENT, date(2028, 5, 19), 26)
    assert "La consultation est envoyée aux communes" in await doer.form("envoyer", ROADS)


async def test_a_consultation_that_began_by_letter_on_18_may_2028_sends_no_mail(doer: Doer) -> None:
    await doer.does("vote-du-conseil", ROADS, {"votee_le": "2028-05-17", "numero": "2028-30"})
    seen = await doer.preview("envoyer", ROADS, {"partie_le": "2028-05-18"})
    assert "Aucun courriel ne part pour cet envoi déjà fait" in seen
    await doer.does("envoyer", ROADS, {"partie_le": "2028-05-18"})
    assert (await consultation(doer, ROADS)).by_letter


async def test_a_closing_act_entered_wrong_is_corrected_by_the_same_act(doer: Doer) -> None:
    form = await doer.form("cloturer", GROUPED)
    assert "Close par la signature de la convention n° 2027-C-04 du 21 juin 2027" in form
    right = {"acte": "convention", "le": "2027-06-21", "numero": "2027-C-05"}
    seen = await doer.preview("cloturer", GROUPED, right)
    assert "Consultation rouverte" in seen
    assert "n° 2027-C-05" in seen
    await doer.does("cloturer", GROUPED, right)
    state = await consultation(doer, GROUPED)
    assert (state.status, state.closing_number) == (Status.CLOSED, "2027-C-05")
    journal = (await doer.client.get("/journal", params={"flux": GROUPED})).text
    assert "2027-C-04" in journal
    assert "2027-C-05" in journal


async def test_an_end_without_a_follow_up_wants_a_reason_and_an_arrete_its_number(doer: Doer) -> None:
    without = {"acte": "sans_suite", "le": "2028-05-19"}
    assert "Donnez la raison" in await doer.refused("cloturer", WATER, without)
    arrete = {"acte": "arrete", "le": "2028-05-19"}
    assert "Donnez le numéro de l'acte" in await doer.refused("cloturer", WATER, arrete)
    early = {"acte": "arrete", "le": "2028-05-19", "numero": "32-2028", "effet_le": "2028-05-01"}
    assert "pris effet avant" in await doer.refused("cloturer", WATER, early)


async def test_the_arrete_closes_the_water_on_19_may_2028_once_the_majority_is_there(doer: Doer) -> None:
    whole = {"acte": "arrete", "le": "2028-05-19", "numero": "32-2028-05-19-001", "effet_le": "2029-01-01"}
    if (await consultation(doer, WATER)).result != "majorite_reunie":
        assert "n'est pas possible" in await doer.refused("cloturer", WATER, whole)
        return
    assert "La consultation est close." in await doer.does("cloturer", WATER, whole)
    assert (await consultation(doer, WATER)).effective_on == date(2029, 1, 1)


async def test_a_consultation_is_resumed_suspended_cancelled_and_reopened_with_its_reasons(doer: Doer) -> None:
    assert "déjà suspendue" in await doer.form("suspendre", LIGHT)
    await doer.does("reprendre", LIGHT, {"raison": "Statuts corrigés."})
    assert "n'est pas suspendue" in await doer.form("reprendre", LIGHT)
    assert "Donnez la raison" in await doer.refused("annuler", SPORT, {"raison": ""})
    seen = await doer.preview("annuler", SPORT, {"raison": "Le projet est retiré."})
    assert "Consultation annulée : Le projet est retiré." in seen
    await doer.does("annuler", SPORT, {"raison": "Le projet est retiré."})
    assert (await consultation(doer, SPORT)).status is Status.CANCELLED
    await doer.does("rouvrir", SPORT, {"raison": "Annulée par erreur."})
    assert (await consultation(doer, SPORT)).status is Status.SENT
    await doer.does("suspendre", SPORT, {"raison": "En attente d'un avis."})
    assert (await consultation(doer, SPORT)).suspended_on == date(2028, 5, 19)


async def test_the_reply_wished_for_is_put_off_only_where_the_law_sets_no_delay(doer: Doer) -> None:
    assert "la loi fixe le délai à 3 mois" in await doer.form("prolonger", SPORT)
    assert "aujourd'hui souhaitée le 31 mai 2028" in await doer.form("prolonger", IT)
    early = {"jusqu_au": "2028-05-30", "raison": "Conseils de juin."}
    assert "à partir du 1er juin 2028" in await doer.refused("prolonger", IT, early)
    await doer.does("prolonger", IT, early | {"jusqu_au": "2028-06-30"})
    assert (await consultation(doer, IT)).reply_by == date(2028, 6, 30)


async def test_a_departure_an_annulment_and_a_judgment_are_noted_on_19_may_2028(doer: Doer) -> None:
    left = {"le": "2028-05-15", "comment": "merged", "vers": CONDOM, "raison": "Commune nouvelle."}
    assert "plus rien n'est attendu d'elle" in await doer.does("depart", SPORT, left, commune=BERAUT)
    assert (await seat(doer, SPORT, BERAUT)).left.into == CONDOM
    assert "Déjà noté" in await doer.form("depart", SPORT, commune=BERAUT)
    annulled = {"le": "2028-05-18", "acte": "Jugement n° 2800123"}
    await doer.does("annulation-deliberation", IT, annulled, commune=CONDOM)
    assert (await seat(doer, IT, CONDOM)).avis.annulled == "Jugement n° 2800123"
    assert "Aucune délibération" in await doer.form("annulation-deliberation", SPORT, commune=FOURCES)
    await doer.does("annulation-juge", GROUPED, {"le": "2028-05-18", "acte": "Convention annulée, TA de Pau"})
    assert "Convention annulée, TA de Pau" in (await consultation(doer, GROUPED)).annulments


async def test_a_document_is_joined_to_what_the_communes_read(doer: Doer) -> None:
    form = await doer.client.get("/actes/joindre-document", params={"flux": ROADS})
    cle = form.text.partition('name="cle" value="')[2][:36]
    posted = await doer.client.post(
        "/actes/joindre-document",
        params={"flux": ROADS},
        data={"titre": "Rapport", "cle": cle, "etape": "verifier"},
        files={"fichier": ("rapport.pdf", PDF, "application/pdf")},
    )
    assert posted.status_code == 200, posted.text
    sha256 = posted.text.partition('name="fichier" value="')[2][:64]
    done = await doer.does("joindre-document", ROADS, {"titre": "Rapport", "fichier": sha256})
    assert "Document joint le 19 mai 2028 : Rapport (rapport.pdf)." in done
    assert [one.title for one in (await consultation(doer, ROADS)).documents] == ["Rapport"]
    none = await doer.refused("joindre-document", ROADS, {"titre": "Rapport"})
    assert "Choisissez le fichier à joindre" in none


async def test_a_step_that_comes_first_is_entered_and_corrected(doer: Doer) -> None:
    opened = {
        "procedure": "service_commun",
        "titre": "Service commun d'archives",
        "communes": CONDOM,
        "nom": "archives",
    }
    await doer.does("ouvrir-consultation", MANDATE, opened)
    stream = f"consultation/{SIREN}/archives"
    assert "Avant d'envoyer la demande aux communes, entrez" in await doer.form("envoyer", stream)
    step = {"le": "2028-05-10", "numero": "12"}
    assert "n'a pas cet acte" in await doer.form("acte-prealable", stream, repere="inconnu")
    await doer.does("acte-prealable", stream, step, repere="fiche_impact")
    await doer.does("acte-prealable", stream, step | {"le": "2028-05-11"}, repere="fiche_impact")
    refused = {"le": "2028-05-01", "unanime": "oui"}
    assert "seconde séance" in await doer.does("acte-prealable", stream, refused, repere="avis_cst")
    state = await consultation(doer, stream)
    assert [(one.key, one.on) for one in state.steps] == [
        ("fiche_impact", date(2028, 5, 11)),
        ("avis_cst", date(2028, 5, 1)),
    ]


async def test_an_early_deliberation_waits_for_the_sending(doer: Doer) -> None:
    await doer.does("saisir-deliberation", ROADS, VOTE, commune=CONDOM)
    assert [one.commune for one in (await consultation(doer, ROADS)).early] == [CONDOM]
    assert "Déjà entrée" in await doer.form("saisir-deliberation", ROADS, commune=CONDOM)


async def test_the_receipts_of_several_communes_are_noted_at_once_on_19_may_2028(doer: Doer) -> None:
    assert "Cochez les communes" in await doer.refused("noter-receptions", SPORT, {"recue_le": "2028-05-12"})
    typed = {"communes": [BERAUT, FOURCES], "recue_le": "2028-05-12", "preuve": "recommande"}
    seen = await doer.preview("noter-receptions", SPORT, typed)
    assert "Béraut a reçu la demande le 12 mai 2028" in seen
    assert "Fourcès a reçu la demande le 12 mai 2028" in seen
    await doer.does("noter-receptions", SPORT, typed)
    state = await consultation(doer, SPORT)
    received = {one.insee for one in state.seats if one.received_on == date(2028, 5, 12)}
    assert received == {BERAUT, FOURCES}
    assert "Notée depuis, ou plus attendue : Béraut" in await doer.refused("noter-receptions", SPORT, typed)


async def test_the_communes_without_an_address_are_named_before_the_sending(doer: Doer) -> None:
    async with doer.it.house.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE contacts SET refused_at = now() WHERE commune = '32044'")
    await doer.does("vote-du-conseil", ROADS, {"votee_le": "2028-05-18", "numero": "2028-30"})
    seen = await doer.preview("envoyer", ROADS, {})
    assert "Béraut n'a aucune adresse utilisable : rien ne lui parviendra. Complétez les contacts" in seen
    assert "un seul courriel, aux prochaines heures d'envoi" in seen


async def test_the_scan_of_a_vote_that_came_early_is_given_back_before_the_sending(doer: Doer) -> None:
    sha256 = await uploaded(doer, ROADS, CONDOM)
    page = f"/consultations/pacte-voirie/communes/{CONDOM}"
    assert sha256 not in (await doer.client.get(page)).text
    await doer.does("saisir-deliberation", ROADS, VOTE | {"fichier": sha256}, commune=CONDOM)
    assert sha256 in (await doer.client.get(page)).text
    assert (await doer.client.get(f"/consultations/pacte-voirie/documents/{sha256}")).content == PDF


async def test_the_shared_computers_go_from_an_unclear_vote_to_a_signed_convention(doer: Doer) -> None:
    """Qualified, voted by the council, signed: each next act is the button of the page."""
    page = "/consultations/informatique"
    await doer.does("qualifier", IT, {"compte": "favorable", "raison": "Ne conditionne pas l'accord."}, commune=CONDOM)
    assert 'class="act main" href="/actes/vote-du-conseil' in (await doer.client.get(page)).text
    vote = {"votee_le": "2028-05-18", "numero": "2028-41", "pour": "20", "contre": "20"}
    assert "partage des voix" in await doer.refused("vote-du-conseil", IT, vote)
    assert "au scrutin secret" in await doer.preview("vote-du-conseil", IT, vote | {"secret": "oui"})
    await doer.does("vote-du-conseil", IT, vote | {"preponderante": "oui"})
    shown = (await doer.client.get(page)).text
    assert 'class="act main" href="/actes/cloturer' in shown
    assert "Entrer la signature de la convention" in shown
    await doer.does("cloturer", IT, {"acte": "convention", "le": "2028-05-19", "numero": "2028-C-03"})
    state = await consultation(doer, IT)
    assert (state.status, state.result) == (Status.CLOSED, "accords_reunis")


async def test_the_page_says_why_the_act_that_one_looks_for_cannot_be_done_yet(doer: Doer) -> None:
    page = (await doer.client.get("/consultations/restitution-sport")).text
    assert "Clore la consultation : pas possible pour l'instant. L'arrêté préfectoral n'est pas possible" in said(page)
    assert "/actes/cloturer" not in page
    form = await doer.client.get("/actes/cloturer", params={"flux": SPORT})
    assert 'name="cle"' not in form.text
    assert "annulez la consultation si vous la retirez" in said(form.text)


async def test_a_vote_to_qualify_is_no_more_to_qualify_once_the_consultation_is_cancelled(doer: Doer) -> None:
    link, page = f"/actes/qualifier?flux={quote(IT, safe='')}", "/consultations/informatique"
    assert link in (await doer.client.get(page)).text
    await doer.does("annuler", IT, {"raison": "Le projet est retiré."})
    shown = (await doer.client.get(page)).text
    assert "Votes qui demandent une décision humaine" in shown
    assert link not in shown


async def test_a_vote_entered_is_found_whole_in_the_form_that_corrects_it(doer: Doer) -> None:
    recorded = {"votee_le": "2028-05-18", "numero": "2028-31", "pour": "20", "contre": "20", "abstentions": "1"}
    more = {"preponderante": "oui", "secret": "", "tranche": "", "raison": "Vote à main levée, partagé."}
    await doer.does("vote-du-conseil", ROADS, recorded | more)
    form = await doer.client.get("/actes/vote-du-conseil", params={"flux": ROADS})
    assert filled(form.text) == recorded | {key: value for key, value in more.items() if value} | {"tranche": ""}
    assert "Rien ne changerait" in await doer.refused("vote-du-conseil", ROADS, filled(form.text))
    secret = {key: value for key, value in more.items() if key == "raison"} | {"secret": "oui"}
    assert "rejetée" in await doer.does("vote-du-conseil", ROADS, recorded | secret)
    again = await doer.client.get("/actes/vote-du-conseil", params={"flux": ROADS})
    assert filled(again.text) == recorded | secret | {"preponderante": "", "tranche": ""}


async def test_a_vote_settled_by_a_human_is_found_with_its_reason(doer: Doer) -> None:
    settled = {"votee_le": "2028-05-18", "numero": "2028-31", "tranche": "non", "raison": "Le quorum manquait."}
    await doer.does("vote-du-conseil", ROADS, settled)
    form = await doer.client.get("/actes/vote-du-conseil", params={"flux": ROADS})
    counts = {"pour": "", "contre": "", "abstentions": ""}
    assert filled(form.text) == settled | counts | {"preponderante": ""}


async def test_the_vote_that_closed_the_schema_is_corrected_by_the_same_vote(doer: Doer) -> None:
    schema = f"consultation/{SIREN}/schema"
    assert "Ouvrez « Entrer le vote du conseil »" in await doer.form("cloturer", schema)
    form = await doer.form("vote-du-conseil", schema)
    assert "Déjà entrée : n° 2027-31 du 8 avril 2027, adoptée" in form
    typed = {"votee_le": "2027-04-08", "numero": "2027-31", "pour": "39", "contre": "3", "abstentions": "2"}
    assert "Consultation rouverte" in await doer.preview("vote-du-conseil", schema, typed)
    await doer.does("vote-du-conseil", schema, typed)
    state = await consultation(doer, schema)
    assert state.council_vote is not None
    assert (state.status, state.council_vote.votes_for, state.closed_on) == (Status.CLOSED, 39, date(2027, 4, 8))


async def test_what_no_commune_votes_on_is_closed_by_the_council_alone(doer: Doer) -> None:
    shared = {"procedure": "biens_partages", "titre": "Partage du broyeur", "nom": "broyeur"}
    await doer.does("ouvrir-consultation", MANDATE, shared)
    stream = f"consultation/{SIREN}/broyeur"
    page = (await doer.client.get("/consultations/broyeur")).text
    assert 'class="act main" href="/actes/vote-du-conseil' in page
    assert "/simulation" not in page
    simulated = await doer.client.get("/consultations/broyeur/simulation")
    assert simulated.status_code == 422
    assert "aucune commune n" in simulated.text
    await doer.does("vote-du-conseil", stream, {"votee_le": "2028-05-18", "numero": "2028-50"})
    assert (await consultation(doer, stream)).status is Status.CLOSED
    listed = (await doer.client.get("/consultations?etat=closes")).text
    assert "Partage du broyeur" in listed


async def test_a_scan_that_nobody_confirmed_within_a_day_goes_when_another_is_chosen(doer: Doer) -> None:
    old = "UPDATE documents SET at = at - interval '2 days'"
    await uploaded(doer, SPORT, CONDOM, PDF + b"abandoned")
    named = await uploaded(doer, SPORT, CONDOM, PDF + b"confirmed")
    await doer.does("saisir-deliberation", SPORT, VOTE | {"fichier": named}, commune=CONDOM)
    async with doer.it.house.engine.begin() as connection:
        await connection.exec_driver_sql(old)
    last = await uploaded(doer, SPORT, CONDOM, PDF + b"new")
    async with doer.it.house.engine.connect() as connection:
        kept = await connection.exec_driver_sql("SELECT encode(sha256, 'hex') FROM documents ORDER BY at")
        assert [sha256 for (sha256,) in kept] == [named, last]
