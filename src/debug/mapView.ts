/** What a top-down map shows: world metres, −z up, in a picture of so many points of the page. */
export interface MapView {
  /** World point in the middle. */
  x: number
  z: number
  metresPerPoint: number
  width: number
  height: number
}

/** Nearest and farthest, metres a point. */
const [finest, widest] = [0.05, 500]

export function createMapView(width: number, height: number, metresPerPoint = 1): MapView {
  return { x: 0, z: 0, metresPerPoint, width, height }
}

export function toMapX(view: MapView, x: number): number {
  return view.width / 2 + (x - view.x) / view.metresPerPoint
}

export function toMapY(view: MapView, z: number): number {
  return view.height / 2 + (z - view.z) / view.metresPerPoint
}

/** The world point under a point of the map. */
export function fromMap(view: MapView, mapX: number, mapY: number): readonly [x: number, z: number] {
  return [
    view.x + (mapX - view.width / 2) * view.metresPerPoint,
    view.z + (mapY - view.height / 2) * view.metresPerPoint,
  ]
}

/** Zooms so that the world point under `mapX`, `mapY` stays where it is. A factor above 1 shows more. */
export function zoomMap(view: MapView, factor: number, mapX = view.width / 2, mapY = view.height / 2): void {
  const [x, z] = fromMap(view, mapX, mapY)
  view.metresPerPoint = Math.max(finest, Math.min(widest, view.metresPerPoint * factor))
  view.x = x - (mapX - view.width / 2) * view.metresPerPoint
  view.z = z - (mapY - view.height / 2) * view.metresPerPoint
}

/** A round length (1, 2 or 5 times a power of ten metres) of at most so many points of the page. */
export function scaleBar(view: MapView, mostPoints: number): number {
  const most = mostPoints * view.metresPerPoint
  const power = 10 ** Math.floor(Math.log10(most))
  return ([5, 2].find((times) => times * power <= most) ?? 1) * power
}
