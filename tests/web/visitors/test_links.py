"""What a link opens, for how long, and what it never does by being looked at."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.consultation.commands import CancelConsultation, Proof, RecordReceipt
from domain.people import COORDINATEUR, mairie
from infra.links import Purpose
from tests.domain.consultation.stories import day
from tests.web.visitors.town import FROM_HERE, ROADS, SIREN, WATER, Forms, Town, consulted, opened, said

UNKNOWN = "A" * 43


async def test_a_filter_that_opens_every_link_and_sends_every_form_changes_nothing(town: Town) -> None:
    await consulted(town)
    await opened(town, ROADS, "Voirie")
    town.clock.at += timedelta(days=2)
    secret = await town.mairie()
    before = await town.counts()
    seen, waiting = set[str](), [f"/r/{secret}", f"/r/{secret}/preferences"]
    forms = list[tuple[str, str, dict[str, str]]]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert (await town.site.client.head(path)).status_code == (await town.get(path)).status_code
        page = Forms((await town.get(path)).text)
        forms += page.forms
        waiting += [link for link in page.links if link.startswith("/r/")]
    assert len(seen) >= 4
    assert len(forms) >= 8
    for _, action, fields in forms:
        await town.post(action, fields)
        await town.post(action, {**fields, "code": "123456"})
    after = await town.counts()
    allowed = {"visits"}
    assert {table for table in after if after[table] != before[table]} <= allowed


async def test_a_filter_that_sends_the_second_step_without_the_code_records_nothing(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    secret = await town.mairie()
    before = await town.counts()
    there = await town.prepare(secret)
    for _, action, fields in Forms((await town.get(there)).text).forms:
        await town.post(action, fields)
    after = await town.counts()
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {"visits", "drafts", "codes", "notices"}
    kinds = await town.site.rows("SELECT DISTINCT kind FROM notices WHERE express")
    assert kinds == [("code",)]


async def test_a_head_leaves_no_trace_and_a_get_leaves_one(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    await town.site.client.head(f"/r/{secret}")
    assert (await town.counts())["visits"] == 0
    await town.get(f"/r/{secret}")
    assert (await town.counts())["visits"] == 1


async def test_a_link_that_is_unknown_and_one_that_is_over_show_the_same_page(town: Town) -> None:
    await consulted(town)
    known = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", known)
    secret = await town.mairie()
    town.clock.at += timedelta(days=122)
    assert (await town.get(f"/r/{secret}")).status_code == 200
    town.clock.at += timedelta(days=1)
    over, unknown = await town.get(f"/r/{secret}"), await town.get(f"/r/{UNKNOWN}")
    assert (over.status_code, unknown.status_code) == (410, 410)
    assert over.text.replace(secret, UNKNOWN) == unknown.text
    assert "Recevoir un nouveau lien" in said(over.text)
    sent, nothing = [await town.post(f"/r/{one}/nouveau-lien") for one in (secret, UNKNOWN)]
    assert sent.text.replace(secret, UNKNOWN) == nothing.text
    assert "Si ce lien était le vôtre, un nouveau part" in said(sent.text)
    await town.post(f"/r/{secret}/nouveau-lien")
    rows = await town.site.rows("SELECT kind, about FROM notices WHERE express")
    assert rows == [("new_link", f"{WATER}#01002")]


async def test_a_link_that_replaces_one_that_is_over_shows_and_records_nothing_more(town: Town) -> None:
    await consulted(town)
    known = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", known)
    town.clock.at += timedelta(days=200)
    page = said((await town.get(f"/r/{await town.mairie()}")).text)
    assert "Le dépôt en ligne a fermé le 3 juillet 2027" in page


async def test_a_link_ends_when_the_address_of_the_mairie_changes(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    async with town.site.house.engine.begin() as connection:
        await connection.execute(text("UPDATE contacts SET address = 'autre@commune.test' WHERE commune = '01002'"))
    assert (await town.get(f"/r/{secret}")).status_code == 410
    assert (await town.post(f"/r/{secret}/demande/eau/reception", {"fonction": "maire"})).status_code == 410


async def test_a_link_ends_when_the_mayor_is_replaced_on_8_march_2027(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    await town.site.house.desk.contacts.erase((await town.known(secret)).contact_id)
    assert (await town.get(f"/r/{secret}")).status_code == 410
    await town.post(f"/r/{secret}/nouveau-lien")
    assert await town.site.rows("SELECT 1 FROM notices WHERE express") == []


@pytest.mark.parametrize("path", ["", "/preferences", "/demande/eau", "/demande/eau/recu/1", "/objectif/F1.1"])
async def test_no_page_opens_without_its_link(town: Town, path: str) -> None:
    await consulted(town)
    for secret in (UNKNOWN, "court", "../../etc", "%00"):
        assert (await town.get(f"/r/{secret}{path}")).status_code in (404, 410)


async def test_a_link_of_one_commune_opens_neither_the_receipt_nor_the_file_of_another(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=37)
    theirs, mine = await town.mairie("01003"), await town.mairie("01002")
    await town.deposit(theirs)
    ((number,),) = await town.site.rows("SELECT max(number) FROM inbox")
    assert (await town.get(f"/r/{theirs}/demande/eau/recu/{number}")).status_code == 200
    assert (await town.get(f"/r/{mine}/demande/eau/recu/{number}")).status_code == 404
    assert (await town.get(f"/r/{mine}/demande/eau/recu/{number}/recepisse.pdf")).status_code == 404


async def test_forms_of_other_sites_are_refused(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/reception"
    answer = await town.site.client.post(path, data={"fonction": "maire"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def test_the_link_of_the_letter_shows_everything_that_the_commune_owes(town: Town) -> None:
    await consulted(town)
    await opened(town, ROADS, "Voirie communale")
    secret = await town.mairie()
    page = await town.get(f"/r/{secret}")
    assert "Vos autres demandes" in said(page.text)
    assert f'href="/r/{secret}/demande/voirie"' in page.text
    other = await town.get(f"/r/{secret}/demande/voirie")
    assert "Voirie communale" in said(other.text)
    assert (await town.get(f"/r/{secret}/demande/inconnue")).status_code == 404


async def test_a_request_withdrawn_on_8_march_2027_says_that_nothing_is_left_to_do(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    await town.tell(WATER, "2027-03-08", CancelConsultation(reason="Erreur de délibération"))
    assert "Cette demande a été retirée" in said((await town.get(f"/r/{secret}")).text)


async def test_who_is_signed_in_on_the_console_opens_a_link_all_the_same(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    token = await town.site.house.tokens.create("coordination")
    await town.site.client.post("/connexion", data={"jeton": token}, headers=FROM_HERE)
    page = await town.get(f"/r/{secret}")
    assert page.status_code == 200
    assert "Se déconnecter" not in page.text


async def test_a_link_of_the_coordination_leads_to_its_preferences(town: Town) -> None:
    await consulted(town)
    secret = await town.link(COORDINATEUR, Purpose.READER, WATER, "coordination@epci.test")
    there = await town.get(f"/r/{secret}")
    assert there.headers["location"] == f"/r/{secret}/preferences"
    assert (await town.get(f"/r/{secret}/demande/eau")).status_code == 410


async def test_a_calendar_opens_no_page(town: Town) -> None:
    await consulted(town)
    secret = await town.link(mairie("01002"), Purpose.CALENDAR, f"{WATER}#01002")
    assert (await town.get(f"/r/{secret}")).status_code == 410
    assert SIREN not in (await town.get(f"/r/{secret}")).text


async def test_who_comes_back_to_the_address_of_a_form_finds_its_page(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    for form in ("reception", "reponse", "conseils"):
        there = await town.get(f"/r/{secret}/demande/eau/{form}")
        assert (there.status_code, there.headers["location"]) == (303, f"/r/{secret}/demande/eau")
    assert (await town.get(f"/r/{secret}/calendrier")).headers["location"] == f"/r/{secret}/preferences"
    assert (await town.get(f"/r/{UNKNOWN}/nouveau-lien")).headers["location"] == f"/r/{UNKNOWN}"


async def test_an_address_that_is_not_there_leads_back_to_the_page_of_the_link(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    lost = await town.get(f"/r/{secret}/demande/perdue")
    assert lost.status_code == 404
    assert f'href="/r/{secret}"' in lost.text
    assert "tableau de bord" not in said(lost.text)
