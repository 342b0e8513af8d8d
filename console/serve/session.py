"""One browser's console: a process of its own, read-only, that ends with the browser."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from console.serve.access import without_token

LEAVING_SECONDS = 5.0
"""How long a console may take to end after its browser has gone."""
MOST_CELLS = 500
"""The widest and the highest terminal that is drawn, in cells."""


class Session(AppService):
    """Speaks with one console in the packets of Textual's web driver."""

    def __init__(self, argv: Sequence[str], socket: Any, downloads: DownloadManager) -> None:
        write_bytes: Callable[[bytes], Awaitable[None]] = socket.send_bytes
        super().__init__(
            "",
            write_bytes=write_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=downloads,
        )
        self._argv = tuple(argv)

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        made: dict[str, str] = super()._build_environment(width, height)
        return without_token(made) | {"INFRA_CONSOLE_READ_ONLY": "true", "TEXTUAL_FPS": "30"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Without a shell: nothing of the command is interpreted."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height),
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Pass on what the console draws until it ends; the browser is told then, also where it just died."""
        await super().run()
        await self.remote_close()

    async def stop(self) -> None:
        """Ask it to leave, and end it if it does not."""
        process, passing_on = self._process, self._task
        if process is None or passing_on is None:
            return
        self._task = None
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        await self.send_meta({"type": "quit"})
        try:
            await asyncio.wait_for(process.wait(), LEAVING_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        await asyncio.wait([passing_on], timeout=LEAVING_SECONDS)

    async def hear(self, envelope: object) -> bool:
        """Hand on what the browser sends; whether it was something that browsers send."""
        match envelope:
            case ["stdin", str(data)]:
                try:
                    await self.send_bytes(data.encode())
                except UnicodeEncodeError:
                    # Half a sign: a browser sends whole ones.
                    return False
            case ["resize", {"width": int(width), "height": int(height)}]:
                await self.set_terminal_size(cells(width), cells(height))
            case ["blur", *_]:
                await self.blur()
            case ["focus", *_]:
                await self.focus()
            case _:
                return False
        return True


def cells(count: int) -> int:
    """A width or height that can be drawn."""
    return max(1, min(MOST_CELLS, count))
