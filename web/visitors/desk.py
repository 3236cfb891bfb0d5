"""What the pages of a link work with beside the record: who comes, what they prepare, the files they join."""

from sqlalchemy.ext.asyncio import AsyncEngine

from infra.codes import Codes
from infra.contacts import Contacts
from infra.deposits import Deposits
from infra.documents import Documents
from infra.drafts import Drafts
from infra.express import Express
from infra.links import Links


class Desk:
    """The neighbours of the pages that are opened by a link, all on one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.links = Links(engine)
        self.codes = Codes(engine)
        self.express = Express(engine)
        self.contacts = Contacts(engine)
        self.drafts = Drafts(engine)
        self.documents = Documents(engine)
        self.deposits = Deposits(engine)
