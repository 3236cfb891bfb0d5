"""`jalon`: what a coordinator and an operator do from a terminal. Each noun has its file in `terminal/`."""

from terminal import (
    account,
    consult,
    consult_acts,
    consult_life,
    consult_show,
    consult_why,
    contacts,
    doctor,
    documents,
    evaluation,
    export,
    journal,
    mandate,
    mandate_habits,
    mandate_show,
    objective,
    objective_amend,
    objective_show,
    remind,
    remind_sent,
    roadmap,
    service,
    simulate,
    status,
    tokens,
    web,
)
from terminal.exits import EXIT_CODES
from terminal.groups import group
from terminal.up.command import up

app = group(
    "Jalon tient la feuille de route d'un schéma de mutualisation : objectifs, consultations des communes, délais, "
    "relances, évaluation.",
    {
        "init": mandate.init,
        "import": roadmap.import_file,
        "export": export.export,
        "status": status.status,
        "progress": objective.progress,
        "evaluate": evaluation.evaluate,
        "up": up,
        "demo": service.demo,
        "worker": service.worker,
        "web": web.web,
        "migrate": service.migrate_database,
        "doctor": doctor.doctor,
        "version": service.version,
    },
    epilog="\n".join(("\b", *EXIT_CODES)),
)

_GROUPS = {
    "consult": group(
        "Consulter les communes : ouvrir, envoyer, noter réceptions et réponses, voter, clore.",
        {
            "open": consult.open_,
            "program": consult_why.program_,
            "step": consult_life.step,
            "send": consult.send,
            "receipt": consult.receipt,
            "answer": consult.answer,
            "qualify": consult.qualify,
            "confirm-silence": consult_life.confirm_silence,
            "annul": consult_life.annul,
            "departure": consult_life.departure,
            "suspend": consult_life.suspend,
            "resume": consult_life.resume,
            "extend": consult_life.extend,
            "council-vote": consult_acts.council_vote,
            "close": consult_acts.close,
            "cancel": consult_acts.cancel,
            "annulment": consult_acts.annulment,
            "reopen": consult_life.reopen,
            "document": documents.document,
            "why": consult_why.why,
            "show": consult_show.show,
            "list": consult_show.list_,
        },
    ),
    "simulate": group(
        "Simuler, sans rien enregistrer : majorité, délai, convocation, consultation, calendrier à rebours.",
        {
            "majority": simulate.majority,
            "deadline": simulate.deadline,
            "convocation": simulate.convocation,
            "consultation": simulate.consultation,
            "plan": simulate.plan,
        },
    ),
    "objective": group(
        "Un objectif : le montrer, dire ce qui lui arrive, modifier ce qu'en dit la feuille de route.",
        {
            "show": objective_show.show,
            "why": objective_show.why,
            "retain": objective.retain,
            "start": objective.start,
            "milestone": objective.milestone,
            "move-deadline": objective.move_deadline,
            "describe": objective_amend.describe,
            "assign": objective_amend.assign,
            "plan-milestone": objective_amend.plan_milestone,
            "give-up-milestone": objective_amend.give_up_milestone,
            "indicator": objective_amend.indicator,
            "drop-indicator": objective_amend.drop_indicator,
            "plan-means": objective_amend.plan_means,
            "record-means": objective_amend.record_means,
            "engage": objective.engage,
            "block": objective.block,
            "unblock": objective.unblock,
            "pause": objective.pause,
            "resume": objective.resume,
            "reach": objective.reach,
            "abandon": objective.abandon,
        },
    ),
    "mandate": group(
        "Le mandat : la feuille de route prise entière, ses obligations.",
        {
            "transmit": mandate.transmit,
            "withdraw": mandate.withdraw,
            "approve": mandate.approve,
            "move-end": mandate.move_end,
            "duties": mandate_show.duties,
            "duty": mandate.duty,
            "councils": mandate.councils,
            "reminders": mandate_habits.reminders,
            "adapt": mandate_habits.adapt,
            "quiet": mandate_habits.quiet,
        },
    ),
    "remind": group(
        "Les rappels : ce qui partira, et ce qui peut encore en être écarté, reporté ou envoyé.",
        {
            "forecast": remind.forecast,
            "list": remind.list_,
            "sent": remind_sent.sent,
            "skip": remind.skip,
            "snooze": remind.snooze,
            "now": remind.now,
        },
    ),
    "contact": group(
        "Les contacts : à qui Jalon écrit.",
        {
            "list": contacts.list_,
            "set": contacts.set_,
            "replace": contacts.replace,
            "erase": contacts.erase,
            "rhythm": contacts.rhythm,
        },
    ),
    "account": group(
        "Les comptes : qui se connecte aux pages, et ce que chacun peut y faire.",
        {
            "create": account.create,
            "list": account.list_,
            "role": account.role,
            "disable": account.disable,
            "password": account.password,
        },
    ),
    "token": group(
        "Les jetons : qui peut se servir de l'API et des pages.",
        {"create": tokens.create, "list": tokens.list_, "revoke": tokens.revoke},
    ),
    "journal": group(
        "Le journal : ce qui a été enregistré, et la preuve que rien n'y a été changé.",
        {"show": journal.show, "verify": journal.check},
    ),
}
for _name, _group in _GROUPS.items():
    app.add_typer(_group, name=_name)


def main() -> None:
    """Runs the command line and ends the process."""
    app()


if __name__ == "__main__":
    main()
