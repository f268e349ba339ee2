"""A run goes home as a file and comes back, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.slow
def test_a_file_that_was_taken_home_is_a_run_again_in_another_visit(page: Page, app_url: str, tmp_path: Path) -> None:
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
    other.locator(".st-key-bring_back input[type=file]").set_input_files(file)
    expect(other.locator(".st-key-bring_back")).to_contain_text("From a file: 200 iterations on sample")
    expect(other.locator(".st-key-runs")).to_contain_text("From a file")
    other.close()
