"""How templates are read: what is to be said is written once, and laid out as plain text and as HTML."""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.french import NO_BREAK_SPACE, long_day, plural, weekday_day
from infra.letters.texts import ITEM, bullets, fill, numbered, sentence, short, typed
from infra.papers.typed import clean


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=language == "html",
        undefined=StrictUndefined,
        finalize=typed,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "bullets": bullets,
        "day": long_day,
        "fill": fill,
        "numbered": numbered,
        "sentence": sentence,
        "short": short,
        "weekday": weekday_day,
    }
    environment.globals |= {"ITEM": Markup(ITEM), "nbsp": NO_BREAK_SPACE, "plural": plural}
    blocks = environment.get_template(f"blocks.{language}.j2").module
    environment.globals |= {name: macro for name, macro in vars(blocks).items() if not name.startswith("_")}
    return environment


#: The two layouts of every letter.
TEXT: Final = _environment("txt")
HTML: Final = _environment("html")


def said(environment: Environment, template: str, facts: dict[str, Any]) -> tuple[str, Markup]:
    """The title of a matter, which is the first line of its template, and its body laid out."""
    title, _, body = environment.get_template(template).render(facts).lstrip().partition("\n")
    return clean(title).strip(), Markup(body)
