"""Preferences, councils and calendars, by the link of a letter."""

from datetime import timedelta

from domain.consultation.commands import Proof, RecordAvis, RecordReceipt, Sens
from domain.mandate import DECIDER as MANDATES
from domain.mandate.commands import RecordCouncils
from domain.people import mairie
from infra.links import Purpose
from tests.domain.consultation.stories import day
from tests.infra.calendars import read
from tests.web.visitors.town import MANDATE, WATER, Town, consulted, said


async def _rhythm(town: Town, secret: str) -> str | None:
    contact = await town.site.house.desk.contacts.one((await town.known(secret)).contact_id)
    assert contact is not None
    return contact.rhythm


async def test_a_rhythm_is_chosen_and_kept(town: Town) -> None:
    await consulted(town)
    secret = await town.pilote()
    path = f"/r/{secret}/preferences"
    assert "Ce que la loi demande" in said((await town.get(path)).text)
    assert 'value="daily" checked' in (await town.get(path)).text
    assert (await town.post(path, {"rythme": "weekly"})).status_code == 303
    assert await _rhythm(town, secret) == "weekly"
    assert 'value="weekly" checked' in (await town.get(path)).text
    assert (await town.post(path, {"rythme": "jamais de la vie"})).status_code == 422
    await town.post(path, {"rythme": "none"})
    assert await _rhythm(town, secret) == "none"


async def test_a_commune_which_is_only_asked_what_it_owes_has_no_rhythm_to_choose(town: Town) -> None:
    await consulted(town)
    page = await town.get(f"/r/{await town.mairie()}/preferences")
    assert "s'arrête dès que vous avez répondu" in said(page.text)
    assert "rythme" not in page.text


async def test_mail_software_unsubscribes_in_one_click_without_a_page(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    path = f"/r/{secret}/preferences"
    nothing = await town.site.client.post(path, data={})
    assert nothing.status_code == 422
    assert await _rhythm(town, secret) is None
    town.clock.at += timedelta(days=400)
    done = await town.site.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert await _rhythm(town, secret) == "none"


async def test_the_address_of_a_calendar_which_agendas_show_unsubscribes_nobody(town: Town) -> None:
    await consulted(town)
    secret = await town.link(mairie("01002"), Purpose.CALENDAR, f"{WATER}#01002")
    said_all_the_same = await town.site.client.post(f"/r/{secret}/preferences", data={"List-Unsubscribe": "One-Click"})
    assert said_all_the_same.status_code == 200
    assert await _rhythm(town, await town.mairie()) is None


async def test_councils_given_on_3_march_2027_are_added_to_those_that_are_known(town: Town) -> None:
    await consulted(town)
    known = RecordCouncils(commune="01002", days=(day("2027-04-06"), day("2027-05-04")))
    await town.tell(MANDATE, "2027-03-01", known)
    town.clock.at += timedelta(days=2)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/conseils"
    assert "mardi 4 mai 2027 : n'aura pas lieu" in said((await town.get(f"/r/{secret}")).text)
    assert (await town.post(path, {"conseil_1": "18/05/2027", "annule": "2027-05-04"})).status_code == 303
    mandate = await town.site.house.snapshots.one(MANDATES, MANDATE)
    assert mandate.councils_of("01002") == (day("2027-04-06"), day("2027-05-18"))


async def test_councils_left_empty_past_or_out_of_the_mandate_are_said_and_change_nothing(town: Town) -> None:
    await consulted(town)
    town.clock.at += timedelta(days=2)
    secret = await town.mairie()
    path = f"/r/{secret}/demande/eau/conseils"
    for typed, message in (
        ({}, "Donnez au moins une date"),
        ({"conseil_1": "2027-01-05"}, "Donnez une date à venir"),
        ({"conseil_1": "2042-01-05"}, "après la fin prévue du mandat"),
    ):
        answer = await town.post(path, typed)
        assert answer.status_code == 422
        assert message in said(answer.text)
    mandate = await town.site.house.snapshots.one(MANDATES, MANDATE)
    assert mandate.councils_of("01002") == ()


async def _feed(town: Town, secret: str) -> str:
    page = await town.post(f"/r/{secret}/calendrier", {"agenda": "creer"})
    assert page.status_code == 200
    return "/calendrier/" + page.text.partition("/calendrier/")[2].partition("<")[0]


async def test_a_calendar_follows_the_delay_and_cancels_it_once_answered_on_6_april_2027(town: Town) -> None:
    await consulted(town)
    received = RecordReceipt(commune="01002", received_on=day("2027-03-02"), proof=Proof.COURRIEL)
    await town.tell(WATER, "2027-03-03", received)
    secret = await town.mairie()
    path = await _feed(town, secret)
    feed = await town.get(path)
    assert feed.headers["content-type"].startswith("text/calendar")
    (event,) = read(feed.text)
    assert (event["DTSTART"], event["STATUS"]) == ("20270601", "CONFIRMED")
    again = await town.site.client.get(path, headers={"If-None-Match": feed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await town.tell(WATER, "2027-04-06", RecordAvis(commune="01002", sens=Sens.FAVORABLE, voted_on=day("2027-04-06")))
    changed = await town.site.client.get(path, headers={"If-None-Match": feed.headers["etag"]})
    assert changed.status_code == 200
    (cancelled,) = read(changed.text)
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["UID"] == event["UID"]
    assert int(cancelled["SEQUENCE"]) > int(event["SEQUENCE"])


async def test_a_calendar_holds_the_date_of_the_letter_until_the_request_is_acknowledged(town: Town) -> None:
    await consulted(town)
    path = await _feed(town, await town.mairie())
    (event,) = read((await town.get(path)).text)
    assert event["DTSTART"] == "20270531"
    assert "Date valable si la demande est reçue le jour de son envoi" in event["DESCRIPTION"]


async def test_a_calendar_is_replaced_by_another_and_ended_on_demand(town: Town) -> None:
    await consulted(town)
    secret = await town.mairie()
    first = await _feed(town, secret)
    second = await _feed(town, secret)
    assert (await town.get(first)).status_code == 410
    assert (await town.get(second)).status_code == 200
    assert (await town.post(f"/r/{secret}/calendrier", {})).status_code == 422
    assert (await town.get(second)).status_code == 200
    await town.post(f"/r/{secret}/calendrier", {"agenda": "revoquer"})
    assert (await town.get(second)).status_code == 410
    assert (await town.get(f"/r/{secret}")).status_code == 200
