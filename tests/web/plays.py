"""What tests of the web look at: a transfert put to three communes."""

from domain.calendar import METROPOLE
from domain.consultation.commands import (
    OpenConsultation,
    Proof,
    RecordAvis,
    RecordCouncilVote,
    RecordReceipt,
    SendConsultation,
    Sens,
)
from domain.territory import Nature
from tests.domain.consultation.stories import day, electorate
from tests.web.conftest import Site

SIREN = "200000001"
WATER = f"consultation/{SIREN}/eau"


async def consulted(site: Site) -> None:
    """Sent on 1 March 2027 and received by two: one is for, one says nothing yet; the third has not acknowledged."""
    opening = OpenConsultation(
        siren=SIREN,
        epci_name="CC d'Exemple",
        nature=Nature.CC,
        place=METROPOLE,
        procedure="transfert_competence",
        title="Eau potable",
    )
    await site.tell(WATER, "2027-02-15", opening)
    await site.tell(
        WATER,
        "2027-03-01",
        RecordCouncilVote(voted_on=day("2027-02-25"), number="2027-12"),
        SendConsultation(sent_on=day("2027-03-01"), electorate=electorate(110, 100, 90)),
    )
    received = [_receipt(commune) for commune in ("01001", "01002")]
    await site.tell(WATER, "2027-03-02", *received)
    await site.tell(WATER, "2027-04-02", RecordAvis(commune="01001", sens=Sens.FAVORABLE, voted_on=day("2027-04-01")))


def _receipt(commune: str) -> RecordReceipt:
    return RecordReceipt(commune=commune, received_on=day("2027-03-02"), proof=Proof.COURRIEL)
