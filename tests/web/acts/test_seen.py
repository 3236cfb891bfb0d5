"""Two people who write in the same form at once: neither is undone unseen."""

import pytest

from domain.objective.amend_commands import DescribeObjective
from domain.objective.values import Described, Priority
from tests.web.acts.acting import Doer
from tests.web.acts.amended import NEW, entered, fiche
from web.acts.act import Field
from web.acts.seen import newer, seen_of

_ACT = "modifier-fiche"


@pytest.fixture
async def doer(doer: Doer) -> Doer:
    await entered(doer, why="Les dépôts sont pleins\net humides")
    return doer


async def meanwhile(doer: Doer, **changes: object) -> None:
    """Somebody else says the fiche anew."""
    known = Described.model_validate(dict(await doer.state(NEW)))
    await doer.it.tell(NEW, DescribeObjective(description=known.but(**changes), reason="Vu en copil"))


async def test_what_somebody_else_changed_elsewhere_in_the_form_is_kept(doer: Doer) -> None:
    typed = fiche(await doer.state(NEW)) | {"titre": "Archives mutualisées", "motif": "Le copil a revu l'action"}
    held = await doer.opens(_ACT, NEW)
    await meanwhile(doer, priority=Priority.ELEVEE)
    said, preview = await doer.sends(_ACT, NEW, typed, held)
    assert "Intitulé : « Archives communes » jusqu'ici, « Archives mutualisées » ensuite." in said
    assert "Priorité" not in said.split("Ce que vous avez saisi")[0]
    # And once more, between what will happen and its confirmation.
    await meanwhile(doer, why="Les dépôts sont pleins")
    await doer.sends(_ACT, NEW, {}, preview, "confirmer")
    state = await doer.state(NEW)
    assert (state.title, state.priority, state.why) == (
        "Archives mutualisées",
        Priority.ELEVEE,
        "Les dépôts sont pleins",
    )


@pytest.mark.parametrize("late", [False, True], ids=["before it is looked at", "before it is confirmed"])
async def test_what_both_changed_is_said_and_nothing_is_recorded_until_one_has_seen_it(doer: Doer, late: bool) -> None:
    typed = fiche(await doer.state(NEW)) | {"titre": "Archives mutualisées", "motif": "Le copil a revu l'action"}
    held, step = await doer.opens(_ACT, NEW), "verifier"
    if late:
        _, held = await doer.sends(_ACT, NEW, typed, held)
        typed, step = {}, "confirmer"
    await meanwhile(doer, title="Archives partagées")
    said, form = await doer.sends(_ACT, NEW, typed, held, step)
    assert "Quelqu'un d'autre a changé pendant que vous écriviez : « Intitulé de l'action »." in said
    assert (await doer.state(NEW)).title == "Archives partagées"
    again = fiche(await doer.state(NEW)) | {"titre": "Archives mutualisées", "motif": "Le copil a revu l'action"}
    said, preview = await doer.sends(_ACT, NEW, again, form)
    assert "Intitulé : « Archives partagées » jusqu'ici, « Archives mutualisées » ensuite." in said
    await doer.sends(_ACT, NEW, {}, preview, "confirmer")
    assert (await doer.state(NEW)).title == "Archives mutualisées"


async def test_both_who_write_the_same_do_not_hinder_each_other(doer: Doer) -> None:
    typed = fiche(await doer.state(NEW)) | {"titre": "Archives partagées", "priorite": "basse", "motif": "Vu"}
    held = await doer.opens(_ACT, NEW)
    await meanwhile(doer, title="Archives partagées")
    said, _ = await doer.sends(_ACT, NEW, typed, held)
    assert "Fiche modifiée : priorité." in said


def test_a_form_that_bears_no_mark_is_taken_as_it_is() -> None:
    fields = (Field("titre", "Titre", value="a"), Field("mot", "Mot", value="b"))
    assert newer(fields, {"titre": "c", "mot": "d"}, "") == ({}, [])
    assert newer(fields, {"titre": "c", "mot": "d"}, "titre-zz.rien") == ({}, ["Titre"])


def test_ends_of_lines_and_spaces_around_are_no_change() -> None:
    before = (Field("pourquoi", "Pourquoi", value="un\ndeux"),)
    after = (Field("pourquoi", "Pourquoi", value="trois"),)
    assert newer(after, {"pourquoi": "un\r\ndeux "}, seen_of(before)) == ({"pourquoi": "trois"}, [])
    assert newer(after, {"pourquoi": "quatre"}, seen_of(before)) == ({}, ["Pourquoi"])
    assert newer(before, {"pourquoi": "quatre"}, seen_of(before)) == ({}, [])
