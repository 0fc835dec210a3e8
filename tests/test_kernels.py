import asyncio
import tempfile
import time

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets.config import Config

from otkit.server.kernels import LightKernelClient, LightKernelManager

PATIENCE = 30.0  # seconds; a busy machine is slow, not wrong


@pytest.fixture
def kernels():
    config = Config()
    config.KernelManager.transport = "ipc"
    config.MappingKernelManager.kernel_manager_class = "otkit.server.kernels.LightKernelManager"
    with tempfile.TemporaryDirectory() as short:  # a socket's path has at most 107 characters
        yield AsyncMappingKernelManager(config=config, connection_dir=short, root_dir=short)


async def client_of(kernels, kernel_id):
    client = kernels.get_kernel(kernel_id).client()
    client.start_channels()
    await client.wait_for_ready(timeout=PATIENCE)
    return client


def test_kernels_of_a_server_share_the_events_schema(kernels):
    one, other = (LightKernelManager(parent=kernels) for _ in range(2))
    assert one.event_logger is other.event_logger
    assert any("kernel_actions" in schema for schema in one.event_logger.schemas.schema_ids)


def test_a_manager_without_a_server_has_its_own_event_logger():
    assert LightKernelManager().event_logger is not LightKernelManager().event_logger


def test_a_client_is_ready_when_it_hears_the_kernel_and_nothing_older_is_left(kernels):
    async def story():
        kernel_id = await kernels.start_kernel()
        client = await client_of(kernels, kernel_id)
        assert type(client) is LightKernelClient
        assert not client.hb_channel.is_alive()
        request = client.execute("print('heard')")
        kinds = []
        while "stream" not in kinds:
            message = await client.get_iopub_msg(timeout=PATIENCE)
            assert message["parent_header"]["msg_id"] == request
            kinds.append(message["msg_type"])
        client.stop_channels()
        await kernels.shutdown_kernel(kernel_id, now=True)

    asyncio.run(story())


def test_a_client_does_not_wait_for_silence(kernels):
    async def story():
        kernel_id = await kernels.start_kernel()
        (await client_of(kernels, kernel_id)).stop_channels()
        times = []
        for _ in range(5):
            started = time.perf_counter()
            (await client_of(kernels, kernel_id)).stop_channels()
            times.append(time.perf_counter() - started)
        assert min(times) < 0.2
        await kernels.shutdown_kernel(kernel_id, now=True)

    asyncio.run(story())


def test_a_kernel_that_dies_before_it_is_ready_is_an_error(kernels):
    async def story():
        kernel_id = await kernels.start_kernel()
        manager = kernels.get_kernel(kernel_id)
        manager.stop_restarter()
        await manager.provisioner.kill()
        client = manager.client()
        client.start_channels()
        with pytest.raises(RuntimeError, match="died"):
            await client.wait_for_ready(timeout=PATIENCE)
        client.stop_channels()
        await kernels.shutdown_kernel(kernel_id, now=True)

    asyncio.run(story())


def test_a_kernel_that_never_answers_is_an_error_when_the_time_is_over(kernels):
    async def story():
        kernel_id = await kernels.start_kernel()
        client = await client_of(kernels, kernel_id)
        client.execute("import time; time.sleep(100)")
        with pytest.raises(RuntimeError, match="didn't respond in"):
            await client.wait_for_ready(timeout=0.1)
        client.stop_channels()
        await kernels.shutdown_kernel(kernel_id, now=True)

    asyncio.run(story())
