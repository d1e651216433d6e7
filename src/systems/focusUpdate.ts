import type { Engine, System } from '../engine'

/** Weight of the newest measurement in the smoothed velocity: half of a change is seen after three ticks. */
const velocityBlend = 0.2

/**
 * True afterwards: every focus stands where what it follows stands, and has a velocity in metres a second. A jump faster than
 * `teleportSpeed` gives no velocity and ends all grace: what was left behind has no claim to stay.
 */
export const FocusUpdate: System = {
  name: 'FocusUpdate',
  reads: ['follow', 'focus.given'],
  writes: ['focus.position', 'focus.velocity', 'cut.grace'],
  run({ terrane }) {
    const { focuses, clock, settings } = terrane
    const seconds = clock.ticksInStep / settings.tickHz
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
  focuses.x[focus] = x
  focuses.y[focus] = y
  focuses.z[focus] = z
}

/** The game moves a focus once a step, so the motion is spread over all ticks of the step that sees it first. */
function measureMotion(engine: Engine, focus: number, seconds: number): void {
  const { focuses, cut, settings } = engine
  const dx = focuses.x[focus] - focuses.lastX[focus]
  const dy = focuses.y[focus] - focuses.lastY[focus]
  const dz = focuses.z[focus] - focuses.lastZ[focus]
  const moved = dx !== 0 || dy !== 0 || dz !== 0
  if (moved || focuses.jumped[focus]) cut.moved = true
  const limit = settings.teleportSpeed * seconds
  const teleport = focuses.jumped[focus] === 1 || dx * dx + dy * dy + dz * dz > limit * limit
  if (teleport) cut.graceEndsBefore = engine.clock.tick
  if (focuses.captureVelocity[focus]) blendVelocity(engine, focus, teleport, dx, dy, dz)
  focuses.jumped[focus] = 0
  focuses.lastX[focus] = focuses.x[focus]
  focuses.lastY[focus] = focuses.y[focus]
  focuses.lastZ[focus] = focuses.z[focus]
}

function blendVelocity(engine: Engine, focus: number, teleport: boolean, dx: number, dy: number, dz: number): void {
  const { focuses, clock, settings } = engine
  const perSecond = settings.tickHz / clock.ticksInStep
  const first = clock.tickInStep === 0
  if (!first) return
  const blend = teleport ? 1 : velocityBlend
  const scale = teleport ? 0 : perSecond
  focuses.velocityX[focus] += (dx * scale - focuses.velocityX[focus]) * blend
  focuses.velocityY[focus] += (dy * scale - focuses.velocityY[focus]) * blend
  focuses.velocityZ[focus] += (dz * scale - focuses.velocityZ[focus]) * blend
}
