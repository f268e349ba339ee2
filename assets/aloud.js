// What a screen reader says by itself: words that change, and not those that follow what moves by itself. And which step
// of the course is this page.
const LIVE = ".st-key-verdict, .st-key-verdicts, .st-key-unit_sum, .st-key-answer, " +
  "[class*=st-key-announced], .st-key-class_heading, .st-key-of_unit, .st-key-of_cell"
const QUIET = "[class*=st-key-quiet]" // in one of these: words that follow what moves by itself
const ALERT = "[class*=st-key-alert]" // come with what they say

function readAloud(signal) {
  const announce = () => {
    for (const words of document.querySelectorAll(LIVE)) if (!words.ariaLive) words.ariaLive = "polite"
    for (const words of document.querySelectorAll(QUIET)) if (!words.ariaLive) words.ariaLive = "off"
    for (const words of document.querySelectorAll(ALERT)) if (!words.role) words.role = "alert"
    for (const step of document.querySelectorAll(".st-key-course a")) {
      const here = step.closest(".st-key-step_here") ? "page" : null
      if (step.ariaCurrent !== here) step.ariaCurrent = here
    }
  }
  announce()
  whenPageChanges(announce, signal)
}
