"""An experiment is chosen by a chip, asks, and is answered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pictures import still


def chip(page: Page, title: str) -> None:
    page.locator(".st-key-experiment").get_by_text(title, exact=True).click()


def test_a_question_with_the_choices_of_the_last_one_is_not_answered_yet(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/softmax")
    answers = page.locator(".st-key-guess [role=radio]")
    chip(page, "Hot")
    answers.first.click()
    expect(page.locator(".st-key-guess [aria-checked=true]")).to_have_count(1)
    before = answers.all_inner_texts()
    chip(page, "Cold")
    expect(page.locator(".st-key-experiment_chosen")).to_contain_text("temperature of 0.2")
    still(page)
    assert answers.all_inner_texts() == before
    expect(page.locator(".st-key-guess [aria-checked=true]")).to_have_count(0)
    page.reload()
    answered = page.locator(".st-key-experiment").get_by_role("radio", name="Hot")
    expect(answered).to_have_css("--answered", re.compile("answered"))


def test_a_question_comes_in_sight_however_far_the_page_is_scrolled(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app_url}/gradients")
    page.locator(".st-key-experiment").wait_for()
    still(page)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 240)")
    chip(page, "At the bottom")
    question = page.locator(".st-key-experiment_chosen strong").first
    expect(question).to_be_in_viewport(ratio=1)
    still(page)
    expect(question).to_be_in_viewport(ratio=1)
    around = page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-experiment_chosen)")
    expect(around).to_have_css("position", "sticky")
    page.set_viewport_size({"width": 853, "height": 480})  # a laptop's at 150%: it would lie over the controls
    expect(around).to_have_css("position", "static")


@pytest.mark.parametrize("name", ["sigmoid", "losses", "inside?see=units", "trainer"])
def test_on_a_phone_a_press_brings_the_question_into_sight_and_then_its_answer(
    page: Page, app_url: str, name: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(f"{app_url}/{name}")
    chips = page.locator(".st-key-experiment [role=radio]")
    chips.first.wait_for()
    still(page)
    chips.first.click()
    answers = page.locator(".st-key-guess [role=radio]")
    expect(answers.last).to_be_in_viewport(ratio=1)
    still(page)
    stays = {"trainer": ".st-key-loss", "inside?see=units": ".st-key-sheet"}.get(name, ".st-key-figure")
    question, figure = page.locator(".st-key-experiment_chosen").bounding_box(), page.locator(stays).bounding_box()
    assert question is not None
    assert figure is not None
    room = 780 - figure["y"] - figure["height"]
    assert question["y"] >= figure["y"] + figure["height"] or question["height"] > room - 16, "it cannot be seen whole"
    answers.last.click()
    reason = page.locator(".st-key-experiment_answer p")
    expect(reason).to_be_in_viewport(ratio=1)
    still(page)
    expect(reason).to_be_in_viewport(ratio=1)
    if name != "trainer":  # which trains meanwhile
        chips.last.click()
        expect(chips.last).to_have_attribute("aria-checked", "true")
        expect(page.locator(".st-key-experiment_chosen strong").first).to_be_in_viewport(ratio=1)
