"""`/sante` and `/pret`, asked by whoever looks after the process."""

from datetime import datetime

from sqlalchemy import text

from tests.domain.objective.objectives import plan
from tests.web.conftest import Site

F1 = "objective/200000001/F1"


async def test_a_process_that_lives_says_so_to_whoever_asks(site: Site) -> None:
    answer = await site.client.get("/sante")
    assert (answer.status_code, answer.json()) == (200, {"statut": "vivant"})


async def test_it_is_ready_when_the_database_is_and_time_passes(site: Site) -> None:
    answer = await site.client.get("/pret")
    assert (answer.status_code, answer.json()) == (200, {"statut": "prêt"})


async def test_it_is_not_ready_before_the_migrations_of_this_version(site: Site) -> None:
    for standing in ("UPDATE alembic_version SET version_num = '0001'", "DROP TABLE alembic_version"):
        async with site.house.engine.begin() as connection:
            await connection.execute(text(standing))
        answer = await site.client.get("/pret")
        assert answer.status_code == 503
        assert answer.json() == {"statut": "pas prêt", "raison": "la base de données n'est pas à la version de Jalon"}


async def test_it_is_not_ready_when_what_is_due_has_waited_for_five_minutes(site: Site) -> None:
    await site.tell(F1, "2026-03-01", plan("2026-09-01"))
    for due, status in (("4 minutes", 200), ("6 minutes", 503)):
        async with site.house.engine.begin() as connection:
            late = text("UPDATE streams SET next_due = clock_timestamp() - cast(:due AS interval)")
            await connection.execute(late, {"due": due})
        answer = await site.client.get("/pret")
        assert answer.status_code == status
    assert "Secrétariat" not in answer.text
    assert answer.json()["raison"] == "des échéances attendent depuis plus de cinq minutes"


async def test_it_is_ready_again_once_what_was_due_has_happened(site: Site) -> None:
    await site.tell(F1, "2026-03-01", plan("2026-09-01"))
    ((due,),) = await site.rows("SELECT next_due FROM streams")
    assert isinstance(due, datetime)
    assert (await site.client.get("/pret")).status_code == 503, "due long ago by the database's clock"
    await site.store.advance(F1)
    assert (await site.client.get("/pret")).status_code == 200
