/** x and z, metres. */
type PositionOf = (item: number) => readonly [x: number, z: number]

/**
 * Splits items into sets of at most `limit`: by the median along the longer axis of their positions, and each half again. Units stay
 * whole, standing where their first item stands; one that is larger than `limit` is split as well. Order and ties follow the order given.
 */
export function splitByMedian(
  units: readonly (readonly number[])[],
  positionOf: PositionOf,
  limit: number,
): number[][] {
  const total = countItems(units)
  if (total <= limit) return [units.flat()]
  if (units.length === 1)
    return splitByMedian(
      units[0].map((item) => [item]),
      positionOf,
      limit,
    )
  const axis = longerAxis(units.map(([first]) => positionOf(first)))
  const sorted = [...units].sort((a, b) => positionOf(a[0])[axis] - positionOf(b[0])[axis])
  const middle = medianOf(sorted, total)
  return [
    ...splitByMedian(sorted.slice(0, middle), positionOf, limit),
    ...splitByMedian(sorted.slice(middle), positionOf, limit),
  ]
}

const countItems = (units: readonly (readonly number[])[]) => units.reduce((sum, unit) => sum + unit.length, 0)

function longerAxis(positions: readonly (readonly [x: number, z: number])[]): 0 | 1 {
  const extent = (axis: 0 | 1) => {
    let [least, most] = [Infinity, -Infinity]
    for (const position of positions) {
      least = Math.min(least, position[axis])
      most = Math.max(most, position[axis])
    }
    return most - least
  }
  return extent(1) > extent(0) ? 1 : 0
}

/** How many units, at least one and not all, hold half of the items. */
function medianOf(units: readonly (readonly number[])[], total: number): number {
  let held = 0
  let middle = 0
  while (middle < units.length - 1 && held < total / 2) held += units[middle++].length
  return middle
}
