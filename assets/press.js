// A double click is one press of a button whose words change with the first; and so is Enter for as long as it is held,
// of any button.
const PRESSED_ONCE = ":is(.st-key-train, .st-key-sweep, .st-key-stop, .st-key-delete) button"

function pressOnce(signal) {
  const press = (event) => {
    if (event.detail > 1 && event.target.closest(PRESSED_ONCE)) event.stopPropagation()
  }
  const hold = (event) => {
    if (event.key === "Enter" && event.repeat && event.target.closest("[data-testid=stButton] button")) event.preventDefault()
  }
  document.addEventListener("click", press, { capture: true, signal })
  document.addEventListener("keydown", hold, { capture: true, signal })
}
