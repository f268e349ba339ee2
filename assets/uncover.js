// A control that the keyboard comes to is in sight, and not under what stays where it is.
function uncoverForKeyboard(signal) {
  let tabbed = false
  const uncover = ({ target }) => {
    if (!tabbed) return
    for (let up = target; up; up = up.parentElement) if (getComputedStyle(up).position === "sticky") return
    const control = target.closest("[data-testid=stElementContainer]") ?? target
    const lies = covered(control), below = innerHeight - target.getBoundingClientRect().bottom
    const under = Math.min(lies - control.getBoundingClientRect().top, below)
    if (lies && under > 0) document.querySelector("[data-testid=stMain]").scrollTop -= Math.ceil(under)
  }
  document.addEventListener("keydown", ({ key }) => { tabbed = key === "Tab" }, { capture: true, signal })
  document.addEventListener("pointerdown", () => { tabbed = false }, { capture: true, signal })
  document.addEventListener("focusin", uncover, { signal })
}
