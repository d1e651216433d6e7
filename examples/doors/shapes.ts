/** Solids of flat faces, y up, metres. */

export type Point = readonly [x: number, y: number, z: number]

/** Points, and three of them a triangle; counter-clockwise from outside. */
export interface Shape {
  readonly points: readonly Point[]
  readonly triangles: readonly number[]
}

export function box([x0, y0, z0]: Point, [x1, y1, z1]: Point): Shape {
  const points = [0, 1, 2, 3, 4, 5, 6, 7].map((i): Point => [i & 1 ? x1 : x0, i & 2 ? y1 : y0, i & 4 ? z1 : z0])
  const sides = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ]
  return { points, triangles: sides.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]) }
}

/** A profile of [radius, height] from below, turned around the y axis; `from` is the angle of the first of the sides. */
export function turned(sides: number, from: number, ...profile: readonly (readonly [number, number])[]): Shape {
  const angles = Array.from({ length: sides }, (_, i) => from + (2 * Math.PI * i) / sides)
  const points = profile.flatMap(([radius, y]) =>
    angles.map((angle): Point => [radius * Math.sin(angle), y, radius * Math.cos(angle)]),
  )
  const triangles: number[] = []
  for (let ring = 0; ring + 1 < profile.length; ring++)
    for (let i = 0; i < sides; i++) {
      const [a, b] = [ring * sides + i, ring * sides + ((i + 1) % sides)]
      if (profile[ring][0] > 0) triangles.push(a, b, b + sides)
      if (profile[ring + 1][0] > 0) triangles.push(a, b + sides, a + sides)
    }
  return { points, triangles }
}

/** A surface over lines in x and in z. */
export function surface(lines: readonly number[], heightAt: (x: number, z: number) => number): Shape {
  const points = lines.flatMap((z) => lines.map((x): Point => [x, heightAt(x, z), z]))
  const triangles: number[] = []
  for (let i = 0; i < points.length - lines.length; i++) {
    if ((i + 1) % lines.length === 0) continue
    triangles.push(i, i + lines.length, i + 1, i + 1, i + lines.length, i + lines.length + 1)
  }
  return { points, triangles }
}
