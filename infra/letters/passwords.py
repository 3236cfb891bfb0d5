"""The letter of a link by which somebody chooses a password."""

import re
from dataclasses import dataclass
from typing import Any, Final

from domain.french import typeset
from infra.letters.buttons import Button
from infra.letters.letter import Letter
from infra.letters.templating import HTML, TEXT, said

_TEMPLATE: Final = "password.j2"
_UNDER: Final = "La page demande un mot de passe, deux fois ; elle ne fait rien avant."


@dataclass(frozen=True)
class PasswordLetters:
    """Writes them. `reply_to` is the address, read by a person, to which the answers go."""

    reply_to: str

    def write(self, url: str, epci: str, *, invitation: bool) -> Letter:
        """The letter that leads to `url`, the page of the link. `epci`: the name of the EPCI where its reader has a
        role, empty when there are none or several."""
        facts: dict[str, Any] = {"invitation": invitation, "epci": epci}
        title, text = said(TEXT, _TEMPLATE, facts)
        _, html = said(HTML, _TEMPLATE, facts)
        subject = f"{epci or 'Jalon'} – {title}"
        frame = {
            "subject": subject,
            "titles": [title],
            "synthetic": False,
            "button": Button("Choisir mon mot de passe", url, _UNDER),
            "preferences": "",
            "greeting": "Bonjour,",
            "to_coordinator": True,
            "epci": epci,
            "reply_to": self.reply_to,
            "footer": "footer_account.j2",
        }
        written = TEXT.get_template("layout.txt.j2").render(frame, bodies=[text])
        return Letter(
            subject=typeset(subject),
            text=re.sub(r"\n{3,}", "\n\n", written).strip() + "\n",
            html=typeset(HTML.get_template("layout.html.j2").render(frame, bodies=[html])),
        )
