"""The steps of an objective amended on 19 May 2028: added, moved, renamed, given up, taken up again."""

from datetime import date

from domain.objective.values import Milestone
from domain.planned import parse_planned
from infra.embedded.postgres import EmbeddedPostgres
from tests.web.acts.acting import MANDATE, Doer, doing
from tests.web.acts.amended import NEW, REACHED, VOTED, entered
from tests.web.examples import IMPORTED

#: What is typed, and what is said of it.
_REFUSED: list[tuple[dict[str, str], str]] = [
    ({"nom": ""}, "Donnez le nom de l'étape."),
    ({"nom": "x" * 301}, "Ce texte est trop long : 300 caractères au plus"),
    ({"nom": "bilan", "prevue": "bientôt"}, "Cette échéance n'est pas lisible."),
    ({"nom": "convention"}, "s'appelle déjà « convention »"),
]


async def steps(doer: Doer) -> dict[str, Milestone]:
    return {step.name: step for step in (await doer.state(NEW)).milestones}


async def test_a_step_is_added_with_its_reminders_and_is_not_in_t0(doer: Doer) -> None:
    await entered(doer)
    typed = {"nom": "tri des fonds", "prevue": "30/11/2028", "dit_par": "copil"}
    preview = await doer.preview("ajouter-etape", NEW, typed)
    assert "Étape « tri des fonds » ajoutée, échéance 30 novembre 2028." in preview
    assert "rappels sont prévus, à partir du" in preview
    assert "n'est pas dans l'état initial (T0)" in preview
    assert "tri des fonds" not in await steps(doer)
    assert "L'étape est ajoutée." in await doer.does("ajouter-etape", NEW, typed)
    assert (await steps(doer))["tri des fonds"].deadline == parse_planned("2028-11-30")


async def test_a_step_for_after_the_deadline_or_for_a_day_that_is_past_is_told_as_such(doer: Doer) -> None:
    await entered(doer)
    late = await doer.preview("ajouter-etape", NEW, {"nom": "bilan", "prevue": "2030-T1"})
    assert "Elle est prévue après l'échéance de l'objectif (31 décembre 2029)." in late
    past = await doer.preview("ajouter-etape", NEW, {"nom": "bilan", "prevue": "2028-04"})
    assert "Ce jour est déjà passé" in past
    assert "l'évaluation ne la compte pas parmi ce qui était promis" in past
    assert "l'évaluation ne la compte pas" not in late
    undated = await doer.preview("ajouter-etape", NEW, {"nom": "bilan"})
    assert "Sans date, rien n'en est rappelé et elle n'est jamais en retard." in undated


async def test_a_step_that_cannot_be_added_is_told_why(doer: Doer) -> None:
    await entered(doer)
    for typed, told in _REFUSED:
        assert told in await doer.refused("ajouter-etape", NEW, typed)
    assert len(await steps(doer)) == 2


async def test_a_step_moves_with_a_reason_and_its_first_promise_stays_written(doer: Doer) -> None:
    await entered(doer)
    named = {"repere": "convention"}
    assert "Étape « convention », prévue : 30 juin 2029." in await doer.form("modifier-etape", NEW, **named)
    moved = {"nom": "convention", "prevue": "2029-09-30"}
    assert "Écrivez la raison" in await doer.refused("modifier-etape", NEW, moved, **named)
    preview = await doer.preview("modifier-etape", NEW, moved | {"motif": "Le conseil siège en septembre"}, **named)
    assert "La première date promise reste écrite : 30 juin 2029." in preview
    await doer.does("modifier-etape", NEW, moved | {"motif": "Le conseil siège en septembre"}, **named)
    step = (await steps(doer))["convention"]
    assert (step.deadline, step.promised_on(None)) == (parse_planned("2029-09-30"), parse_planned("2029-06-30"))
    assert "Promise d'abord pour : 30 juin 2029." in await doer.form("modifier-etape", NEW, **named)


async def test_a_name_is_corrected_without_a_reason_and_the_step_keeps_its_place(doer: Doer) -> None:
    await entered(doer)
    renamed = {"nom": "convention signée", "prevue": "2029-06-30"}
    assert "L'étape est modifiée." in await doer.does("modifier-etape", NEW, renamed, repere="convention")
    assert list(await steps(doer)) == ["état des lieux", "convention signée"]
    same = {"nom": "convention signée", "prevue": "2029-06-30"}
    assert "Rien ne changerait" in await doer.refused("modifier-etape", NEW, same, repere="convention signée")


async def test_a_step_is_given_up_with_a_reason_and_taken_up_again(doer: Doer) -> None:
    await entered(doer)
    named = {"repere": "convention"}
    assert "Écrivez pourquoi" in await doer.refused("abandonner-etape", NEW, {"le": "2028-05-18"}, **named)
    typed = {"motif": "Une charte suffit", "le": "2028-05-18"}
    preview = await doer.preview("abandonner-etape", NEW, typed, **named)
    assert "Rien n'en est plus rappelé" in preview
    assert "rappels prévus ne partiront plus." in preview
    assert "promise et non faite, une fois passé le jour promis (30 juin 2029)" in preview
    await doer.does("abandonner-etape", NEW, typed, **named)
    step = (await steps(doer))["convention"]
    assert (step.given_up_on, step.given_up_reason) == (date(2028, 5, 18), "Une charte suffit")
    assert "abandonnée depuis le 18 mai 2028 : reprenez-la d'abord" in await doer.form("modifier-etape", NEW, **named)
    assert "la coordination peut la reprendre d'abord" in await doer.form("etape-faite", NEW, **named)
    assert "convention" not in await doer.form("noter-avancement", NEW)
    await doer.does("reprendre-etape", NEW, {"prevue": "2029-10"}, **named)
    step = (await steps(doer))["convention"]
    assert (step.given_up_on, step.deadline) == (None, parse_planned("2029-10"))
    assert "Cette étape n'est pas abandonnée." in await doer.form("reprendre-etape", NEW, **named)


async def test_a_step_that_was_voted_and_is_given_up_is_said_to_count_as_not_done(
    postgres: EmbeddedPostgres, template_database: str
) -> None:
    """20 April 2026, then the vote of the same day; its T0 is frozen as the worker does."""
    async with doing(postgres, template_database, IMPORTED) as draft:
        await draft.does("transmettre", MANDATE, {"le": "2026-04-20"})
        named = {"repere": "signature"}
        before = await draft.preview("abandonner-etape", REACHED, {"motif": "Autrement", "le": "2026-04-20"}, **named)
        assert "promise et non faite" not in before
    async with doing(postgres, template_database, IMPORTED.replace(year=2027, month=5)) as voted:
        preview = await voted.preview("abandonner-etape", REACHED, {"motif": "Autrement", "le": "2027-05-20"}, **named)
        assert "L'évaluation la comptera promise et non faite, une fois passé le jour promis (20 août 2027)." in preview
        moved = {"nom": "signature", "prevue": "2027-12-31", "motif": "Autrement"}
        preview = await voted.preview("modifier-etape", REACHED, moved, **named)
        told = "L'évaluation la juge sur le jour promis lors de l'approbation, ou à sa saisie si elle est venue ensuite"
        assert f"{told} : 20 août 2027." in preview


async def test_a_step_that_is_done_or_unknown_is_not_changed(doer: Doer) -> None:
    await entered(doer)
    await doer.does("etape-faite", NEW, {"le": "2028-05-18"}, repere="état des lieux")
    for name in ("modifier-etape", "abandonner-etape"):
        assert "Cette étape est faite" in await doer.form(name, NEW, repere="état des lieux")
        assert "n'est pas, ou plus, dans cet objectif" in await doer.form(name, NEW, repere="autre")
        assert "n'est pas, ou plus, dans cet objectif" in await doer.form(name, VOTED)
