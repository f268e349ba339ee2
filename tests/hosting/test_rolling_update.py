"""An update that does not come to its end says so."""

import pytest

from deploy import rolling_update


class Down(rolling_update.HAProxy):
    """One whose process is well, and is not taken back."""

    def __init__(self) -> None:
        super().__init__("nowhere")
        self.told: list[str] = []

    def tell(self, command: str) -> str:
        self.told.append(command)
        return ""

    def servers(self) -> dict[str, dict[str, str]]:
        status = "DOWN" if "set server apps/a state ready" in self.told else "UP"
        return {"a": {"addr": "127.0.0.1:8501", "status": status, "scur": "0"}}


def test_a_process_that_does_not_come_back_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolling_update, "SECONDS_TO_START", 0)
    monkeypatch.setattr(rolling_update, "_is_well", lambda address: True)
    proxy, restarted = Down(), list[int]()
    with pytest.raises(RuntimeError, match="a has not come back"):
        rolling_update.update(proxy, restarted.append, 0)
    assert restarted == [8501]
    assert not any("drain" in command for command in proxy.told), "one alone has nobody to send newcomers to"
