"""A commune answers by the link of its letter: seen, prepared, confirmed with six digits, corrected."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from domain.consultation.commands import Proof, RecordAvis, RecordReceipt, Sens
from domain.consultation.life_commands import AttachDocument
from infra.documents import File
from tests.domain.consultation.stories import day
from tests.web.visitors.town import ANSWER, PDF, SIREN, WATER, Town, consulted, said


async def test_the_page_of_2_march_2027_says_what_is_asked_until_when_and_what_silence_does(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=1)
    secret = await town.mairie()
    page = await town.get(f"/r/{secret}")
    assert page.status_code == 200
    assert len(page.content) < 100_000
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["referrer-policy"] == "no-referrer"
    told = said(page.text)
    assert "Commune 2" in told
    assert "Transférer la compétence ?" in told
    assert "fini le 2 juin 2027 si la demande est reçue aujourd'hui" in told
    assert "ou le 3 juin 2027 dans la lecture la plus longue" in told
    assert "la décision de la commune est réputée favorable" in told
    assert "coordination@epci.test" in told
    assert "<script" not in page.text


async def test_receipt_acknowledged_on_3_march_2027_starts_the_clock_once_the_code_is_typed(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=2)
    secret = await town.mairie()
    asked = await town.post(f"/r/{secret}/demande/eau/reception", {"fonction": "maire", "recue_le": "03/03/2027"})
    assert asked.status_code == 303
    assert (await town.seat()).received_on is None
    shown = said((await town.get(asked.headers["location"])).text)
    assert "avoir reçu la demande le 3 mars 2027" in shown
    done = await town.post(asked.headers["location"], {"code": await town.code(secret)})
    assert done.status_code == 303
    told = said((await town.get(done.headers["location"])).text)
    assert "Réception enregistrée" in told
    assert "délibérez avant le 3 juin 2027" in told
    seat = await town.seat()
    assert (seat.received_on, seat.proof) == (day("2027-03-03"), Proof.PAGE)
    (by, event) = (await town.site.rows("SELECT by, event FROM journal WHERE kind = 'ReceiptRecorded'"))[0]
    assert by == f"lien:{(await town.known(secret)).id}"
    assert event["function"] == "maire"


async def test_an_answer_of_7_april_2027_is_recorded_with_its_file_and_the_receipt_of_the_request(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/reponse"
    prepared = await town.post(path, ANSWER, fichier=("délib/8.pdf", PDF, "text/html"))
    assert prepared.status_code == 303
    shown = said((await town.get(prepared.headers["location"])).text)
    assert "vous confirmez aussi avoir reçu la demande" in shown
    assert "11 pour, 2 contre, 0 abstention" in shown
    assert "8.pdf" in shown
    assert (await town.seat()).avis is None
    done = await town.post(prepared.headers["location"], {"code": await town.code(secret)})
    receipt = await town.get(done.headers["location"])
    assert "Délibération enregistrée, elle compte" in said(receipt.text)
    seat = await town.seat()
    assert seat.received_on == day("2027-04-07")
    avis = await town.avis()
    assert avis.sens is Sens.FAVORABLE
    assert (avis.votes_for, avis.votes_against, avis.abstentions) == (11, 2, 0)
    file = await town.get(f"/r/{secret}/demande/eau/documents/{avis.document}")
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-type"] == "application/pdf"
    paper = await town.get(f"{done.headers['location']}/recepisse.pdf")
    assert paper.content.startswith(b"%PDF")
    deposits = await town.site.rows("SELECT name, function, document IS NOT NULL FROM deposits")
    assert deposits == [("Camille Essai", "secrétaire de mairie", True)]
    assert await town.site.rows("SELECT 1 FROM drafts") == []
    journaled = await town.site.rows("SELECT event::text || by FROM journal")
    assert not any("Camille" in row[0] for row in journaled)


async def test_confirming_twice_on_7_april_2027_records_once(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    there = await town.prepare(secret)
    code = await town.code(secret)
    first, second = await town.post(there, {"code": code}), await town.post(there, {"code": code})
    assert first.headers["location"] == second.headers["location"]
    assert (await town.get(there)).headers["location"] == first.headers["location"]
    assert await town.site.rows("SELECT count(*) FROM journal WHERE kind = 'AvisRecorded'") == [(1,)]


async def test_a_wrong_code_says_how_many_attempts_are_left_then_asks_for_another(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    there = await town.prepare(secret)
    code = await town.code(secret)
    wrong = "000000" if code != "000000" else "111111"
    assert "Le code a six chiffres" in said((await town.post(there, {"code": "12"})).text)
    for left in (
        "il vous reste 4 essais",
        "il vous reste 3 essais",
        "il vous reste 2 essais",
        "il vous reste un essai",
    ):
        answer = await town.post(there, {"code": wrong})
        assert answer.status_code == 422
        assert left in said(answer.text)
    assert "Ce code ne sert plus" in said((await town.post(there, {"code": wrong})).text)
    assert "Ce code ne sert plus" in said((await town.post(there, {"code": code})).text)
    assert (await town.seat()).avis is None
    town.clock.at += timedelta(minutes=1)
    assert (await town.post(f"{there}/code")).headers["location"] == there
    assert (await town.post(there, {"code": await town.code(secret)})).status_code == 303


async def test_a_code_of_10_h_expires_at_10_h_15_and_another_confirms(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    there = await town.prepare(secret)
    code = await town.code(secret)
    town.clock.at += timedelta(minutes=16)
    assert "Ce code ne sert plus" in said((await town.post(there, {"code": code})).text)
    await town.post(f"{there}/code")
    assert (await town.post(there, {"code": await town.code(secret)})).status_code == 303


async def test_what_is_typed_in_a_second_window_takes_the_place_of_the_first(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    first = await town.prepare(secret)
    old = await town.code(secret)
    second = await town.prepare(secret, sens="defavorable")
    replaced = await town.get(first)
    assert replaced.status_code == 409
    assert "n'attend plus de confirmation" in said(replaced.text)
    assert (await town.post(first, {"code": old})).status_code == 409
    assert "Ce code" in said((await town.post(second, {"code": old})).text)
    assert (await town.post(second, {"code": await town.code(secret)})).status_code == 303
    assert (await town.avis()).sens is Sens.DEFAVORABLE


async def test_the_code_of_an_acknowledgement_does_not_confirm_an_answer(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    answering = await town.prepare(secret)
    await town.post(f"/r/{secret}/demande/eau/reception", {"fonction": "maire", "recue_le": "2027-04-06"})
    code = await town.code(secret)
    refused = await town.post(answering, {"code": code})
    assert "Ce code confirmait autre chose" in said(refused.text)
    assert (await town.seat()).avis is None


async def test_the_code_of_another_request_confirms_nothing(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    mine, theirs = await town.mairie("01002"), await town.mairie("01003")
    there = await town.prepare(mine)
    await town.prepare(theirs)
    own, others = await town.code(mine), await town.code(theirs)
    assert own == others or "Ce code n'est pas le bon" in said((await town.post(there, {"code": others})).text)
    assert (await town.post(there, {"code": own})).status_code == 303
    assert (await town.seat("01003")).avis is None


async def test_an_answer_that_lacks_its_choices_keeps_what_was_typed_and_says_each_thing(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    typed = {
        "votee_le": "31/02/2027",
        "numero": "2027-08",
        "pour": "onze",
        "contre": "2",
        "prefecture_le": "2027-05-01",
    }
    answer = await town.post(f"/r/{secret}/demande/eau/reponse", typed)
    assert answer.status_code == 422
    told = said(answer.text)
    assert "Rien n'est enregistré" in told
    for message in (
        "Choisissez le sens",
        "Cette date n'est pas lisible",
        "Écrivez un nombre entier, de 0 à 200",
        "Cette date n'est pas encore venue",
        "Écrivez votre nom",
        "Choisissez votre fonction",
    ):
        assert message in told
    assert 'value="2027-08"' in answer.text
    assert 'value="31/02/2027"' in answer.text
    assert 'href="#sens"' in answer.text
    assert "<title>Erreur" in answer.text
    assert await town.site.rows("SELECT 1 FROM codes") == []


async def test_a_file_that_is_not_what_its_name_says_is_refused(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/reponse"
    page = await town.post(path, ANSWER, fichier=("deliberation.pdf", b"<html>", "application/pdf"))
    assert page.status_code == 422
    assert "Joignez un PDF" in said(page.text)
    heavy = PDF + b"\0" * (10 * 1024 * 1024)
    page = await town.post(path, ANSWER, fichier=("deliberation.pdf", heavy, "application/pdf"))
    assert page.status_code == 422
    assert "dix mégaoctets au plus" in said(page.text)
    assert await town.site.rows("SELECT 1 FROM documents") == []


async def test_an_answer_is_corrected_until_the_end_and_each_version_is_kept(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    await town.deposit(secret)
    page = await town.get(f"/r/{secret}")
    assert 'value="favorable" checked' in page.text
    assert "Corriger la délibération enregistrée" in said(page.text)
    same = await town.post(f"/r/{secret}/demande/eau/reponse", ANSWER)
    assert "déjà enregistrée telle quelle" in said(same.text)
    town.clock.at += timedelta(days=1)
    await town.deposit(secret, sens="defavorable")
    seat = await town.seat()
    assert (await town.avis()).sens is Sens.DEFAVORABLE
    assert (len(seat.versions), seat.deposits) == (1, 2)


async def test_a_vote_of_the_delay_deposited_on_20_june_2027_rectifies_the_silence_that_came_first(town: Town) -> None:
    await consulted(town)
    received = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", received)
    secret = await town.mairie()
    town.clock.at += timedelta(days=109)
    await town.site.pass_time(WATER, "2027-06-20")
    assert (await town.seat()).silence is not None
    page = said((await town.get(f"/r/{secret}")).text)
    assert "Le délai est fini" in page
    told = said((await town.deposit(secret, votee_le="2027-05-20")).text)
    assert "Le silence avait été constaté le 4 juin 2027" in told
    assert "la date du vote décide" in told


async def test_a_vote_after_the_delay_is_kept_and_not_counted(town: Town) -> None:
    await consulted(town)
    received = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", received)
    secret = await town.mairie()
    town.clock.at += timedelta(days=109)
    await town.site.pass_time(WATER, "2027-06-20")
    there = await town.prepare(secret, votee_le="2027-06-15")
    assert "conservée, non comptée" in said((await town.get(there)).text)
    done = await town.post(there, {"code": await town.code(secret)})
    told = said((await town.get(done.headers["location"])).text)
    assert "Délibération conservée, non comptée" in told
    assert "Votre délibération est arrivée après" in told


async def test_thirty_days_after_the_delay_the_page_only_shows_and_says_what_to_do(town: Town) -> None:
    await consulted(town)
    received = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", received)
    town.clock.at += timedelta(days=123)
    secret = await town.mairie()
    page = await town.get(f"/r/{secret}")
    assert "Le dépôt en ligne a fermé le 3 juillet 2027" in said(page.text)
    assert "/reponse" not in page.text
    posted = await town.post(f"/r/{secret}/demande/eau/reponse", ANSWER)
    assert posted.headers["location"] == f"/r/{secret}/demande/eau"
    assert await town.site.rows("SELECT 1 FROM drafts") == []


async def test_nobody_sees_what_another_commune_answered(town: Town) -> None:
    await consulted(town)
    reserve = "Sous réserve du maintien de la régie"
    for commune in ("01001", "01003"):
        avis = RecordAvis(commune=commune, sens=Sens.DEFAVORABLE, voted_on=day("2027-03-04"), reserve=reserve)
        await town.tell(WATER, "2027-03-05", avis)
    secret = await town.mairie()
    told = said((await town.get(f"/r/{secret}")).text)
    assert reserve not in told
    assert "Commune 1" not in told
    assert "Commune 3" not in told


async def test_without_a_worker_the_receipt_says_that_it_is_recorded_and_under_way(idle: Town) -> None:
    await consulted(idle)
    idle.clock.at += timedelta(days=37)
    secret = await idle.mairie()
    there = await idle.prepare(secret)
    done = await idle.post(there, {"code": await idle.code(secret)})
    told = said((await idle.get(done.headers["location"])).text)
    assert "en cours de traitement" in told
    assert "Actualiser cette page" in told
    await idle.site.store.advance(WATER, idle.clock.at)
    assert "elle compte" in said((await idle.get(done.headers["location"])).text)


async def test_the_model_of_a_deliberation_is_filled_in_for_the_commune(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    assert "Modèle de délibération" in said((await town.get(f"/r/{secret}")).text)
    model = await town.get(f"/r/{secret}/demande/eau/modele.docx")
    assert model.status_code == 200
    assert model.content.startswith(b"PK")
    assert "attachment" in model.headers["content-disposition"]


async def test_documents_joined_to_the_request_are_downloaded_from_the_page(town: Town) -> None:
    await consulted(town)
    kept = await town.site.house.desk.documents.keep(
        File(siren=SIREN, about=WATER, filename="projet.pdf", media_type="application/pdf", content=PDF, by="cli:test")
    )
    joined = AttachDocument(
        title="Projet de transfert",
        filename="projet.pdf",
        media_type="application/pdf",
        size=len(PDF),
        sha256=kept.sha256,
    )
    lost = joined.model_copy(update={"title": "Étude", "sha256": "0" * 64})
    await town.tell(WATER, "2027-03-01", joined, lost)
    secret = await town.mairie()
    told = said((await town.get(f"/r/{secret}")).text)
    assert "Projet de transfert , 1 ko" in told
    assert "Étude, à demander à la coordination" in told
    assert (await town.get(f"/r/{secret}/demande/eau/documents/{kept.sha256}")).content == PDF
    assert (await town.get(f"/r/{secret}/demande/eau/documents/{'0' * 64}")).status_code == 404


async def test_two_confirmations_at_the_same_instant_record_once(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    there = await town.prepare(secret)
    code = await town.code(secret)
    both = await asyncio.gather(*(town.post(there, {"code": code}) for _ in range(6)))
    assert {answer.status_code for answer in both} == {303}
    assert len({answer.headers["location"] for answer in both}) == 1
    assert await town.site.rows("SELECT count(*) FROM inbox WHERE command->>'kind' = 'RecordAvis'") == [(1,)]


async def test_ten_codes_a_day_then_the_page_says_to_wait(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    there = await town.prepare(secret)
    for _ in range(9):
        town.clock.at += timedelta(minutes=16)
        assert (await town.post(f"{there}/code")).headers["location"] == there
    town.clock.at += timedelta(minutes=16)
    refused = await town.post(f"{there}/code")
    assert refused.headers["location"] == f"{there}?code=trop"
    assert "dix codes en un jour" in said((await town.get(refused.headers["location"])).text)


async def test_a_file_that_is_replaced_before_it_is_confirmed_is_not_kept(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/reponse"
    await town.post(path, ANSWER, fichier=("a.pdf", PDF, "application/pdf"))
    page = said((await town.get(f"/r/{secret}")).text)
    assert "Déjà joint : a.pdf" in page
    await town.post(path, ANSWER | {"sens": "defavorable"})
    assert await town.site.rows("SELECT filename FROM documents") == [("a.pdf",)]
    await town.post(path, ANSWER, fichier=("b.png", b"\x89PNG\r\n\x1a\n", "image/png"))
    assert await town.site.rows("SELECT filename FROM documents") == [("b.png",)]
    await town.post(path, ANSWER | {"sans_fichier": "1"})
    assert await town.site.rows("SELECT filename FROM documents") == []


async def test_what_nobody_confirmed_in_a_month_is_forgotten(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    await town.post(f"/r/{await town.mairie('01003')}/demande/eau/reponse", ANSWER)
    async with town.site.house.engine.begin() as connection:
        await connection.execute(text("UPDATE drafts SET updated_at = updated_at - interval '31 days'"))
    await town.prepare(await town.mairie("01002"))
    assert await town.site.rows("SELECT about FROM drafts") == [(f"{WATER}#01002",)]


async def test_an_agreement_with_a_reserve_is_recorded_and_left_to_a_human(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    reserved = {"sens": "favorable_avec_reserves"}
    missing = await town.post(f"/r/{secret}/demande/eau/reponse", ANSWER | reserved)
    assert "Écrivez la réserve" in said(missing.text)
    told = said((await town.deposit(secret, **reserved, reserve="Sous réserve du maintien de la régie")).text)
    assert "Délibération enregistrée, à examiner" in told
    assert "Une personne dira comment elle compte" in told


async def test_a_receipt_that_came_meanwhile_from_elsewhere_is_told_as_such(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=2)
    secret = await town.mairie()
    asked = await town.post(f"/r/{secret}/demande/eau/reception", {"fonction": "maire", "recue_le": "2027-03-03"})
    code = await town.code(secret)
    await town.tell(
        WATER, "2027-03-03", RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.AUTRE)
    )
    late = await town.post(asked.headers["location"], {"code": code})
    assert late.status_code == 422
    assert "Rien n'est enregistré" in said(late.text)
    assert (await town.seat()).received_on == day("2027-03-02")
