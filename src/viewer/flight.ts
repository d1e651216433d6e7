/** A free camera that flies: where it is, where it looks, how fast it goes. Metres, radians, seconds. */
export interface Flight {
  readonly position: Float64Array
  readonly velocity: Float64Array
  /** 0 looks along −z and grows to the left. */
  yaw: number
  /** Grows upwards, less than a right angle. */
  pitch: number
  /** Metres a second when a key is held. */
  speed: number
}

/** What the keys ask for: −1, 0 or 1 along each of the camera's axes. */
export interface Wishes {
  forward: number
  right: number
  up: number
  fast: boolean
}

/** A brisk walk over a city block a second, as flights go. */
const startSpeed = 22
const [slowest, fastest] = [1, 400]
const fastFactor = 4
/** Seconds in which the velocity comes within a third of what is asked for: starts and stops are soft, not late. */
const easeSeconds = 0.11
const steepest = (89 * Math.PI) / 180

export function createFlight(position: ArrayLike<number>, yaw: number, pitch: number): Flight {
  const flight = {
    position: Float64Array.from(position),
    velocity: new Float64Array(3),
    yaw,
    pitch: 0,
    speed: startSpeed,
  }
  turnFlight(flight, 0, pitch)
  return flight
}

/** Turns by so many radians, to the left and upwards. */
export function turnFlight(flight: Flight, left: number, up: number): void {
  flight.yaw = wrapAngle(flight.yaw + left)
  flight.pitch = Math.max(-steepest, Math.min(steepest, flight.pitch + up))
}

/** One notch up is a quarter faster. */
export function changeSpeed(flight: Flight, notches: number): void {
  flight.speed = Math.max(slowest, Math.min(fastest, flight.speed * 1.25 ** notches))
}

/** Moves on by so many seconds. Forward is where the camera looks, up is the world's. */
export function advanceFlight(flight: Flight, wishes: Wishes, seconds: number): void {
  const { position, velocity, yaw, pitch } = flight
  const length = Math.hypot(wishes.forward, wishes.right, wishes.up)
  const speed = length > 0 ? (flight.speed * (wishes.fast ? fastFactor : 1)) / length : 0
  const level = wishes.forward * Math.cos(pitch)
  const wanted = [
    speed * (wishes.right * Math.cos(yaw) - level * Math.sin(yaw)),
    speed * (wishes.up + wishes.forward * Math.sin(pitch)),
    speed * (-wishes.right * Math.sin(yaw) - level * Math.cos(yaw)),
  ]
  const share = 1 - Math.exp(-seconds / easeSeconds)
  for (let axis = 0; axis < 3; axis++) {
    velocity[axis] += (wanted[axis] - velocity[axis]) * share
    position[axis] += velocity[axis] * seconds
  }
}

/** Moves at once by so many metres: to the right, up, and where the camera looks. */
export function slideFlight({ position, yaw, pitch }: Flight, right: number, up: number, forward: number): void {
  const level = forward * Math.cos(pitch)
  position[0] += right * Math.cos(yaw) - level * Math.sin(yaw)
  position[1] += up + forward * Math.sin(pitch)
  position[2] += -right * Math.sin(yaw) - level * Math.cos(yaw)
}

/** The same angle in −π … π. */
export function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
}
