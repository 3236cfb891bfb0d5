"""The shape of a procedure of law in which communes have a say."""

from enum import StrEnum

from domain.base import Day, Value
from domain.procedures.program import Act, Actor, FollowUp, Prerequisite
from domain.sources import Confidence, Source
from domain.territory import Nature as EpciNature


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
    CLETC = "cletc"  #: the same without the clause of the most populated commune (CGI 1609 nonies C IV)
    ACCORDS = "accords"  #: the agreement of each commune concerned


class CouncilRule(StrEnum):
    """How the EPCI's council adopts its délibération."""

    SIMPLE = "simple"  #: more votes for than against (L2121-20)
    DEUX_TIERS_SUFFRAGES = "deux_tiers_suffrages"  #: two thirds of the votes cast
    DEUX_TIERS_MEMBRES = "deux_tiers_membres"  #: two thirds of the members
    DEUX_TIERS = "deux_tiers"  #: two thirds, of what the text does not say: both are counted, a human decides
    DEUX_TIERS_MEMBRES_SI_DEFAVORABLE = "deux_tiers_membres_si_defavorable"  #: after an unfavourable avis (L5211-57)


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

    `delay_months` is `None` where the law sets no delay; `practice` is then what is done locally, which binds nobody.
    `deliberation_first`: the EPCI's council must have voted before the communes are notified. `closes_before_end`: the
    closing act may come as soon as the result is there. `prerequisites`: what must be entered before the communes are
    asked. `otherwise`: the act that closes when the communes have not given the result. `natures` and `financing`: the
    only EPCI to which it applies, every EPCI when empty; `lyon`: it applies to the métropole de Lyon too, which is no
    EPCI. `closing_months_after_renewal`: the closing act is due within so many months of the general renewal.
    `follow_ups`: what opens by itself once it is closed by its act; `afterwards`: what comes after it and has no length
    in law. `sender`: who transmits to the communes. `single_commune`: exactly one commune is concerned.
    `council_agrees`: the EPCI's council gives its agreement too, before or after the communes. `decides`: what the
    closing act does, as shown. `vote_source`: the text of the communes' vote and of what closes, where it is not known
    like the rest. `unsaid`: what the law leaves out.
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
    council_rule: CouncilRule = CouncilRule.SIMPLE
    council_source: Source | None = None
    prerequisites: tuple[Prerequisite, ...] = ()
    otherwise: ClosingAct | None = None
    otherwise_source: Source | None = None
    practice: str = ""
    practice_months: int | None = None
    natures: tuple[EpciNature, ...] = ()
    financing: str = ""
    applies_source: Source | None = None
    lyon: bool = False
    closing_months_after_renewal: int | None = None
    closing_deadline_source: Source | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    afterwards: tuple[Act, ...] = ()
    sender: Actor = Actor.PRESIDENT
    single_commune: bool = False
    council_agrees: bool = False
    decides: str = ""
    vote_source: Source | None = None
    unsaid: tuple[str, ...] = ()

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
        if self.silence is Silence.NEUTRE and self.nature is Nature.AVIS:
            return (
                "Passé ce délai, le silence ne vaut ni avis favorable ni avis défavorable, et le conseil communautaire "
                f"peut décider ({article})."
            )
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
