/** Side of the land, metres; it begins at 0, 0. */
export const side = 1536
/** Beacons stand on a square grid, so many metres apart. */
export const beaconSpacing = 96
export const beaconsAcross = side / beaconSpacing

/** Height of the land, metres. */
export const heightOf = (x: number, z: number) =>
  14 * Math.sin(x / 130) * Math.cos(z / 170) + 4 * Math.sin((x + z) / 41) + 1.2 * Math.cos((x - 2 * z) / 23)

/** Where beacon `i` stands, row by row. */
export function beaconAt(i: number): { readonly x: number; readonly z: number } {
  const [column, row] = [i % beaconsAcross, Math.floor(i / beaconsAcross)]
  return { x: (column + 0.5) * beaconSpacing, z: (row + 0.5) * beaconSpacing }
}

export const beaconCount = beaconsAcross ** 2
