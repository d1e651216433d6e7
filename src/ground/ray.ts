/** Origin xyz in world metres, and unit direction xyz, of the ray that is being cast. One at a time; written by `aimRay` alone. */
export const ray = new Float64Array(6)

/** Metres along the ray: of the nearest thing found so far, or as far as it goes. */
export const reach = new Float64Array(1)

/**
 * Origins are rounded to so many parts of a metre. Then the distance from an origin to a corner is exact in 64 bits, and the same in the lattices of
 * two sections that share the corner: no ray passes between their triangles either.
 */
const partsOfMetre = 2 ** 24

/** Half a part, metres: a ray that begins so near a surface begins on it. */
export const contact = 1 / partsOfMetre / 2

/** Above this metres hold no parts that could be rounded away. */
const exactReach = 2 ** 28

/** Stands for no end, metres: a number of which larger ones, and quotients by a lattice's step, still exist. */
const farthest = 1e300

/** What lies exactly at the greatest distance is found. */
const justMore = 1 + Number.EPSILON

const rounded = (metres: number) =>
  Math.abs(metres) < exactReach ? Math.round(metres * partsOfMetre) / partsOfMetre : metres

/**
 * Sets the ray. The one rule for rays that are none: with an origin or a direction that is not finite, a direction without a length, or a
 * distance that is not above 0, the answer is false, and nothing is hit.
 */
export function aimRay(
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  maxDistance: number,
): boolean {
  const largest = Math.max(Math.abs(dx), Math.abs(dy), Math.abs(dz))
  const origin = Math.max(Math.abs(ox), Math.abs(oy), Math.abs(oz))
  if (!(largest > 0 && largest < Infinity && origin < Infinity && maxDistance > 0)) return false
  // Divided by the largest first, so that neither tiny nor huge directions leave the range of squares.
  const x = dx / largest
  const y = dy / largest
  const z = dz / largest
  const length = Math.sqrt(x * x + y * y + z * z)
  ray[0] = rounded(ox)
  ray[1] = rounded(oy)
  ray[2] = rounded(oz)
  ray[3] = x / length
  ray[4] = y / length
  ray[5] = z / length
  reach[0] = Math.min(farthest, maxDistance * justMore)
  return true
}

/** 1 ÷ a part of a direction; for no part at all, so much that only signs matter, and never 0 × ∞. */
export const inverse = (part: number) => Math.max(-farthest, Math.min(farthest, 1 / part))
