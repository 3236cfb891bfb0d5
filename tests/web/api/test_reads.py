"""What the API tells of an EPCI beyond its objectives and consultations: the same as the pages."""

from domain.evaluation.commands import OpenEvaluation, PointType
from domain.mandate.commands import mandate_id
from tests.domain.mandate import mandates
from tests.domain.objective.objectives import day, plan
from tests.web.conftest import Site
from tests.web.plays import SIREN, consulted

MANDATE = mandate_id(SIREN, 2026)


async def test_an_epci_is_found_by_its_name_before_anything_of_it_is_open(site: Site) -> None:
    found = (await site.get("/epci", q="tenareze")).json()
    assert [one["siren"] for one in found["found"]] == ["243200417"]
    assert found["total"] == 1
    assert (await site.get("/epci")).status_code == 422


async def test_an_epci_is_opened_by_whoever_may_open_all_of_them_and_by_no_other(lively: Site) -> None:
    opening = mandates.opening()
    own = await lively.house.tokens.create("un EPCI", siren=SIREN)
    other = await lively.house.tokens.create("un autre", siren="200000002")
    assert (await lively.ask(MANDATE, opening, other)).status_code == 403
    opened = await lively.ask(MANDATE, opening, prefer="wait=5")
    assert opened.status_code == 200, opened.text
    assert (await lively.get("/mandates", own)).json()["items"][0]["year"] == 2026


async def test_the_dashboard_is_that_of_the_page(site: Site) -> None:
    await consulted(site)
    await site.tell(MANDATE, "2027-04-03", mandates.opening(), mandates.plan())
    await site.tell(f"objective/{SIREN}/F1", "2027-04-03", plan("2027-06", axis="A1"))
    board = (await site.get("/dashboard", siren=SIREN)).json()
    assert [axis["total"] for axis in board["axes"]] == [1, 0]
    assert board["consultations"][0]["awaited"] == ["Commune 2", "Commune 3"]
    assert (await site.get("/dashboard", siren="200000002")).status_code == 404


async def test_a_mandate_tells_its_duties_and_why_each_falls_due(site: Site) -> None:
    await site.tell(MANDATE, "2026-04-01", mandates.opening(), mandates.plan(mandates.mid_mandate()))
    assert (await site.get("/mandates", siren=SIREN)).json()["items"][0]["stream"] == MANDATE
    view = (await site.get("/mandates/2026", siren=SIREN)).json()
    assert [axis["key"] for axis in view["axes"]] == ["A1", "A2"]
    duty = next(one for one in view["duties"] if one["key"] == "rapport_activite-2026")
    assert (duty["due"], bool(duty["why"])) == ("2026-09-29", True)
    assert view["points"] == [{"type": "mi_mandat", "on": "2029-03-31"}]
    assert (await site.get("/mandates/2020", siren=SIREN)).status_code == 404
    assert (await site.get("/mandates/abc", siren=SIREN)).status_code == 422


async def test_evaluations_are_listed_and_read_whole(site: Site) -> None:
    assert (await site.get("/evaluations", siren=SIREN)).status_code == 404
    key = "2029-mi_mandat-1"
    asked = OpenEvaluation(
        siren=SIREN,
        epci_name="CC d'Exemple",
        place=mandates.opening().place,
        year=2029,
        type=PointType.MI_MANDAT,
        on=day("2029-03-31"),
        mandate=MANDATE,
        synthetic=True,
    )
    await site.tell(f"evaluation/{SIREN}/{key}", "2029-03-31", asked)
    (line,) = (await site.get("/evaluations", siren=SIREN)).json()["items"]
    assert (line["key"], line["status"], line["outcome"]) == (key, "collecting", None)
    assert (await site.get(f"/evaluations/{key}", siren=SIREN)).json()["mandate"] == MANDATE
    assert (await site.get("/evaluations/2029-rien-1", siren=SIREN)).status_code == 404


async def test_the_journal_is_searched_page_by_page_from_the_last_event_back(site: Site) -> None:
    await consulted(site)
    whole = (await site.get("/journal/search", siren=SIREN, limit=200)).json()
    assert whole["next_cursor"] is None
    seen: list[dict[str, str]] = []
    cursor = None
    while cursor is not None or not seen:
        page = (
            await site.get("/journal/search", siren=SIREN, limit=3, **({"cursor": cursor} if cursor else {}))
        ).json()
        seen += page["items"]
        cursor = page["next_cursor"]
    assert seen == whole["items"]
    assert seen[0]["recorded_at"] > seen[-1]["recorded_at"]
    asked = {"q": "2027-12", "of": "consultation", "first": "2027-03-01", "last": "2027-03-01"}
    (vote,) = (await site.get("/journal/search", siren=SIREN, **asked)).json()["items"]
    assert vote["kind"] == "CouncilVoteRecorded"
    for change in ({"of": "mandate"}, {"first": "2027-03-02", "last": ""}, {"by": "compte:"}, {"q": "archives"}):
        kept = {name: value for name, value in {**asked, **change}.items() if value}
        assert (await site.get("/journal/search", siren=SIREN, **kept)).json()["items"] == []
    assert (await site.get("/journal/search", siren=SIREN, first="hier")).status_code == 422
    assert (await site.get("/journal/search", siren=SIREN, cursor="rien")).status_code == 422
    assert (await site.get("/journal/search", siren=SIREN, q="de la")).status_code == 422
