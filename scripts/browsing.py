"""A browser without a screen, and the pages served to it on this machine."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

#: Names under which systems install it. Playwright's own download is never used: its builds are not ours to pin.
_NAMES = ("chromium", "chromium-browser", "google-chrome")

NO_BROWSER = (
    "Pas de Chromium sur cette machine : les essais dans un navigateur sont passés. Installez-le "
    "(sous Debian ou Ubuntu : « apt-get install chromium »), puis relancez."
)


def chromium() -> str | None:
    """Where Chromium is installed, `None` when it is not."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Chromium. Raises `RuntimeError` in French when there is none."""
    path = chromium()
    if path is None:
        raise RuntimeError(NO_BROWSER)
    async with async_playwright() as playwright:
        # Root has no sandbox, and containers have little shared memory.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-lcd-text"]
        opened = await playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address (`http://127.0.0.1:port`) of the application, on a free port, in this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
