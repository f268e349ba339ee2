// Tells the page's charts of a slider that moves, at once: they cannot see it, and the server hears of it only later.
// The page's body plays the part of an input element, which is what a Vega signal can be bound to: while its event
// "slider" is heard, its value holds the slider's key and its place. See explorer/charts/ahead.py for what charts make of it.
export default function () {
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const holder = target.type === "range" && target.closest("[class*=st-key-]")
      if (!holder) continue
      document.body.value = { slider: holder.className.match(/st-key-(\S+)/)[1], at: target.valueAsNumber }
      document.body.dispatchEvent(new Event("slider"))
      delete document.body.value // a chart that is drawn later begins with what the server says
    }
  })
  observer.observe(document.body, { subtree: true, attributeFilter: ["value"] })
  return () => observer.disconnect()
}
