import pytest
import webhook as wire


@pytest.fixture(scope="module")
def webhook(tmp_path_factory):
    """One that all tests of a module share: what one test does to it must not hurt the next."""
    started = wire.Webhook(tmp_path_factory.mktemp("webhook"))
    yield started
    assert started.process.poll() is None, "it has died:\n" + "".join(started.log)
    started.ask()
    started.stop()


@pytest.fixture
def launch(tmp_path):
    """Starts one with flags of its own."""
    running = []

    def start(*flags, **options):
        running.append(wire.Webhook(tmp_path, *flags, **options))
        return running[-1]

    yield start
    for each in running:
        each.stop()
