"""What is said once everything answers: where to go, with what, and where the rest is."""

from dataclasses import dataclass
from typing import assert_never

from domain.french import number, plural
from infra.embedded.ports import LOOPBACK
from infra.roadmaps.importing import ImportDone
from infra.transports import Maildir, MailTransport, Smtp
from terminal.show import say
from terminal.up.places import Doorway, Places


@dataclass(frozen=True)
class Welcome:
    """What there is to say. `imported`: the example, when it was loaded now; `inhabited`: somebody has an account."""

    places: Places
    doorway: Doorway
    temporal_ui_port: int
    mail: MailTransport
    imported: ImportDone | None
    inhabited: bool


def say_welcome(it: Welcome) -> None:
    """Tells it. The token itself is not shown: terminals are recorded, and looked at over a shoulder."""
    if it.imported:
        count = sum(stream.startswith("objective/") for stream in it.imported.streams)
        say(
            f"Exemple importé : {it.imported.epci.name}, {number(count)} {plural(count, 'objectif', 'objectifs')}"
            f"{', données fictives' if it.imported.synthetic else ''}."
        )
    if it.doorway.taken:
        say(f"Le port {it.doorway.taken} est déjà pris : les pages sont sur le port {it.doorway.port}.")
    say("Jalon est prêt :")
    say(f"  pages      {it.doorway.url}")
    if it.inhabited:
        say(f"  jeton      {it.places.token} (il ouvre tout, sans compte : gardez-le pour les secours)")
    else:
        say(f"  compte     {it.doorway.url}/premiers-pas (créez-y le premier compte)")
        say(f"  jeton      {it.places.token} (demandé pour le premier compte)")
    say(f"  Temporal   http://{LOOPBACK}:{it.temporal_ui_port}")
    say(f"  courriels  {_mail(it.mail)}")
    if isinstance(it.mail, Maildir):
        say(f"             {it.doorway.url}/courriels les montre, et leurs liens s'ouvrent")
    say(f"  données    {it.places.directory}")
    say("Ctrl-C arrête tout ; « jalon up » retrouvera tout.")


def _mail(transport: MailTransport) -> str:
    match transport:
        case Maildir(directory=directory):
            return f"{directory} (gardés là, rien ne part)"
        case Smtp(host=host, port=port):
            return f"confiés au relais {host}:{port}"
        case _:
            assert_never(transport)
