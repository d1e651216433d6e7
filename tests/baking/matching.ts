/** Centroids of triangles, nine numbers each. */
export function centroids(corners: readonly number[], keep: (at: number) => boolean = () => true): number[][] {
  const out: number[][] = []
  for (let at = 0; at < corners.length; at += 9)
    if (keep(at)) out.push([0, 1, 2].map((i) => (corners[at + i] + corners[at + 3 + i] + corners[at + 6 + i]) / 3))
  return out
}

/** True where a triangle reaches into more than one cell of the grid in x and z. */
export function crossesCell(corners: readonly number[], at: number, cell: number): boolean {
  return [0, 2].some((axis) => {
    const values = [0, 3, 6].map((corner) => corners[at + corner + axis] / cell)
    return Math.ceil(Math.max(...values)) - Math.floor(Math.min(...values)) > 1
  })
}

/** How many wanted points have no found one of their own within `reach` metres an axis, in the best matching there is. */
export function countUnmatched(wanted: readonly number[][], found: readonly number[][], reach: number): number {
  const candidates = findCandidates(wanted, found, reach)
  const wantedOf = new Int32Array(found.length).fill(-1)
  return wanted.filter((_, w) => !augment(w, candidates, wantedOf, new Set())).length
}

/** Found points within reach of each wanted one, nearest first. */
function findCandidates(wanted: readonly number[][], found: readonly number[][], reach: number): number[][] {
  const size = 64 * reach
  const buckets = new Map<number, number[]>()
  const key = (x: number, y: number, z: number) =>
    Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)
  found.forEach((point, i) => {
    const at = key(Math.floor(point[0] / size), Math.floor(point[1] / size), Math.floor(point[2] / size))
    const bucket = buckets.get(at)
    if (bucket) bucket.push(i)
    else buckets.set(at, [i])
  })
  return wanted.map((point) => {
    const cells = point.map((value) => [
      ...new Set([Math.floor((value - reach) / size), Math.floor((value + reach) / size)]),
    ])
    const keys = new Set(cells[0].flatMap((x) => cells[1].flatMap((y) => cells[2].map((z) => key(x, y, z)))))
    const distance = (f: number) => Math.max(...point.map((value, axis) => Math.abs(value - found[f][axis])))
    const near = [...keys].flatMap((at) => buckets.get(at) ?? []).filter((f) => distance(f) <= reach)
    return near.sort((a, b) => distance(a) - distance(b))
  })
}

/** Kuhn's step: finds `w` a free point, moving others to their next best where that helps. */
function augment(w: number, candidates: readonly number[][], wantedOf: Int32Array, seen: Set<number>): boolean {
  for (const f of candidates[w]) if (wantedOf[f] < 0) return assign(f, w, wantedOf)
  for (const f of candidates[w]) {
    if (seen.has(f)) continue
    seen.add(f)
    if (augment(wantedOf[f], candidates, wantedOf, seen)) return assign(f, w, wantedOf)
  }
  return false
}

function assign(f: number, w: number, wantedOf: Int32Array): true {
  wantedOf[f] = w
  return true
}
