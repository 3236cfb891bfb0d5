"""Which workflow carries each kind of id, and on which task queue."""

from activities.nudging import Route
from workflows.consultation import Consultation
from workflows.dispatch import Dispatch
from workflows.evaluation import Evaluation
from workflows.express import Express
from workflows.mandate import Mandate
from workflows.objective import Objective
from workflows.options import JALON, Queue, task_queue
from workflows.sleeper import Sleeper

#: The workflows of each task queue, by the first segment of their ids.
WORKFLOWS: dict[Queue, dict[str, type[Sleeper]]] = {
    Queue.STREAMS: {"objective": Objective, "consultation": Consultation, "mandate": Mandate},
    Queue.EVALUATION: {"evaluation": Evaluation},
    Queue.MAIL: {"dispatch": Dispatch},
    Queue.EXPRESS: {"express": Express},
}


def routes(installation: str = JALON) -> dict[str, Route]:
    """The route of each kind of id, by the first segment of the id."""
    return {
        kind: Route(workflow.__name__, task_queue(queue, installation), workflow.label)
        for queue, workflows in WORKFLOWS.items()
        for kind, workflow in workflows.items()
    }
