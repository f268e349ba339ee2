// A double click is one press of a button whose words change with the first.
const PRESSED_ONCE = ":is(.st-key-train, .st-key-sweep, .st-key-stop, .st-key-delete) button"

function pressOnce(signal) {
  const press = (event) => {
    if (event.detail > 1 && event.target.closest(PRESSED_ONCE)) event.stopPropagation()
  }
  document.addEventListener("click", press, { capture: true, signal })
}
