"""The gradients page in a browser: times come while one goes on reading, and stay."""

import pytest
from playwright.sync_api import Page, expect


def test_times_are_there_some_time_after_they_were_asked_for(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/gradients?hidden=1")
    page.get_by_text("backpropagation against the numerical gradient").click()
    # What is folded out in a few hundred milliseconds is out of reach until then, and may be scrolled in itself.
    page.wait_for_function("document.querySelector('details[open]')?.getAnimations({ subtree: true }).length === 0")
    page.get_by_role("button", name="Measure the times").click()
    expect(page.get_by_text("half of 25 tries")).to_have_count(4)
    expect(page.get_by_role("button", name="Measure the times again")).to_be_enabled()
    expect(page.get_by_text("could not be measured")).to_have_count(0)


# In a column of any width, what begins a line behind a formula.
BEGIN_A_LINE = """column => {
  const begins = formula => {
    const after = formula.nextSibling
    if (after?.nodeType !== Node.TEXT_NODE || !/^[,.;:)]/.test(after.data)) return false
    const sign = new Range()
    sign.setStart(after, 0)
    sign.setEnd(after, 1)
    const last = [...formula.querySelectorAll(".base")].at(-1)
    return sign.getBoundingClientRect().left < last.getBoundingClientRect().left
  }
  const found = []
  for (let width = 300; width < 700; width += 2) {
    column.style.width = `${width}px`
    found.push(...[...column.querySelectorAll(".katex")].filter(begins).map(formula => formula.nextSibling.data))
  }
  column.style.width = ""
  return found
}"""


@pytest.mark.parametrize("opened", ["gradients"], indirect=True)
def test_no_line_begins_with_the_comma_behind_a_formula(lesson: Page) -> None:
    assert lesson.locator(".st-key-numbers ul").first.evaluate(BEGIN_A_LINE) == []
