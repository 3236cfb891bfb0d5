"""Passwords: which are taken, how they are kept, and what a wrong one costs."""

import pytest
from argon2 import PasswordHasher

from infra.identity.passwords import LONGEST, SHORTEST, Passwords, fault

GOOD = "trois chats gris et un fleuve"


@pytest.mark.parametrize(
    "password",
    [GOOD, "Lomagne-2028-piano", "correct horse battery", "éàüïéàüïx&#12", "jalon pour les communes de Gascogne"],
)
def test_a_long_enough_password_of_ones_own_is_taken(password: str) -> None:
    assert fault(password, "ana.lopez@epci.fr", "Ana Lopez") == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "trop court"),
        ("onze lettre", "trop court"),
        ("x" * (LONGEST + 1), "trop long"),
        ("aaaaaaaaaaaa", "se répète"),
        ("abcdabcdabcd", "se répète"),
        ("azertyuiopqs", "suite de touches"),
        ("012345678901", "suite de touches"),
        ("9876543210987", "suite de touches"),
        ("qwertyuiopas", "suite de touches"),
        ("motdepasse123", "trop répandu"),
        ("MotDePasse2028!", "trop répandu"),
        ("P@ssw0rd2028", "trop répandu"),
        ("Bonjour12345", "trop répandu"),
        ("mairie-commune", "trop répandu"),
        ("ana.lopez@epci.fr", "votre adresse"),
        ("Ana Lopez 1984", "votre adresse ou votre nom"),
    ],
)
def test_a_password_that_others_would_find_is_refused_with_the_reason(password: str, said: str) -> None:
    assert said in fault(password, "ana.lopez@epci.fr", "Ana Lopez")


async def test_a_password_is_kept_with_argon2id_and_found_right_however_its_accents_are_typed() -> None:
    them = Passwords()
    kept = await them.keep("été à la mairie")
    assert kept.startswith("$argon2id$")
    assert "mairie" not in kept
    assert (await them.check(kept, "e\u0301te\u0301 a\u0300 la mairie")).right
    assert not (await them.check(kept, "Été à la mairie")).right
    assert (await them.keep(GOOD)) != (await them.keep(GOOD))


async def test_a_password_kept_with_weaker_parameters_is_kept_anew_once_it_is_right() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    them = Passwords()
    checked = await them.check(weak, GOOD)
    assert checked.right
    assert checked.kept_anew is not None
    assert await them.check(checked.kept_anew, GOOD) == (True, None)
    assert await them.check(weak, "un autre que celui-là") == (False, None)


async def test_where_there_is_no_account_a_password_is_hashed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    def hashing(self: PasswordHasher, password: str) -> str:
        hashed.append(password)
        return "kept"

    monkeypatch.setattr(PasswordHasher, "hash", hashing)
    assert not (await Passwords().check(None, GOOD)).right
    assert hashed == [GOOD]


async def test_what_was_kept_wrongly_is_right_for_nobody() -> None:
    assert not (await Passwords().check("pas argon2", GOOD)).right
    assert not (await Passwords().check("$argon2id$v=19$", "x" * (LONGEST + 1))).right
    assert SHORTEST == 12
