"""The shape of a procedure of law in which communes have a say."""

from enum import StrEnum

from domain.base import Day, Value
from domain.sources import Confidence, Source


class Consulted(StrEnum):
    """Which communes have a say."""

    MEMBERS = "members"  #: every member of the EPCI
    CONCERNED = "concerned"  #: those that the act concerns, named when the consultation opens
    NOBODY = "nobody"  #: the EPCI's council decides alone


class Nature(StrEnum):
    """What a commune gives."""

    AVIS = "avis"  #: a simple opinion: an unfavourable one does not block
    DECISION = "decision"  #: a vote that counts


class Silence(StrEnum):
    """What the law makes of a commune that says nothing."""

    FAVORABLE = "favorable"
    DEFAVORABLE = "defavorable"
    NEUTRE = "neutre"  #: the text is mute: silence is neither consent nor refusal


class Rule(StrEnum):
    """How the positions of the communes make a result."""

    AVIS_SIMPLE = "avis_simple"  #: none: the EPCI's council decides after the avis
    CREATION_EPCI = "creation_epci"  #: the qualified majority of L5211-5 II
    ACCORDS = "accords"  #: the agreement of each commune concerned


class ClosingAct(StrEnum):
    """The act that closes the procedure."""

    DELIBERATION = "deliberation"  #: of the EPCI's council
    ARRETE = "arrete"  #: of the préfet
    CONVENTION = "convention"  #: signed by all its parties


CLOSING_ACT_LABELS = {
    ClosingAct.DELIBERATION: "la délibération du conseil communautaire",
    ClosingAct.ARRETE: "l'arrêté préfectoral",
    ClosingAct.CONVENTION: "la signature de la convention",
}


class Procedure(Value):
    """One procedure as it stands from `applies_from` to `applies_until` (`None`: no bound that we know).

    `delay_months` is `None` where the law sets no delay. `deliberation_first`: the EPCI's council must have voted
    before the communes are notified. `closes_before_end`: the closing act may come as soon as the result is there.
    """

    id: str
    title: str
    source: Source
    consulted: Consulted
    nature: Nature
    rule: Rule
    silence: Silence
    closing: ClosingAct
    delay_months: int | None = None
    starts: str = ""
    deliberation_first: bool = False
    closes_before_end: bool = False
    early_closing_source: Source | None = None
    note: str = ""
    applies_from: Day | None = None
    applies_until: Day | None = None

    @property
    def word(self) -> str:
        """« avis » or « décision »: the word that the texts shown to a commune use."""
        return "avis" if self.nature is Nature.AVIS else "décision"

    @property
    def silence_effect(self) -> str:
        """The sentence, with its article, that says what silence does."""
        article = self.source.citation
        if self.delay_months is None:
            return f"La loi ne fixe pas de délai et le silence ne vaut ni accord ni refus ({article})."
        if self.silence is Silence.NEUTRE:
            return f"Passé ce délai, le silence ne vaut ni accord ni refus ({article})."
        ending = {
            (Nature.AVIS, Silence.FAVORABLE): "l'avis de la commune est réputé favorable",
            (Nature.AVIS, Silence.DEFAVORABLE): "l'avis de la commune est réputé défavorable",
            (Nature.DECISION, Silence.FAVORABLE): "la décision de la commune est réputée favorable",
            (Nature.DECISION, Silence.DEFAVORABLE): "la décision de la commune est réputée défavorable",
        }[self.nature, self.silence]
        return f"À défaut de délibération dans ce délai, {ending} ({article})."


def cgct(article: str, version: str, confidence: Confidence) -> Source:
    """A source in the code général des collectivités territoriales."""
    return Source(article=f"article {article} du CGCT", version=version, confidence=confidence)
