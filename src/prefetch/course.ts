import type { Courses } from '../components/course'
import type { PrefetchingEngine } from '../live/prefetch'

/** Below this, metres a second, what is left of a smoothed pace is rest. */
const restSpeed = 1e-3

/** The row of a focus among the courses is its own: one that another focus had at its index begins anew. */
export function claimCourse({ prefetch: { courses }, focuses }: PrefetchingEngine, focus: number): void {
  if (courses.serial[focus] === focuses.serial[focus]) return
  courses.serial[focus] = focuses.serial[focus]
  endCourse(courses, focus)
  courses.hasGhost[focus] = 0
  courses.askedX[focus] = NaN
  courses.path[focus] = null
}

/** Takes up what FocusUpdate saw in this tick. A jump is no way; the motion of a step belongs to its first tick. */
export function followMotion(engine: PrefetchingEngine, focus: number): void {
  const { focuses, clock, prefetch } = engine
  claimCourse(engine, focus)
  if (focuses.teleported[focus]) endCourse(prefetch.courses, focus)
  else if (clock.tickInStep === 0) blendCourse(engine, focus)
}

function endCourse({ courseX, courseY, courseZ, pace }: Courses, focus: number): void {
  courseX[focus] = courseY[focus] = courseZ[focus] = pace[focus] = 0
}

/** The velocity smoothed again, and the speed on its own: what a jerk, a stop or a zig-zag is worth shows in their ratio. */
function blendCourse({ prefetch, focuses, clock, settings }: PrefetchingEngine, focus: number): void {
  const { courses } = prefetch
  const { courseX, courseY, courseZ, pace } = courses
  const x = focuses.velocityX[focus]
  const y = focuses.velocityY[focus]
  const z = focuses.velocityZ[focus]
  const speed = Math.sqrt(x * x + y * y + z * z)
  if (speed === 0 && pace[focus] === 0) return
  const seconds = clock.dueInStep / settings.tickHz
  const blend = seconds / (seconds + prefetch.settings.courseSeconds)
  courseX[focus] += (x - courseX[focus]) * blend
  courseY[focus] += (y - courseY[focus]) * blend
  courseZ[focus] += (z - courseZ[focus]) * blend
  pace[focus] += (speed - pace[focus]) * blend
  if (speed === 0 && pace[focus] < restSpeed) endCourse(courses, focus)
}
