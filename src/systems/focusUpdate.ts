import type { Engine, System } from '../engine'
import { Input, noteInput } from '../live/recorder'
import { standAt } from '../live/standing'

/** Below this, metres a second, what is left of a smoothed velocity is rest. */
const restSpeed = 1e-3

/** Motion over a longer step than this is a teleport: nobody knows the way (CUT.md rule 16). */
const longestGapSeconds = 5

/**
 * True afterwards: every focus stands where what it follows stands, has a velocity in metres a second, and looks ahead along it. A jump faster than
 * `teleportSpeed` gives no velocity and ends all grace, this tick's included: what was left behind has no claim to stay.
 */
export const FocusUpdate: System = {
  name: 'FocusUpdate',
  reads: ['follow', 'focus.given'],
  writes: ['focus.position', 'focus.velocity', 'focus.ahead', 'cut.grace'],
  run({ terrane }) {
    const { focuses, clock, settings } = terrane
    const seconds = clock.dueInStep / settings.tickHz
    for (const focus of focuses.alive) {
      follow(terrane, focus)
      measureMotion(terrane, focus, seconds)
      lookAhead(terrane, focus)
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
  noteInput(engine, Input.followFocus, focus, x, y, z)
  standAt(engine, focus, x, y, z)
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
  focuses.teleported[focus] = teleport ? 1 : 0
  focuses.jumped[focus] = 0
  focuses.lastX[focus] = focuses.x[focus]
  focuses.lastY[focus] = focuses.y[focus]
  focuses.lastZ[focus] = focuses.z[focus]
}

/** Exponentially smoothed: the newest measurement weighs `seconds ÷ (seconds + time constant)`, a fifth at 60 ticks a second. */
function blendVelocity(engine: Engine, focus: number, seconds: number, dx: number, dy: number, dz: number): void {
  const { velocityX, velocityY, velocityZ } = engine.focuses
  const blend = seconds / (seconds + engine.settings.velocitySeconds)
  velocityX[focus] += (dx / seconds - velocityX[focus]) * blend
  velocityY[focus] += (dy / seconds - velocityY[focus]) * blend
  velocityZ[focus] += (dz / seconds - velocityZ[focus]) * blend
  if (squaredSpeed(engine, focus) < restSpeed * restSpeed) velocityX[focus] = velocityY[focus] = velocityZ[focus] = 0
}

function squaredSpeed({ focuses: { velocityX, velocityY, velocityZ } }: Engine, focus: number): number {
  const x = velocityX[focus]
  const y = velocityY[focus]
  const z = velocityZ[focus]
  return x * x + y * y + z * z
}

/** T-6: the point ahead, from `lookAheadSpeed` on. Faster than a teleport is no motion: nobody knows where that leads. */
function lookAhead(engine: Engine, focus: number): void {
  const { focuses, settings, cut } = engine
  const { lookAheadSpeed: least, teleportSpeed: most, lookAheadSeconds: seconds } = settings
  const squared = squaredSpeed(engine, focus)
  const looks = seconds > 0 && squared > 0 && squared >= least * least && squared <= most * most
  if (!looks && focuses.looksAhead[focus] === 0) return
  const by = looks ? seconds : 0
  const x = focuses.x[focus] + focuses.velocityX[focus] * by
  const y = focuses.y[focus] + focuses.velocityY[focus] * by
  const z = focuses.z[focus] + focuses.velocityZ[focus] * by
  if (x !== focuses.aheadX[focus] || y !== focuses.aheadY[focus] || z !== focuses.aheadZ[focus]) cut.moved = true
  focuses.aheadX[focus] = x
  focuses.aheadY[focus] = y
  focuses.aheadZ[focus] = z
  focuses.looksAhead[focus] = looks ? 1 : 0
}
