"""What has to survive in a chat: sockets cut at random, web processes killed, Redis restarted. In
the end everybody has the identical list: kill() counts what is lost or there twice.
"""

import asyncio
import random
import time
from collections.abc import Callable

from .chat_load.client import Client
from .figures import told

PATIENCE_SECONDS = 120.0


async def kill(
    *,
    clients: list[Client],
    messages: int,
    seconds: float,
    faults: list[Callable[[], None]],
    seed: int = 1,
) -> dict:
    """`faults` come one after the other, evenly over the time in which people write."""
    chance = random.Random(seed)
    lives = [asyncio.create_task(client.live()) for client in clients]
    await _until(lambda: all(client.opened for client in clients), "everybody is in")
    began = time.monotonic()
    trouble = asyncio.create_task(_trouble(faults, seconds))
    cutting = asyncio.create_task(_cut(clients, chance))
    for number in range(messages):
        await asyncio.sleep(max(0.0, began + seconds * number / messages - time.monotonic()))
        chance.choice(clients).send(f"c{number}", f"message {number}")
    await trouble
    cutting.cancel()
    await _settle(clients, messages)
    figures = _count(clients, messages)
    for life in lives:
        life.cancel()
    for client in clients:
        client.cut()
    return figures | {"kill_seconds": round(time.monotonic() - began, 1)}


async def _trouble(faults: list[Callable[[], None]], seconds: float) -> None:
    for fault in faults:
        await asyncio.sleep(seconds / (len(faults) + 1))
        await asyncio.get_running_loop().run_in_executor(None, fault)


async def _cut(clients: list[Client], chance: random.Random) -> None:
    while True:
        await asyncio.sleep(0.05)
        for client in chance.sample(clients, max(1, len(clients) // 100)):
            client.cut()


async def _settle(clients: list[Client], messages: int) -> None:
    def done() -> bool:
        newest = max(client.upto for client in clients)
        quiet = all(client.is_done and client.upto == newest for client in clients)
        return quiet and newest >= messages

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < deadline:
        await asyncio.sleep(1)
        for client in clients:
            client.again()


def _count(clients: list[Client], messages: int) -> dict:
    written = {name: number for client in clients for name, number in client.written.items()}
    lists = [client.entries for client in clients]
    wanted = set(written.values())
    lost = sum(len(wanted - {number for number, _text in one}) for one in lists)
    doubled = sum(len(one) - len({text for _number, text in one}) for one in lists)
    different = sum(one != lists[0] for one in lists)
    newest = max(client.upto for client in clients)
    behind = sum(client.upto < newest for client in clients)
    twice = sum(len(one) - len({number for number, _text in one}) for one in lists)
    told(f"newest {newest}, {behind} behind it, {twice} numbers twice")
    told(f"opened {sum(client.opened for client in clients)} times")
    return {
        "kill_written": len(written),
        "kill_unanswered": messages - len(written),
        "lost": lost,
        "doubled": doubled,
        "different_lists": different,
        "in_order": all(one == sorted(one) for one in lists),
    }


async def _until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.1)
