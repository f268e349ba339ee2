// How far down reaches what stays where it is while all else passes under it, as a figure does on a phone.
function covered(found) {
  const { left } = found.getBoundingClientRect()
  const reaches = [...(found.closest(".st-key-stage")?.querySelectorAll(":not(svg, svg *)") ?? [])].map((one) => {
    const { position, top } = getComputedStyle(one)
    const box = position === "sticky" && !one.contains(found) && one.getBoundingClientRect()
    return box && box.right > left ? parseFloat(top) + box.height : 0
  })
  return Math.max(0, ...reaches)
}
