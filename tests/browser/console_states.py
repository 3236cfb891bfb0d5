"""The pages where one conducts a roadmap, and their acts, each in the states that it has."""

from collections.abc import Mapping
from typing import Final

from playwright.async_api import Page

from scripts.played import SIREN
from tests.browser.conftest import Served
from tests.browser.state import Act, State

_MANDATE: Final = f"mandate/{SIREN}/2026"


def act(name: str, stream: str, commune: str = "") -> str:
    """The address of an act on `objective/F2.1`, of a commune if it wants one."""
    kind, _, key = stream.partition("/")
    whose = f"&commune={commune}" if commune else ""
    return f"/actes/{name}?flux={kind}/{SIREN}/{key}{whose}"


def sending(button: str, typed: Mapping[str, str] | None = None) -> Act:
    """Types in the fields of those names, and sends whatever browsers would say of it."""

    async def do(page: Page, site: Served) -> None:
        for name, text in (typed or {}).items():
            field = page.locator(f"[name={name}]").first
            if await field.get_attribute("type") in ("radio", "checkbox"):
                await page.locator(f"[name={name}][value='{text}']").check()
            else:
                await field.fill(text)
        await page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")
        async with page.expect_navigation():
            await page.get_by_role("button", name=button).first.click()

    return do


def following(link: str) -> Act:
    """Follows the link that says this."""

    async def do(page: Page, site: Served) -> None:
        async with page.expect_navigation():
            await page.get_by_role("link", name=link).first.click()

    return do


async def _all_open(page: Page, site: Served) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


_SEE: Final = "Voir ce qui va se passer"

#: An objective in an axis; the mandate of an EPCI that has nothing else, and its roadmap begun.
_ADD: Final = f"/actes/ajouter-objectif?flux={_MANDATE}&repere=A3"
_THERE: Final = "mandate/200034726/2026"
_BEGIN: Final = f"/actes/commencer-feuille-de-route?flux={_THERE}&siren=200034726"

#: The twelve acts of a coordinator and some others, each on something of 19 May 2028 that it can take hold of.
_ACTS: Final = {
    "ouvrir-consultation": act("ouvrir-consultation", "objective/F2.1"),
    "envoyer": act("envoyer", "consultation/pacte-voirie"),
    "noter-reception": act("noter-reception", "consultation/restitution-sport", "32044"),
    "saisir-deliberation": act("saisir-deliberation", "consultation/petite-enfance", "32044"),
    "qualifier": act("qualifier", "consultation/informatique", "32107"),
    "confirmer-silence": act("confirmer-silence", "consultation/schema", "32100"),
    "vote-du-conseil": act("vote-du-conseil", "consultation/pacte-voirie"),
    "cloturer": act("cloturer", "consultation/transfert-eau"),
    "noter-avancement": act("noter-avancement", "objective/F2.1"),
    "deplacer-echeance": act("deplacer-echeance", "objective/F2.1"),
    "approuver": act("approuver", "mandate/2026"),
    "lancer-evaluation": act("lancer-evaluation", "mandate/2026"),
    "conseils": act("conseils", "mandate/2026", "32107"),
    "obligation-faite": act("obligation-faite", "mandate/2026"),
    "suspendre": act("suspendre", "consultation/petite-enfance"),
    "joindre-document": act("joindre-document", "consultation/pacte-voirie"),
    "bloquer": act("bloquer", "objective/F2.1"),
}

#: The acts that amend an objective, and those of what was amended of it already.
_AMENDING: Final = {
    name: act(name, "objective/F2.1")
    for name in (
        *("modifier-fiche", "changer-pilote", "ajouter-etape", "ajouter-indicateur", "modifier-moyens"),
        "noter-moyens",
    )
}
_AMENDING_AGAIN: Final = {
    name: f"{act(name, 'objective/F2.1')}&repere={mark}"
    for name, mark in {
        "modifier-etape": "charte des usages",
        "abandonner-etape": "charte des usages",
        "reprendre-etape": "formation des agents",
        "modifier-indicateur": "I4",
        "ne-plus-suivre-indicateur": "I4",
        "suivre-indicateur": "I5",
    }.items()
}

CONSOLE: Final = (
    State("roadmap", "/feuille-de-route"),
    State("roadmap, late only", "/feuille-de-route?retard=oui"),
    State("roadmap, nothing but a mandate", "/feuille-de-route?siren=200034726", "two"),
    State("roadmap, a draft", f"/feuille-de-route?siren={SIREN}", "two"),
    State("act, objective to add", _ADD),
    State("act, objective to add, what will happen", _ADD, act=sending(_SEE, {"titre": "Paie commune"})),
    State("act, objective to add, its key is taken", _ADD, act=sending(_SEE, {"identifiant": "F3.1"})),
    State("act, objective to add, no axis", f"/actes/ajouter-objectif?flux={_THERE}&siren=200034726", "two"),
    State("act, roadmap to begin", _BEGIN, "two"),
    State("act, roadmap to begin, badly asked", _BEGIN, "two", act=sending(_SEE)),
    State("act, roadmap to amend", act("modifier-feuille-de-route", "mandate/2026")),
    State(
        "act, roadmap to amend, an axis in use renamed",
        act("modifier-feuille-de-route", "mandate/2026"),
        act=sending(_SEE, {"axe_1_identifiant": "B1"}),
    ),
    State("consultations", "/consultations"),
    State("consultations, votes to qualify", "/consultations?etat=a-qualifier"),
    State("consultations, none", "/consultations?siren=200034726", "two"),
    State("simulation of a sending", "/consultations/pacte-voirie/simulation"),
    State("simulation of a sending, badly asked", "/consultations/pacte-voirie/simulation?envoi=x"),
    State("commune of a consultation, vote to qualify", "/consultations/informatique/communes/32107"),
    State("commune of a consultation, receipt to prove", "/consultations/restitution-sport/communes/32044"),
    State("commune of a consultation, silent", "/consultations/schema/communes/32100"),
    State("consultation, the silent communes", "/consultations/transfert-eclairage?communes=silencieuses"),
    State("duties", "/obligations"),
    State("duties, of another year", "/obligations?annee=2027"),
    State("actors", "/acteurs"),
    State("actors, of the EPCI", "/acteurs/epci"),
    State("actor, a commune", "/acteurs/communes/32107"),
    State("contact to add", "/acteurs/contacts/ajouter?role=maire&commune=32107"),
    State("actors, addresses refused", "/acteurs?filtre=refusees"),
    State("contact to replace", "/acteurs/contacts/remplacer?role=mairie&commune=32107"),
    State("evaluations", "/evaluations"),
    State("journal, what answers", "/journal?q=eau+potable"),
    State("journal, nothing answers", "/journal?q=zzz"),
    State("journal, badly asked", "/journal?q=le&du=1"),
    State("settings", "/parametres"),
    State("settings, reminders", "/parametres/rappels"),
    State("settings, accounts", "/parametres/comptes"),
    State("settings, accounts, some", "/parametres/comptes", "lived"),
    State("settings, an account", "/parametres/comptes", "lived", act=following("Mia Petit")),
    State("settings, tokens, some", "/parametres/jetons", "lived"),
    State(
        "settings, token just made", "/parametres/jetons", "lived", act=sending("Créer le jeton", {"usage": "essai"})
    ),
    State("settings, accesses, some", "/parametres/acces", "lived"),
    State("own account, with its password", "/compte", "lived"),
    State("sign-in, with accounts", "/connexion", "lived"),
    State("first account, made already", "/premiers-pas", "lived"),
    State("evaluations, one recorded", "/evaluations", "lived"),
    State("evaluation, recorded", "/evaluations/2028-mi_mandat-1", "lived"),
    State("settings, account badly asked", "/parametres/comptes", act=sending("Inviter")),
    State("settings, tokens", "/parametres/jetons"),
    State("settings, accesses", "/parametres/acces"),
    State("own account", "/compte"),
    State("EPCI to open", "/ouvrir"),
    State("EPCI to open, found", "/ouvrir?q=pays"),
    State("EPCI to open, none found", "/ouvrir?q=zzzz"),
    State("EPCI to open, its mandate", "/ouvrir/200034726"),
    State("EPCI to open, bad dates", "/ouvrir/200034726?renouvellement=31/02/2026&fin=hier"),
    State("EPCI open already", f"/ouvrir/{SIREN}"),
    State("EPCI just opened", f"/ouvrir/ensuite?siren={SIREN}", "two"),
    State("import", "/importer"),
    State("import without a file", "/importer", act=sending(_SEE)),
    State("first account", "/premiers-pas"),
    State("password forgotten", "/mot-de-passe-oublie"),
    State("password link that is over", f"/mot-de-passe/{'A' * 43}"),
    *(State(f"act {name}", path) for name, path in _ACTS.items()),
    State(
        "act, what will happen",
        _ACTS["deplacer-echeance"],
        act=sending(_SEE, {"echeance": "2029-03", "motif": "Le marché est relancé"}),
    ),
    State("act, badly asked", _ACTS["saisir-deliberation"], act=sending(_SEE)),
    State("act, refused", _ACTS["cloturer"], act=sending(_SEE, {"le": "2028-02-01", "numero": "32-1"})),
    State("act, a step before the sending", act("acte-prealable", "consultation/pacte-voirie")),
    State("objective, amended", "/objectifs/F2.1", "lived", act=_all_open),
    State("roadmap, means of a year", "/feuille-de-route?axe=A2", "lived"),
    *(State(f"act {name}", path) for name, path in _AMENDING.items()),
    *(State(f"act {name}", path, "lived") for name, path in _AMENDING_AGAIN.items()),
    State(
        "act, fiche that changes",
        _AMENDING["modifier-fiche"],
        act=sending(_SEE, {"titre": "Informatique partagée", "risques": "recrutement", "motif": "Copil de mai"}),
    ),
    State("act, fiche badly asked", _AMENDING["modifier-fiche"], act=sending(_SEE, {"titre": ""})),
    State(
        "act, another pilote",
        _AMENDING["changer-pilote"],
        act=sending(_SEE, {"pilote": "archiviste", "motif": "Mobilité"}),
    ),
    State(
        "act, real means of a year",
        _AMENDING["noter-moyens"],
        act=sending(_SEE, {"etp": "1,6", "fonctionnement": "132 500,50"}),
    ),
    State("act, real means badly asked", _AMENDING["noter-moyens"], act=sending(_SEE, {"fonctionnement": "1.500"})),
    State("act, what a reached objective planned", act("modifier-fiche", "objective/F1.1")),
    State("act, plan of reminders", f"/actes/adapter-rappels?flux={_MANDATE}&repere=duty/duty_j30"),
    State("act, quiet week", f"/actes/semaine-calme?flux={_MANDATE}"),
)
