// Knows this tab again after a reload, by an id that the browser keeps for the tab and for as long as the tab is open.
// A tab that was duplicated has the id of the first one: it asks once, and is content with an id of its own. After a
// reload it asks a few times: a connection that broke without a word is noticed on the server only after some seconds.
const MILLISECONDS = [0, 2000, 4000, 8000]

export default function ({ data: { id, asked }, setTriggerValue }) {
  try {
    const known = sessionStorage.getItem("tab")
    if (known === id) return
    const reloaded = performance.getEntriesByType("navigation")[0]?.type !== "navigate"
    const wait = MILLISECONDS[reloaded || !asked ? asked : -1]
    const again = reloaded && asked + 1 < MILLISECONDS.length
    if (known && wait !== undefined) setTimeout(() => setTriggerValue("known", { id: known, again }), wait)
    else sessionStorage.setItem("tab", id)
  } catch {
    // A browser that is told to keep nothing: after a reload it is a visitor who was never here.
  }
}
