"""The real receiver and its fake keep the same promises."""

from __future__ import annotations

import pytest

from flow_desktop.adapters.loopback import LoopbackReceiver
from flow_desktop.core.ports import CallbackReceiver
from tests.contracts.receiver_contract import ReceiverContract
from tests.fakes.receiver import FakeReceiver
from tests.support.loopback import new_receiver, page_name
from tests.support.raw_http import browse


class TestLoopbackReceiver(ReceiverContract):
    """On a real socket."""

    @pytest.fixture
    def receiver(self) -> LoopbackReceiver:
        return new_receiver()

    async def visit(self, receiver: CallbackReceiver, address: str) -> str:
        return page_name(await browse(address))


class TestFakeReceiver(ReceiverContract):
    """The fake that the flows' tests use."""

    @pytest.fixture
    def receiver(self) -> FakeReceiver:
        return FakeReceiver()

    async def visit(self, receiver: CallbackReceiver, address: str) -> str:
        assert isinstance(receiver, FakeReceiver)
        return await receiver.visit(address)
