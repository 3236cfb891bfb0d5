"""What a consultation sent on a day would be, in CC de la Tenarèze: dates, obstacles, what a majority takes."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from domain.consultation import DECIDER
from domain.consultation.commands import OpenConsultation, RecordAvis, Sens
from domain.consultation.state import Consultation
from domain.councils import CommuneCouncils
from domain.errors import DomainError
from domain.mandate.state import Mandate
from domain.people import mairie
from domain.stream import Unfolding
from infra.contacts import Contact
from infra.reading.consultation_simulation import Takes, last_days, prepared
from infra.territories import load_epci

EPCI = load_epci("200067106")
SENT = date(2027, 3, 1)
AT = datetime(2027, 2, 1, 10, tzinfo=UTC)


def opened(procedure: str, communes: tuple[str, ...] = (), early: tuple[RecordAvis, ...] = ()) -> Consultation:
    unfolding = Unfolding(DECIDER, DECIDER.new(f"consultation/{EPCI.siren}/x"))
    opening = OpenConsultation(
        siren=EPCI.siren,
        epci_name=EPCI.name,
        nature=EPCI.nature,
        place=EPCI.place,
        procedure=procedure,
        title="Essai",
        communes=communes,
    )
    for command in (opening, *early):
        unfolding.command(command, AT)
    return unfolding.state


def test_what_stands_in_the_way_of_a_sending_of_1_march_2027_is_named() -> None:
    first, second, *_ = EPCI.communes
    mandate = Mandate(
        stream=f"mandate/{EPCI.siren}/2026",
        commune_councils=(
            CommuneCouncils(commune=first.insee, days=(date(2027, 4, 8),)),
            CommuneCouncils(commune=second.insee, days=(date(2027, 9, 9),)),
        ),
    )
    known = Contact(id=uuid4(), to=mairie(first.insee), address="mairie@jalon.example")
    found = prepared(opened("transfert_competence"), EPCI, mandate, (known,), SENT)
    assert last_days(found.simulation) == (date(2027, 6, 1), date(2027, 6, 2), date(2027, 6, 3))
    assert found.without == (second.name,)
    assert first.name not in found.unknown
    assert second.name not in found.unknown
    assert len(found.unreachable) == len(EPCI.communes) - 1
    assert found.simulation.communes[0].last_council == date(2027, 4, 8)


def test_a_majority_takes_less_once_communes_have_voted_before_they_are_asked() -> None:
    whole = prepared(opened("transfert_competence"), EPCI, None, (), SENT).takes
    assert whole is not None
    assert whole.size >= len(EPCI.communes) // 2
    assert len(whole.sets) <= 5
    assert whole.more
    by_size = sorted(EPCI.communes, key=lambda one: -one.population.totale)
    early = tuple(
        RecordAvis(commune=one.insee, sens=Sens.FAVORABLE, voted_on=date(2027, 1, 15)) for one in by_size[:10]
    )
    less = prepared(opened("transfert_competence", early=early), EPCI, None, (), SENT).takes
    assert less is not None
    assert less.size == whole.size - 10


def test_agreements_and_avis_say_what_they_need() -> None:
    concerned = tuple(one.insee for one in EPCI.communes[:3])
    shared = prepared(opened("service_commun", concerned), EPCI, None, (), SENT)
    assert shared.takes is None
    assert shared.needs.startswith("Il faut l'accord de chacune des 3 communes concernées")
    assert [one.insee for one in shared.simulation.communes] == list(concerned)
    assert last_days(shared.simulation) == (None, None, None)
    assert "l'avis de chacune est simple" in prepared(opened("schema_mutualisation"), EPCI, None, (), SENT).needs


def test_what_consults_nobody_or_a_day_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(DomainError, match="aucune commune"):
        prepared(opened("biens_partages"), EPCI, None, (), SENT)
    with pytest.raises(DomainError, match="Choisissez un jour"):
        prepared(opened("transfert_competence"), EPCI, None, (), date(1901, 1, 1))


def test_the_smallest_sets_are_told_by_what_they_share_and_what_makes_each_another() -> None:
    sets = (("Condom", "Montréal", "Béraut"), ("Condom", "Montréal", "Fourcès"))
    takes = Takes(sentence="", size=3, sets=sets, more=True, indispensable=("Condom",))
    assert takes.shared == ("Condom", "Montréal")
    assert takes.distinct == (("Béraut",), ("Fourcès",))
    assert Takes(sentence="", size=0, sets=(), more=False, indispensable=()).shared == ()
