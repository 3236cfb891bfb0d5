"""The guards of what is handed over: complete locks, and no address of a package registry."""

from pathlib import Path

from scripts import guards

PINNED = "pydantic==2.14.3 ; python_version >= '3.11' \\\n    --hash=sha256:00\n"


def test_a_file_that_names_a_registry_is_found(tmp_path: Path) -> None:
    innocent, guilty = tmp_path / "a.md", tmp_path / "b.lock"
    innocent.write_text("rien à signaler")
    guilty.write_bytes(b"url = https://" + guards.REGISTRIES[0].upper() + b"/simple")
    assert list(guards.registries_named([innocent, guilty])) == [f"{guilty} nomme un registre de paquets"]


def test_a_pin_without_a_hash_is_found() -> None:
    assert list(guards.loose("a.lock", PINNED)) == []
    assert list(guards.loose("a.lock", f"{PINNED}rich==15.0.0\n")) == ["a.lock : sans empreinte : rich==15.0.0"]


def test_an_address_in_a_lock_is_found() -> None:
    assert list(guards.loose("a.lock", f"--index-url https://example.org\n{PINNED}"))


def test_a_lock_that_no_longer_gives_what_the_project_asks_is_found() -> None:
    assert list(guards.outdated("a.lock", PINNED, ["Pydantic[email]>=2.14,<3"])) == []
    assert list(guards.outdated("a.lock", PINNED, ["pydantic>=3", "rich>=15"])) == [
        "a.lock : pydantic>=3 demandé, 2.14.3 épinglé ; lancez « make lock »",
        "a.lock : rich>=15 demandé, rien épinglé ; lancez « make lock »",
    ]
