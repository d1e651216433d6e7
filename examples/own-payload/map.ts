import type { SectionTable } from 'terrane'
import { loudness, zoneName, type Ears } from './zones'

/** The quay from above, drawn from the section table alone: boxes and radii are known before anything is loaded. */
export interface QuayMap {
  readonly canvas: HTMLCanvasElement
  readonly table: SectionTable
  /** Sections of the kind 'audio'. */
  readonly rows: readonly number[]
}

interface Place {
  readonly x: number
  readonly z: number
}

const pixelsPerMetre = 3
const [west, north] = [-170, -86]

export function createMap(canvas: HTMLCanvasElement, table: SectionTable): QuayMap {
  const audio = table.info.kinds.indexOf('audio')
  return { canvas, table, rows: [...table.kind.keys()].filter((row) => table.kind[row] === audio) }
}

/** World metres of a point on the canvas. */
export const placeAt = (x: number, y: number): Place => ({
  x: x / pixelsPerMetre + west,
  z: y / pixelsPerMetre + north,
})

/** Metres from a zone's box, in plan. */
export function metresTo({ bounds }: SectionTable, row: number, { x, z }: Place): number {
  const [x0, , z0, x1, , z1] = bounds.subarray(6 * row, 6 * row + 6)
  return Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(z0 - z, 0, z - z1))
}

/** Zones are grey where nothing of them is in memory, blue where they are loaded, and the brighter the louder they are. */
export function drawMap(map: QuayMap, listener: Place, { zones }: Ears): void {
  const { canvas, table, rows } = map
  const pen = canvas.getContext('2d')!
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.fillStyle = '#10202c'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.setTransform(pixelsPerMetre, 0, 0, pixelsPerMetre, -west * pixelsPerMetre, -north * pixelsPerMetre)
  pen.fillStyle = '#27323a'
  pen.fillRect(-150, -30, 300, 60)
  for (const row of rows) drawZone(pen, map, row, listener, zones.has(row))
  pen.fillStyle = '#ffd36b'
  pen.beginPath()
  pen.arc(listener.x, listener.z, 2.2, 0, 2 * Math.PI)
  pen.fill()
  for (const row of rows) nameZone(pen, table, row)
}

function drawZone(pen: CanvasRenderingContext2D, { table }: QuayMap, row: number, at: Place, loaded: boolean): void {
  const [x0, , z0, x1, , z1] = table.bounds.subarray(6 * row, 6 * row + 6)
  const radius = table.enterRadius[row]
  pen.lineWidth = 0.5
  pen.strokeStyle = loaded ? '#4aa3df' : '#3d4b55'
  pen.setLineDash([2, 2])
  pen.beginPath()
  pen.roundRect(x0 - radius, z0 - radius, x1 - x0 + 2 * radius, z1 - z0 + 2 * radius, radius)
  pen.stroke()
  pen.setLineDash([])
  const light = loaded ? 0.25 + 0.6 * loudness(metresTo(table, row, at)) : 0.12
  pen.fillStyle = loaded ? `rgb(74 163 223 / ${light})` : `rgb(160 170 180 / ${light})`
  pen.fillRect(x0, z0, x1 - x0, z1 - z0)
  pen.strokeRect(x0, z0, x1 - x0, z1 - z0)
}

function nameZone(pen: CanvasRenderingContext2D, table: SectionTable, row: number): void {
  const [x0, , , x1, , z1] = table.bounds.subarray(6 * row, 6 * row + 6)
  pen.fillStyle = '#dfe8ee'
  pen.font = '5px system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.fillText(zoneName(table, row), (x0 + x1) / 2, z1 + 6)
}
