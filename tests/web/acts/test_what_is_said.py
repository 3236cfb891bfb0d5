"""What acts say before they are confirmed is true, and what they record is what was typed, on 19 May 2028."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any, cast
from uuid import uuid4

import pytest

from domain.consultation.commands import CancelConsultation, Proof, RecordReceipt
from domain.consultation.life_commands import ReopenConsultation
from domain.mandate.state import Mandate, Status
from domain.planned import parse_planned
from infra.embedded.postgres import EmbeddedPostgres
from infra.inbox import Post
from scripts.played import SIREN
from tests.web.acts.acting import MANDATE, Doer, doing, said
from tests.web.conftest import visitor
from tests.web.examples import IMPORTED, OTHER, example, second_epci
from web.acts import routes
from web.acts.act import TAKEN, Field, Held
from web.acts.every import ACTS

WATER = f"consultation/{SIREN}/transfert-eau"
GROUPED = f"consultation/{SIREN}/groupement"
LIGHT = f"consultation/{SIREN}/transfert-eclairage"
ROADS = f"consultation/{SIREN}/pacte-voirie"
IT = f"consultation/{SIREN}/informatique"
F11, F21 = f"objective/{SIREN}/F1.1", f"objective/{SIREN}/F2.1"
CONDOM = "32107"
SPORT = f"consultation/{SIREN}/restitution-sport"
_JUST_BEFORE = timedelta(microseconds=1)
CONVENTION = {"acte": "convention", "le": "2027-06-21", "numero": "2027-C-05"}
ADOPTED = {"votee_le": "2028-05-18", "numero": "2028-30", "pour": "30", "contre": "10"}


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


async def previewed(doer: Doer, name: str, stream: str, typed: dict[str, Any]) -> dict[str, str]:
    """What the page that says what will happen holds."""
    address = {"flux": stream}
    key = hidden((await doer.client.get(f"/actes/{name}", params=address)).text)["cle"]
    whole = typed | {"cle": key, "etape": "verifier"}
    return hidden((await doer.client.post(f"/actes/{name}", params=address, data=whole)).text)


def test_no_consultation_is_opened_on_a_mandate_that_is_over() -> None:
    over = Mandate(stream=MANDATE, status=Status.ENDED)
    held = Held(cast(Any, None), MANDATE, over)
    assert ACTS["ouvrir-consultation"].closed(held).startswith("Ce mandat est terminé")


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_field_of_an_act_is_not_named_as_the_steps_or_the_address_are(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Field(name, "Libellé")


# Letters and reminders


async def test_letters_are_counted_in_people_as_each_reads_one(doer: Doer) -> None:
    await doer.does("vote-du-conseil", ROADS, ADOPTED)
    seen = await doer.preview("envoyer", ROADS, {})
    assert "Courriels : demandes transmises aux communes, à 26 personnes, à partir du 19 mai 2028." in seen
    assert "104" not in seen


async def test_an_epci_without_a_contact_is_told_that_no_letter_can_leave(doer: Doer) -> None:
    await second_epci(doer.it)
    mandate, opened = f"mandate/{OTHER}/2026", {"procedure": "schema_mutualisation", "titre": "Schéma"}
    await doer.does("ouvrir-consultation", mandate, opened, siren=OTHER)
    seen = await doer.preview("envoyer", f"consultation/{OTHER}/schema", {}, siren=OTHER)
    assert "29 autres communes n'ont aucune adresse utilisable" in seen
    assert "demandes transmises aux communes ; aucun ne peut partir, faute d'une adresse utilisable." in seen
    assert "Chacun reçoit" not in seen


async def test_a_closing_act_that_is_corrected_tells_the_result_again_and_no_reopening(doer: Doer) -> None:
    seen = await doer.preview("cloturer", GROUPED, CONVENTION)
    assert "Courriels : résultats communiqués, à 26 personnes" in seen
    assert "réouvertures" not in seen
    await doer.does("cloturer", GROUPED, CONVENTION)
    assert "toutes les communes consultées sont prévenues" in await doer.form("rouvrir", GROUPED)
    assert "réouvertures annoncées, à 26 personnes" in await doer.preview("rouvrir", GROUPED, {"raison": "Erreur."})


async def test_what_is_suspended_or_paused_holds_its_reminders_back_until_it_is_taken_up_again(doer: Doer) -> None:
    assert "22 rappels prévus attendront la reprise." in await doer.preview("suspendre", WATER, {"raison": "Statuts"})
    await doer.does("suspendre", WATER, {"raison": "Statuts"})
    assert "22 rappels sont prévus, à partir du 24 mai 2028." in await doer.preview("reprendre", WATER, {})
    paused = await doer.preview("mettre-en-pause", F21, {"motif": "Élections", "le": ""})
    assert "2 rappels prévus attendront la reprise." in paused
    assert "aucun rappel ne change" not in paused


@pytest.mark.parametrize(
    ("name", "typed"), [("realiser", {"le": "2028-05-16"}), ("abandonner", {"motif": "Plus rien"})]
)
async def test_an_objective_that_is_over_is_said_to_lose_its_reminders(
    doer: Doer, name: str, typed: dict[str, str]
) -> None:
    assert "2 rappels prévus ne partiront plus." in await doer.preview(name, F21, typed)


async def test_a_reply_put_off_where_nothing_is_reminded_does_not_say_that_reminders_move(doer: Doer) -> None:
    seen = await doer.preview("prolonger", IT, {"jusqu_au": "2028-07-01", "raison": "Conseils de juin."})
    assert "Réponse souhaitée reportée au 1er juillet 2028. Conseils de juin." in seen


# What happens elsewhere


async def test_a_vote_that_ends_a_consultation_says_what_its_objective_learns(doer: Doer) -> None:
    typed = {"compte": "favorable", "raison": "La réserve porte sur le suivi."}
    seen = await doer.preview("qualifier", IT, typed, commune=CONDOM)
    assert "Objectif F2.1 : Consultation sur cet objectif, 19 mai 2028 : accords réunis." in seen


async def test_a_schema_sent_in_april_2026_is_said_to_transmit_the_roadmap(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    async with doing(postgres, template_database, IMPORTED) as draft:
        opened = {"procedure": "schema_mutualisation", "titre": "Avis sur le schéma", "nom": "avis"}
        await draft.does("ouvrir-consultation", MANDATE, opened)
        seen = await draft.preview("envoyer", f"consultation/{SIREN}/avis", {})
        assert "Feuille de route transmise aux communes le 20 avril 2026." in seen


async def test_many_receipts_are_said_by_the_names_of_their_communes_with_what_silence_means(doer: Doer) -> None:
    await doer.does("vote-du-conseil", ROADS, ADOPTED)
    await doer.does("envoyer", ROADS, {})
    communes = [seat.insee for seat in (await doer.state(ROADS)).seats][:16]
    typed = {"communes": communes, "recue_le": "2028-05-19", "preuve": "autre"}
    seen = await doer.preview("noter-receptions", ROADS, typed)
    assert "De même pour Beaumont, Béraut, Blaziert" in seen
    assert "et 3 autres communes." in seen
    assert "réputée favorable (article L5211-17 du CGCT)" in seen


async def test_a_receipt_that_is_corrected_says_that_the_silence_recorded_no_longer_counts(doer: Doer) -> None:
    silent = next(one for one in (await doer.state(LIGHT)).present if one.silence and one.silent)
    assert "son silence est présumé depuis le 16 mai 2028." in await doer.form(
        "confirmer-silence", LIGHT, commune=silent.insee
    )
    typed = {"recue_le": "2028-05-05", "preuve": "autre", "raison": "Le cachet de la poste"}
    seen = await doer.preview("noter-reception", LIGHT, typed, commune=silent.insee)
    assert "Le silence constaté le 16 mai 2028 ne compte plus : le délai court encore." in seen
    assert "constaté le 8 août 2028, à ce jour légal, mais une fois la consultation reprise." in seen


async def test_a_choice_that_nobody_made_is_not_read_back(doer: Doer) -> None:
    left = {"le": "2028-05-15", "comment": "withdrawn", "raison": "Retrait."}
    seen = await doer.preview("depart", WATER, left, commune=CONDOM)
    assert "Commune nouvelle qu'elle a rejointe" not in seen


# Words


async def test_a_refusal_names_its_article_once_and_before_the_stop(doer: Doer) -> None:
    told = await doer.form("envoyer", ROADS)
    assert told.count("entrez-la avant l'envoi.") == 1
    assert "entrez-la avant l'envoi. (" not in told
    other = await doer.refused("vote-du-conseil", WATER, {"votee_le": "2028-05-16", "numero": "3"})
    assert "entrez-la sous son n° 2028-09 (article L5211-17 du CGCT)." in other


async def test_a_law_without_a_delay_is_said_once(doer: Doer) -> None:
    shared = {"procedure": "groupement_commandes", "titre": "Achat de papier", "communes": CONDOM, "nom": "papier"}
    await doer.does("ouvrir-consultation", MANDATE, shared)
    form = await doer.form("envoyer", f"consultation/{SIREN}/papier")
    stream = f"consultation/{SIREN}/papier"
    assert "1 commune reçoit la demande. La loi ne fixe pas de délai et le silence" in form
    assert "aucun rappel de vote ne partira. La loi ne fixe pas" in await doer.preview("envoyer", stream, {})
    await doer.does("envoyer", stream, {})
    assert "aucun rappel de vote ne part." in await doer.form("noter-reception", stream, commune=CONDOM)
    await doer.does("noter-reception", stream, {"recue_le": "2028-05-19", "preuve": "autre"}, commune=CONDOM)
    assert "en donner une" in await doer.form("prolonger", stream)
    put_off = await doer.preview("prolonger", stream, {"jusqu_au": "2028-09-20", "raison": "Conseils."})
    assert "rappels sont prévus, à partir du" in put_off
    await doer.does("prolonger", stream, {"jusqu_au": "2028-09-20", "raison": "Conseils."})
    assert "qui visent la réponse souhaitée le 20 septembre 2028." in await doer.form(
        "noter-reception", stream, commune=CONDOM
    )


async def test_an_objective_that_is_over_offers_no_form_and_says_so_in_french(doer: Doer) -> None:
    assert "son échéance ne se déplace plus" in await doer.form("deplacer-echeance", F11)
    assert "on ne peut l'abandonner que s'il est" in await doer.form("abandonner", F11)


async def test_a_commune_that_joins_has_no_engagement_before(doer: Doer) -> None:
    seen = await doer.preview("engagement", F21, {"qui": "32044", "niveau": "pilote"})
    assert "pas encore engagée, « pilote » ensuite." in seen
    assert "L'ancien engagement" not in seen
    form = await doer.form("engagement", F21)
    assert form.index("Béraut") < form.index("Blaziert")


async def test_duties_evaluations_and_what_runs_are_journalled_in_words(doer: Doer) -> None:
    done = await doer.does("obligation-faite", MANDATE, {"le": "2028-05-16"}, repere="rapport_activite-2028")
    assert "Obligation faite le 16 mai 2028 : rapport d'activité à adresser en 2028." in done
    await doer.does("lancer-evaluation", MANDATE, {"type": "mi_mandat"})
    journal = said((await doer.client.get("/journal", params={"dossiers": "mandate"})).text)
    assert "Évaluation de mi-mandat lancée le 19 mai 2028." in journal
    assert "Consultation suivie : « transfert-eau »" in said(
        (await doer.client.get("/journal", params={"genre": "RunningNoted"})).text
    )
    for raw in (f"consultation/{SIREN}", f"evaluation/{SIREN}", "rapport_activite-"):
        assert raw not in journal


# What is typed


async def test_what_is_recorded_is_what_was_typed_and_given_back_whole(doer: Doer) -> None:
    note = "Oui : c'est fait ? « bien » ; 12 000 €\nligne 2  deux espaces\n\n  fin !"
    typed = {"pourcentage": "72", "note": note, "le": "17/05/2028", "dit_par": "DSI : n° 3", "valeur_0": "12,5"}
    held = await previewed(doer, "noter-avancement", F21, typed)
    assert held["le"] == "2028-05-17"
    back = held | {"etape": "modifier", "note": held["note"].replace("\n", "\r\n")}
    form = (await doer.client.post("/actes/noter-avancement", params={"flux": F21}, data=back)).text
    assert unescape(form.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0]) == note
    for value in ('value="72"', 'value="12,5"', 'type="date" value="2028-05-17"', 'value="DSI : n° 3"'):
        assert value in form
    await doer.does("noter-avancement", F21, typed)
    last = (await doer.state(F21)).notes[-1]
    assert (last.text, last.by) == (note, "DSI : n° 3")


async def test_what_is_confirmed_as_midnight_passes_is_shown_again_and_not_recorded(
    doer: Doer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await previewed(doer, "deplacer-echeance", F21, {"echeance": "2029-03", "motif": "Relancé"})
    clock, times = doer.it.player.clock, iter([doer.it.player.clock.at, doer.it.player.clock.at + timedelta(days=1)])

    async def later() -> object:
        return next(times, clock.at)

    monkeypatch.setattr(clock, "read", later)
    answer = await doer.client.post(
        "/actes/deplacer-echeance", params={"flux": F21}, data=held | {"etape": "confirmer"}
    )
    assert answer.status_code == 200
    assert "Ce qui va se passer" in answer.text
    assert (await doer.state(F21)).deadline == parse_planned("2028-06-30")


async def test_an_act_refused_in_part_says_what_is_done_all_the_same(
    postgres: EmbeddedPostgres, template_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_WAIT_S", 0.0)
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        held = await previewed(Doer(it, client), "cloturer", GROUPED, CONVENTION)
        first = ReopenConsultation(reason="Une autre personne la rouvre.")
        await it.house.inbox.post_all(
            [Post(stream=GROUPED, command_id=uuid4(), command=first, by="quelqu'un", at=it.player.clock.at)]
        )
        address = {"flux": GROUPED}
        sent = await client.post("/actes/cloturer", params=address, data=held | {"etape": "confirmer"})
        await it.player.store.advance(GROUPED, it.player.clock.at)
        shown = said((await client.get(sent.headers["location"])).text)
    assert "Fait en partie" in shown
    assert "Ce qui est refusé Cette consultation" in shown
    assert "Ce qui est fait Consultation close le 21 juin 2027" in shown
    assert "s'il manque encore quelque chose, demandez-le de nouveau" in shown
    assert "rien d'autre n'a changé" not in shown
    assert "Demandes n°" in shown


async def test_an_act_whose_end_is_refused_once_its_beginning_is_done_says_how_things_now_stand(
    postgres: EmbeddedPostgres, template_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What corrects the closing act opens again, then closes: who cancels in between leaves it half done."""
    monkeypatch.setattr(routes, "_WAIT_S", 0.0)
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        held = await previewed(Doer(it, client), "cloturer", GROUPED, CONVENTION)
        address = {"flux": GROUPED}
        sent = await client.post("/actes/cloturer", params=address, data=held | {"etape": "confirmer"})
        # A turn takes the first; what another recorded just before comes to the stream between the two.
        monkeypatch.setattr(it.player.store, "_batch", 1)
        await it.player.store.advance(GROUPED, it.player.clock.at)
        monkeypatch.undo()
        cancel, at = CancelConsultation(reason="Le groupement est dissous."), it.player.clock.at - _JUST_BEFORE
        await it.house.inbox.post_all([Post(stream=GROUPED, command_id=uuid4(), command=cancel, by="elle", at=at)])
        await it.player.store.advance(GROUPED, it.player.clock.at)
        shown = said((await client.get(sent.headers["location"])).text)
        state = await Doer(it, client).state(GROUPED)
    assert state.status == "cancelled"
    assert "Fait en partie" in shown
    assert "Ce qui est refusé Cette consultation est annulée." in shown
    assert "Ce qui est fait Consultation rouverte" in shown
    assert "dissous" not in shown


async def test_of_receipts_noted_at_once_each_that_is_refused_is_told_by_its_commune(
    postgres: EmbeddedPostgres, template_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_WAIT_S", 0.0)
    typed: dict[str, Any] = {"communes": ["32044", "32133"], "recue_le": "2028-05-12", "preuve": "recommande"}
    async with example(postgres, template_database) as it, visitor(it.app) as client:
        client.headers.update({"Authorization": f"Bearer {it.secret}"})
        held = await previewed(Doer(it, client), "noter-receptions", SPORT, typed)
        sent = await client.post("/actes/noter-receptions", params={"flux": SPORT}, data=held | {"etape": "confirmer"})
        first = RecordReceipt(commune="32133", received_on=date(2028, 5, 11), proof=Proof.COURRIEL)
        before = it.player.clock.at - _JUST_BEFORE
        await it.house.inbox.post_all([Post(stream=SPORT, command_id=uuid4(), command=first, by="elle", at=before)])
        await it.player.store.advance(SPORT, it.player.clock.at)
        shown = said((await client.get(sent.headers["location"])).text)
    assert "Fait en partie" in shown
    assert "Ce qui est refusé Fourcès La réception par Fourcès est déjà datée du 11 mai 2028" in shown
    assert "Ce qui est fait Béraut a reçu la demande le 12 mai 2028" in shown


# Where acts are offered


async def test_an_epci_with_nothing_but_a_mandate_is_offered_nothing_that_it_cannot_do(doer: Doer) -> None:
    await second_epci(doer.it)
    for page in ("/evaluations", "/obligations", "/feuille-de-route", "/consultations", "/parametres", "/acteurs"):
        shown = (await doer.client.get(page, params={"siren": OTHER})).text
        for address in {unescape(one) for one in re.findall(r'href="(/actes/[^"]+)"', shown)}:
            assert 'name="cle"' in (await doer.client.get(address)).text, address
