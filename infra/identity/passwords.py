"""Passwords: which are taken, how they are kept, and whether one is right.

Kept with argon2id alone. A check costs the same whether there is an account or not, and never holds the others up.
"""

import asyncio
import string
import unicodedata
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: The rule, said before it is broken.
SHORTEST: Final = 12
LONGEST: Final = 200
RULE: Final = (
    f"{SHORTEST} caractères au moins ; des mots sans rapport entre eux conviennent. Ni une suite de touches, ni votre "
    "adresse, ni un mot de passe trop répandu."
)

_DISTINCT: Final = 5

#: Checks at once: each holds 64 MiB.
_AT_ONCE: Final = 4

_ROWS: Final = (
    *("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm"),
    *("1234567890azertyuiop", "1234567890qwertyuiop", "&é\"'(-è_çà)=azertyuiop"),
)

#: The words of the most used passwords: one, dressed with figures or with another of them, is no secret.
_WORDS: Final = (
    *("motdepasse", "motdepass", "password", "passwort", "passw0rd", "azerty", "azertyuiop", "qwerty", "qwertyuiop"),
    *("admin", "administrateur", "administrator", "bonjour", "soleil", "loulou", "doudou", "chouchou", "coucou"),
    *("jetaime", "iloveyou", "letmein", "welcome", "bienvenue", "secret", "changeme", "changezmoi", "jalon", "mairie"),
    *("commune", "mutualisation", "intercommunalite", "communaute", "france", "marseille", "dragon", "football"),
    *("princesse", "princess", "sunshine", "monkey", "master", "test", "user", "utilisateur", "demo", "root"),
)


class Checked(NamedTuple):
    """Whether a password is right, and what to keep of it from now on, when that changes."""

    right: bool
    kept_anew: str | None = None


def fault(password: str, *own: str) -> str:
    """Why the password is not taken, in French; empty when it is. `own`: what everybody knows of its holder."""
    text = _fold(password)
    if len(password) < SHORTEST:
        return f"Ce mot de passe est trop court : {SHORTEST} caractères au moins, il en a {len(password)}."
    if len(password) > LONGEST:
        return f"Ce mot de passe est trop long : {LONGEST} caractères au plus."
    if len(set(text)) < _DISTINCT or _is_a_run(text):
        return "Ce mot de passe est une suite de touches ou se répète : choisissez-en un autre."
    if any(_undressed(text) == _undressed(_fold(known)) for known in own if known):
        return "Ce mot de passe est votre adresse ou votre nom : choisissez-en un autre."
    if not _without_words(text):
        return "Ce mot de passe est trop répandu : choisissez-en un autre."
    return ""


class Passwords:
    """Keeps and checks them, a few at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, password: str) -> str:
        """What is kept of a password, from which nobody finds it again."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def check(self, kept: str | None, password: str) -> Checked:
        """Whether it is the one of which `kept` is kept; `None`: there is none, which takes as long to say."""
        if len(password) > LONGEST:
            return Checked(right=False)
        if kept is None:
            await self.keep(password)
            return Checked(right=False)
        async with self._room:
            right = await asyncio.to_thread(self._verify, kept, _normal(password))
        if right and self._hasher.check_needs_rehash(kept):
            return Checked(right=True, kept_anew=await self.keep(password))
        return Checked(right=right)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """The same for all the ways to type the same letters."""
    return unicodedata.normalize("NFKC", password)


def _fold(text: str) -> str:
    """Letters without accents nor capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each) and not each.isspace())


def _is_a_run(text: str) -> bool:
    """Whether it only follows keys, or repeats a few."""
    runs = (*_ROWS, *(row[::-1] for row in _ROWS))
    repeats = any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))
    return repeats or any(text in run * 2 for run in runs)


def _undressed(text: str) -> str:
    """Without the figures and signs that dress it."""
    return "".join(each for each in text if each.isalpha())


def _without_words(text: str) -> str:
    """What is left of its letters without the words that everybody uses."""
    left = _undressed(text.strip(_SIGNS).translate(_LEET))
    for word in sorted(_WORDS, key=len, reverse=True):
        left = left.replace(word, "")
    return left


#: What stands before or after a word to dress it.
_SIGNS: Final = string.digits + string.punctuation

#: Figures and signs that stand for letters.
_LEET: Final = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "@": "a", "$": "s", "5": "s"})
