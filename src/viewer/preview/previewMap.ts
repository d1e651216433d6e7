import { toMapX, toMapY, type MapView } from '../../debug/mapView'
import type { FocusPath } from '../../replay/focusPath'
import type { Preview } from './previewState'

type Context = CanvasRenderingContext2D

/** Radius of a missing place on the map: this a square root of a second, points of the page, within bounds. */
const [pointsASecond, smallest, largest] = [7, 3, 13]
/** Places drawn: the longest. */
const mostPlaces = 300

/** The path, the points it was drawn with, and where something would be missing, the larger the longer. */
export function drawPreview(context: Context, view: MapView, { paths, route, missing }: Preview): void {
  context.lineWidth = 2
  context.strokeStyle = context.fillStyle = '#8fd0ff'
  for (const path of paths) drawPath(context, view, path)
  for (const [x, , z] of route) fillDot(context, view, x, z, 4)
  context.lineWidth = 1
  context.strokeStyle = '#ff625c'
  context.fillStyle = 'rgb(255 98 92 / 0.4)'
  for (const { worst } of missing.slice(0, mostPlaces)) {
    const radius = Math.sqrt(worst.longestSeconds) * pointsASecond
    fillDot(context, view, worst.at[0], worst.at[2], Math.max(smallest, Math.min(largest, radius)))
    context.stroke()
  }
}

function drawPath(context: Context, view: MapView, { points, teleports }: FocusPath): void {
  context.beginPath()
  for (let i = 0; i < teleports.length; i++) {
    const [x, y] = [toMapX(view, points[3 * i]), toMapY(view, points[3 * i + 2])]
    if (i === 0 || teleports[i] > teleports[i - 1]) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.stroke()
}

function fillDot(context: Context, view: MapView, x: number, z: number, radius: number): void {
  context.beginPath()
  context.arc(toMapX(view, x), toMapY(view, z), radius, 0, 2 * Math.PI)
  context.fill()
}

/** Left free around the paths, as a share of them. */
const margin = 1.15

/** Shows all of the paths. */
export function fitPaths(view: MapView, paths: readonly FocusPath[]): void {
  const [left, right] = rangeOf(paths, 0)
  const [top, bottom] = rangeOf(paths, 2)
  view.x = (left + right) / 2
  view.z = (top + bottom) / 2
  const fitting = Math.max((right - left) / view.width, (bottom - top) / view.height) * margin
  view.metresPerPoint = Math.max(view.metresPerPoint, fitting)
}

function rangeOf(paths: readonly FocusPath[], axis: number): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity]
  for (const { points } of paths)
    for (let i = axis; i < points.length; i += 3) {
      least = Math.min(least, points[i])
      most = Math.max(most, points[i])
    }
  return [least, most]
}
