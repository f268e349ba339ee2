"""The page that compares runs, by keyboard: a question is answered by two networks, which stay."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pictures import still
from tests.browser.test_readers import open_page, violations


def test_a_question_trains_two_networks_that_are_compared_chosen_by_keyboard_and_kept_over_a_reload(
    page: Page, app_url: str
) -> None:
    open_page(page, f"{app_url}/runs")
    page.get_by_role("radio", name="the bold one, 1").click()
    expect(page.locator(".st-key-experiment_answer")).to_contain_text("Right.", timeout=60_000)
    table = page.locator(".st-key-runs table")
    rows, best = table.locator("tbody tr"), re.compile("^Run 2best$")
    expect(rows).to_have_count(2)
    expect(rows.first.locator("th")).to_have_text(best)
    assert violations(page) == []

    first = table.get_by_role("button", name="Run 1")
    first.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".st-key-verdict")).to_contain_text("learning rate 0.1, not 1")
    assert page.evaluate("document.activeElement.textContent") == "Run 1"
    label = page.locator(".st-key-runs_chart svg text", has_text="Run 2").last
    label.scroll_into_view_if_needed()
    still(page)
    place = label.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] - 2, place["y"] + place["height"] / 2)
    expect(table.get_by_role("button", name="Run 2")).to_have_attribute("aria-pressed", "true")

    accuracy = table.get_by_role("button", name="Test accuracy")
    accuracy.click()
    accuracy.click()
    expect(rows.last.locator("th")).to_have_text(best)
    moved = table.get_by_role("button", name="Run 2")
    for last in (False, True):
        moved.focus()
        accuracy.evaluate("title => title.click()")
        expect(rows.last if last else rows.first).to_contain_text("Run 2")
        expect(moved).to_be_focused()
    expect(table.locator("[aria-sort=ascending]")).to_have_text("Test accuracy")

    first.click()
    expect(page.locator(".st-key-verdict")).to_contain_text("learning rate 0.1, not 1")
    label.hover(force=True)
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Run 2")
    for curve in ("Loss", "Test accuracy"):
        page.get_by_role("radio", name=curve, exact=True).click()
        expect(page.locator(".st-key-runs_chart svg.marks")).to_contain_text(curve)
    expect(first).to_have_attribute("aria-pressed", "true")  # a line that is only pointed at is not chosen
    page.reload()
    expect(rows).to_have_count(2)
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".st-key-experiment_chosen")).to_have_count(0)
    expect(page.locator(".st-key-verdict")).to_contain_text("Only", ignore_case=True)
    table.get_by_role("button", name="Run 2").click()
    expect(table.get_by_role("button", name="Run 2")).to_have_attribute("aria-pressed", "true")

    for name in ("Anna", "Bert", "Run 2"):
        field = page.get_by_label("Its name")
        field.fill(name)
        field.press("Enter")
        expect(table.get_by_role("button", name=name, exact=True)).to_be_visible()
        expect(page.get_by_role("combobox", name="Which run")).to_have_value(name)

    page.get_by_role("button", name="Delete it").focus()
    for _ in range(4):  # held: each but the first is a repetition
        page.keyboard.down("Enter")
    expect(page.get_by_text("is deleted.")).to_be_visible()
    expect(rows).to_have_count(1)
    page.keyboard.up("Enter")
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(2)

    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    marks = table.locator(".mark:not(:empty)")
    ends = "mark => mark.closest('th').getBoundingClientRect().right - mark.getBoundingClientRect().right"
    assert marks.first.evaluate(ends) >= 0, "on a phone the mark is in its column, too"
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("radio", name="Loss").click()
    expect(page).to_have_url(re.compile("curve=Loss"))
    page.locator(".st-key-of_chosen").get_by_role("link", name="Look inside").click()
    expect(page).to_have_url(f"{app_url}/inside")
    expect(page.get_by_text(re.compile("Run 2: 50 hidden units, .* right"))).to_be_visible()
    page.locator(".st-key-see").get_by_role("radio", name="units").click()
    page.get_by_role("button", name="Another network").click()
    expect(page.get_by_text(re.compile("hidden units, .* right"))).to_be_visible()
    expect(page.get_by_role("button", name="Another network")).to_have_count(0)


def test_what_has_no_number_stands_last_whichever_way_the_table_is_sorted(page: Page) -> None:
    script, _, _ = Path("assets/runs.js").read_text(encoding="utf-8").partition("function build")
    rows = [{"number": number, "cells": [["", seconds]]} for number, seconds in enumerate((2.0, None, 1.0))]
    ordered = f"([rows, down]) => {{ {script} ; return sorted(rows, 0, down).map(({{ number }}) => number) }}"
    assert page.evaluate(ordered, [rows, False]) == [2, 0, 1]
    assert page.evaluate(ordered, [rows, True]) == [0, 2, 1]
