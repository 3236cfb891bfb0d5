"""The words of a forecast: what each notice is called by itself, and why those that aim at no day leave."""

from typing import Final

from domain.notices import NoticeKind as Kind
from domain.people import Role

#: One notice of each kind.
TITLES: Final = {
    Kind.TRANSMISSION: "demande transmise",
    Kind.RECEIPT_MISSING: "accusé de réception demandé",
    Kind.AVIS_J60: "rappel à 60 jours",
    Kind.AVIS_J30: "rappel à 30 jours",
    Kind.AVIS_J15: "rappel à 15 jours",
    Kind.AVIS_J7: "rappel à 7 jours",
    Kind.AVIS_J2: "rappel à 2 jours",
    Kind.AVIS_CONVOCATION: "dernier jour de convocation",
    Kind.AVIS_EXTRA: "rappel ajouté par l'EPCI",
    Kind.DELIBERATION_AWAITED: "délibération demandée après le conseil",
    Kind.AVIS_RECEIPT: "récépissé de délibération",
    Kind.CODE: "code de confirmation",
    Kind.NEW_LINK: "lien renvoyé",
    Kind.RESULT: "résultat communiqué",
    Kind.CONSULTATION_SUSPENDED: "suspension annoncée",
    Kind.CONSULTATION_RESUMED: "reprise annoncée",
    Kind.CONSULTATION_EXTENDED: "prolongation annoncée",
    Kind.CONSULTATION_REOPENED: "réouverture annoncée",
    Kind.CALL_MAIRIE: "mairie à appeler",
    Kind.CALL_BEFORE_END: "mairie à appeler avant la fin du délai",
    Kind.COUNCILS_MISSING: "commune sans conseil connu dans son délai",
    Kind.ADDRESS_REFUSED: "adresse refusée",
    Kind.SILENCE_RECORDED: "silence constaté",
    Kind.SILENCE_TO_CONFIRM: "silence à confirmer",
    Kind.AVIS_TO_QUALIFY: "vote à qualifier",
    Kind.CONSULTATION_ENDED: "consultation terminée",
    Kind.OBJECTIVE_J60: "échéance d'objectif à 60 jours",
    Kind.OBJECTIVE_J30: "échéance d'objectif à 30 jours",
    Kind.OBJECTIVE_J7: "échéance d'objectif à 7 jours",
    Kind.OBJECTIVE_LATE: "objectif en retard",
    Kind.OBJECTIVE_EXTRA: "rappel d'objectif ajouté par l'EPCI",
    Kind.MILESTONE_J15: "étape à 15 jours",
    Kind.MILESTONE_LATE: "étape en retard",
    Kind.PROGRESS_ASKED: "nouvelles demandées",
    Kind.PROGRESS_AGAIN: "nouvelles redemandées",
    Kind.PROGRESS_SILENT: "objectif sans nouvelles",
    Kind.DUTY_J30: "obligation à 30 jours",
    Kind.DUTY_J7: "obligation à 7 jours",
    Kind.DUTY_EXTRA: "rappel d'obligation ajouté par l'EPCI",
    Kind.DIGEST: "point de la semaine",
    Kind.EVALUATION_RECORDED: "évaluation enregistrée",
}

#: Why it leaves, where no day that it aims at says so.
REASONS: Final = {
    Kind.TRANSMISSION: "la demande part aux communes",
    Kind.RESULT: "la consultation est close",
    Kind.CONSULTATION_SUSPENDED: "la consultation est suspendue",
    Kind.CONSULTATION_RESUMED: "la consultation reprend",
    Kind.CONSULTATION_EXTENDED: "la réponse souhaitée est reportée",
    Kind.CONSULTATION_REOPENED: "la consultation est rouverte",
    Kind.AVIS_TO_QUALIFY: "un vote demande une décision humaine",
    Kind.ADDRESS_REFUSED: "un courriel est revenu",
    Kind.RECEIPT_MISSING: "aucune preuve de réception n'est entrée",
    Kind.CALL_MAIRIE: "aucune preuve de réception n'est entrée",
    Kind.SILENCE_RECORDED: "le délai finit sans délibération reçue",
    Kind.SILENCE_TO_CONFIRM: "un silence présumé se vérifie auprès de la mairie",
    Kind.CONSULTATION_ENDED: "plus rien n'est attendu des communes",
    Kind.OBJECTIVE_LATE: "l'échéance est passée",
    Kind.PROGRESS_ASKED: "aucune nouvelle depuis 90 jours",
    Kind.DIGEST: "chaque semaine où il y a quelque chose à dire",
}

#: The function in which somebody is written to.
FUNCTIONS: Final = {
    Role.MAIRIE: "mairie",
    Role.MAIRE: "maire",
    Role.SECRETAIRE: "secrétaire de mairie",
    Role.REFERENT: "référent de la commune",
    Role.COORDINATEUR: "coordination",
    Role.PILOTE: "pilote",
    Role.PRESIDENT: "président de l'EPCI",
}
