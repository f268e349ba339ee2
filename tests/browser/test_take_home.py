"""A run goes home as a file and comes back, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.slow
def test_a_file_that_was_taken_home_is_a_run_again_in_another_visit_and_only_once(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    page.goto(f"{app_url}/trainer?iterations=200&hidden=5")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("link", name="Compare your runs").click()
    button = page.locator(".st-key-download_npz button")
    expect(button).to_be_enabled()
    with page.expect_download() as download:
        button.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    other = page.context.new_page()
    other.goto(f"{app_url}/runs")
    place, said = other.locator(".st-key-load input[type=file]"), other.locator(".st-key-announced_load")
    place.set_input_files(file)
    expect(said).to_contain_text("Run 1, from a file is here: 200 iterations on sample")
    expect(other.locator(".st-key-runs")).to_contain_text("Run 1, from a file")
    (tmp_path / "cat.npz").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    place.set_input_files(tmp_path / "cat.npz")
    expect(said).to_contain_text("This is not the file of a training run: it is no .npz file.")
    place.set_input_files(file)
    expect(said).to_contain_text("Run 1, from a file is here")
    expect(other.locator(".st-key-runs tbody tr")).to_have_count(1)
    expect(other.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    in_memory = other.request.get(f"{app_url}/_stcore/metrics").text()
    assert "st_session_state" in in_memory
    assert "UploadedFileManager" not in in_memory, "the server has forgotten the bytes of all three"
    other.close()
