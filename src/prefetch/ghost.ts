import type { FocusPath } from '../components/focusPath'
import type { PrefetchingEngine } from '../live/prefetch'

/**
 * Puts the ghost of a focus where that will be when what is started now is there (P-17, B-7): along the path that the game gave,
 * else along its course. A focus that does not know where it goes (jitter, a turn, no input) has no ghost; or, in a tiled scene, where what is near is prefetched as well, one
 * in its own place.
 */
export function placeGhost(engine: PrefetchingEngine, focus: number): void {
  const { tiles, prefetch } = engine
  const { courses } = prefetch
  const seconds = secondsAhead(engine)
  const path = courses.path[focus]
  const placed = (path !== null && followPath(engine, focus, path, seconds)) || followCourse(engine, focus, seconds)
  if (!placed && tiles !== null) stay(engine, focus)
  courses.hasGhost[focus] = placed || tiles !== null ? 1 : 0
}

function stay({ focuses, prefetch: { courses } }: PrefetchingEngine, focus: number): void {
  courses.ghostX[focus] = focuses.x[focus]
  courses.ghostY[focus] = focuses.y[focus]
  courses.ghostZ[focus] = focuses.z[focus]
}

/** Past the short look-ahead by a few loads as long as they take at present, within the stated limits. */
function secondsAhead({ prefetch, settings }: PrefetchingEngine): number {
  const [least, most] = prefetch.settings.seconds
  const latency = prefetch.latencyTicks / settings.tickHz
  return Math.min(most, Math.max(least, settings.lookAheadSeconds + prefetch.settings.latencies * latency))
}

/** The course counts where it accounts for most of the motion: back and forth has a pace and no course. */
function followCourse({ focuses, settings, prefetch }: PrefetchingEngine, focus: number, seconds: number): boolean {
  const { courses } = prefetch
  const x = courses.courseX[focus]
  const y = courses.courseY[focus]
  const z = courses.courseZ[focus]
  const speed = Math.sqrt(x * x + y * y + z * z)
  const steady = speed >= courses.pace[focus] * prefetch.settings.steadiness
  if (!(steady && speed > 0 && speed >= settings.lookAheadSpeed && speed <= settings.teleportSpeed)) return false
  courses.ghostX[focus] = focuses.x[focus] + x * seconds
  courses.ghostY[focus] = focuses.y[focus] + y * seconds
  courses.ghostZ[focus] = focuses.z[focus] + z * seconds
  return true
}

/** From the point of the path that is nearest, on along it. A focus that has strayed from its path does not follow it. */
function followPath(
  { focuses, prefetch }: PrefetchingEngine,
  focus: number,
  path: FocusPath,
  seconds: number,
): boolean {
  const { courses, settings } = prefetch
  const metres = Math.max(courses.pace[focus], path.speed) * seconds
  if (!(metres > 0)) return false
  findNearest(path, focuses.x[focus], focuses.y[focus], focuses.z[focus])
  if (nearest.squared > settings.pathReach * settings.pathReach) return false
  walk(path, metres)
  courses.ghostX[focus] = reached[0]
  courses.ghostY[focus] = reached[1]
  courses.ghostZ[focus] = reached[2]
  return true
}

/** Scratch of one call: the segment and the share of it. */
const nearest = { segment: 0, share: 0, squared: Infinity }
const reached = new Float64Array(3)

function findNearest({ points }: FocusPath, x: number, y: number, z: number): void {
  nearest.squared = Infinity
  const segments = Math.max(1, points.length / 3 - 1)
  for (let i = 0; i < segments; i++) {
    const at = 3 * i
    const to = Math.min(at + 3, points.length - 3)
    const [dx, dy, dz] = [points[to] - points[at], points[to + 1] - points[at + 1], points[to + 2] - points[at + 2]]
    const length = dx * dx + dy * dy + dz * dz
    const along = (x - points[at]) * dx + (y - points[at + 1]) * dy + (z - points[at + 2]) * dz
    const share = length > 0 ? Math.max(0, Math.min(1, along / length)) : 0
    const [ex, ey, ez] = [points[at] + dx * share - x, points[at + 1] + dy * share - y, points[at + 2] + dz * share - z]
    const squared = ex * ex + ey * ey + ez * ez
    if (!(squared < nearest.squared)) continue
    nearest.squared = squared
    nearest.segment = i
    nearest.share = share
  }
}

/** The point `metres` on from the nearest one, at the end at most. */
function walk({ points }: FocusPath, metres: number): void {
  let left = metres
  let share = nearest.share
  for (let at = 3 * nearest.segment; at + 5 < points.length; at += 3) {
    const [dx, dy, dz] = [points[at + 3] - points[at], points[at + 4] - points[at + 1], points[at + 5] - points[at + 2]]
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz)
    const rest = length * (1 - share)
    const ends = left <= rest && length > 0
    const to = ends ? share + left / length : 1
    reached[0] = points[at] + dx * to
    reached[1] = points[at + 1] + dy * to
    reached[2] = points[at + 2] + dz * to
    if (ends) return
    left -= rest
    share = 0
  }
  if (points.length === 3) reached.set(points)
}
