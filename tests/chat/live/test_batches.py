"""What is handed in at once is written down in one transaction, in the order in which it came."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from chat.live.batches import PostBatches
from chat.log.posting import Accepted, Posted, Sent
from chat.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_storm_costs_a_few_transactions_and_keeps_its_order(chat, make_user):
    crowd = [await sync_to_async(make_user)(f"guest{number}") for number in range(12)]
    ticks: list[int] = []

    async def tell(accepted: Accepted) -> None:
        ticks.append(len(accepted.messages))

    batches = PostBatches(chat.show, tell, lambda: 0.1)
    sent = [
        Sent(text=f"line {turn} {one.username}", author=one.pk, client=f"c{turn}")
        for turn in range(8)
        for one in crowd
    ]
    outcomes = await asyncio.gather(*[batches.post(one) for one in sent])
    assert outcomes == [Posted(number) for number in range(1, len(sent) + 1)]
    assert (sum(ticks), len(ticks)) == (len(sent), 1), "they came in one moment"
    rows = await sync_to_async(lambda: list(Message.objects.order_by("number").values("text")))()
    assert [row["text"] for row in rows] == [one.text for one in sent]
