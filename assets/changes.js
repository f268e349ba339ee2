// Calls when anything on the page comes or goes.
function whenPageChanges(call, signal) {
  const observer = new MutationObserver(call)
  observer.observe(document.body, { subtree: true, childList: true })
  signal.addEventListener("abort", () => observer.disconnect())
}
