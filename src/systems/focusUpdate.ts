import type { Engine, System } from '../engine'
import { noteInput } from '../live/recorder'

/** Weight of the newest measurement in the smoothed velocity: half of a change is seen after three ticks. */
const velocityBlend = 0.2

/** Motion over a longer step than this is a teleport: nobody knows the way (CUT.md rule 16). */
const longestGapSeconds = 5

/**
 * True afterwards: every focus stands where what it follows stands, and has a velocity in metres a second. A jump faster than
 * `teleportSpeed` gives no velocity and ends all grace, this tick's included: what was left behind has no claim to stay.
 */
export const FocusUpdate: System = {
  name: 'FocusUpdate',
  reads: ['follow', 'focus.given'],
  writes: ['focus.position', 'focus.velocity', 'cut.grace'],
  run({ terrane }) {
    const { focuses, clock, settings } = terrane
    const seconds = clock.dueInStep / settings.tickHz
    for (const focus of focuses.alive) {
      follow(terrane, focus)
      measureMotion(terrane, focus, seconds)
    }
  },
}

function follow(engine: Engine, focus: number): void {
  const { focuses, positions } = engine
  const target = focuses.follow[focus]
  if (target === null) return
  const byId = typeof target === 'number'
  if (byId && positions === null) return
  const x = byId ? positions!.x[target] : target.x
  const y = byId ? positions!.y[target] : target.y
  const z = byId ? positions!.z[target] : target.z
  if (!Number.isFinite(x + y + z)) return
  noteInput(engine, 'followFocus', focus, x, y, z)
  focuses.x[focus] = x
  focuses.y[focus] = y
  focuses.z[focus] = z
}

/**
 * The game moves a focus once a step, so the motion belongs to all the time of the step that sees it first, ticks that were dropped
 * included.
 */
function measureMotion(engine: Engine, focus: number, seconds: number): void {
  const { focuses, cut, clock, settings } = engine
  const dx = focuses.x[focus] - focuses.lastX[focus]
  const dy = focuses.y[focus] - focuses.lastY[focus]
  const dz = focuses.z[focus] - focuses.lastZ[focus]
  const moved = dx !== 0 || dy !== 0 || dz !== 0
  if (moved || focuses.jumped[focus]) cut.moved = true
  const limit = settings.teleportSpeed * seconds
  const teleport =
    focuses.jumped[focus] === 1 || (moved && seconds > longestGapSeconds) || dx * dx + dy * dy + dz * dz > limit * limit
  if (teleport) cut.graceEndsBefore = clock.tick + 1
  if (focuses.captureVelocity[focus]) {
    if (teleport) focuses.velocityX[focus] = focuses.velocityY[focus] = focuses.velocityZ[focus] = 0
    else if (clock.tickInStep === 0) blendVelocity(engine, focus, seconds, dx, dy, dz)
  }
  focuses.jumped[focus] = 0
  focuses.lastX[focus] = focuses.x[focus]
  focuses.lastY[focus] = focuses.y[focus]
  focuses.lastZ[focus] = focuses.z[focus]
}

function blendVelocity(engine: Engine, focus: number, seconds: number, dx: number, dy: number, dz: number): void {
  const { focuses } = engine
  focuses.velocityX[focus] += (dx / seconds - focuses.velocityX[focus]) * velocityBlend
  focuses.velocityY[focus] += (dy / seconds - focuses.velocityY[focus]) * velocityBlend
  focuses.velocityZ[focus] += (dz / seconds - focuses.velocityZ[focus]) * velocityBlend
}
