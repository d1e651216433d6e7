import {
  budgets,
  composeWorld,
  createFigures,
  createFocus,
  entities,
  measureFigures,
  prefetch,
  profiles,
  setProfile,
  setBudget,
  streaming,
  tiled,
  type FocusId,
  type OpenedWorld,
  type ProfileName,
  type StreamingFigures,
  type View,
} from '../index'
import type { TerraneWorld } from '../engine'
import { createFrameTimes, type FrameTimes } from '../debug'
import { createCamera, setLens, type Camera, type ReglPresenter } from '../render'
import { createAir, type Air } from './air'
import { chooseBudget, type VisitBudget } from './budget'
import { createFlight, type Flight } from './flight'
import type { Follow } from './follow'
import { startViewpoint, type Address, type Viewpoint } from './place'
import { ride, type Replayed } from './scrub/replayed'
import { seekTo, setPlaying, tickAt } from './scrub/scrub'

/** One visit to one world: everything that the frame loop reads and writes. */
export interface Session {
  readonly opened: OpenedWorld
  readonly world: TerraneWorld
  readonly presenter: ReglPresenter
  /** Null where a recording is looked at: its focuses are its own. */
  readonly focus: FocusId | null
  readonly replayed: Replayed | null
  readonly flight: Flight
  readonly home: Viewpoint
  readonly camera: Camera
  /** What the focus sees with: the camera, and the pixels of the canvas. */
  readonly view: { -readonly [Key in keyof View]: View[Key] }
  /** Null in a recording: its budgets are its own. */
  budget: VisitBudget | null
  readonly air: Air
  readonly frames: FrameTimes
  readonly figures: StreamingFigures
  follow: Follow | null
  /** The next position is a jump, not a motion. */
  jumped: boolean
  paused: boolean
  /** Nothing changes in the picture, and it is not drawn again: frame times are the screen's own. */
  resting: boolean
}

/** 60 degrees from top to bottom. */
const fieldOfView = Math.PI / 3
/** Near enough to stand at a wall, far enough for any fog. */
const [near, far] = [0.15, 6000]

export function startSession(opened: OpenedWorld, presenter: ReglPresenter, address: Address): Session {
  const profile = toProfile(address.profile)
  const sections = address.tiled ? tiled(opened) : opened
  const { why, ...bytes } = chooseBudget(address.budgetBytes)
  const world = composeWorld({
    // Components are the game's; what moves in its world is drawn all the same.
    features: [
      streaming({ sections, presenter, profile }),
      budgets(bytes),
      prefetch(),
      entities([], { unknown: 'ignore' }),
    ],
  })
  const { position } = address.at ?? startViewpoint(opened.table)
  const camera = createCamera()
  const view = { view: camera.view, projection: camera.projection }
  const focus = createFocus(world, { position, view })
  const parts = { world, focus, replayed: null, camera, view, budget: { ...bytes, why } }
  return createSession(opened, presenter, address, parts)
}

/** A visit to a recording: it plays, unless the address says where to stand in it. */
export function startReplayed(
  opened: OpenedWorld,
  presenter: ReglPresenter,
  address: Address,
  replayed: Replayed,
): Session {
  const { world } = replayed.scrub.replay
  const camera = createCamera()
  const view = { view: camera.view, projection: camera.projection }
  const parts = { world, focus: null, replayed, camera, view, budget: null }
  const session = createSession(opened, presenter, address, parts)
  goToMoment(replayed, address)
  setPlaying(replayed.scrub, address.seconds === null)
  return session
}

/** Puts a recording where an address says. */
export function goToMoment(replayed: Replayed, { seconds, at, rides }: Address): void {
  const { scrub } = replayed
  if (rides > 0) ride(replayed, rides)
  else replayed.riding = at === null
  if (seconds === null) return
  setPlaying(scrub, false)
  seekTo(scrub, tickAt(scrub, seconds))
}

function createSession(
  opened: OpenedWorld,
  presenter: ReglPresenter,
  address: Address,
  parts: Pick<Session, 'world' | 'focus' | 'replayed' | 'camera' | 'view' | 'budget'>,
): Session {
  const home = startViewpoint(opened.table)
  const start = address.at ?? home
  return {
    ...parts,
    opened,
    presenter,
    flight: createFlight(start.position, start.yaw, start.pitch),
    home,
    air: createAir(opened.table),
    frames: createFrameTimes(),
    figures: createFigures(),
    follow: null,
    jumped: false,
    paused: false,
    resting: false,
  }
}

/** Unknown names are the default's: an address may be typed by hand. */
function toProfile(name: string | null): ProfileName {
  return name !== null && name in profiles ? (name as ProfileName) : 'default'
}

export function switchProfile(session: Session, name: ProfileName): void {
  setProfile(session.world, name)
}

/** The figures now. */
export function readFigures(session: Session): StreamingFigures {
  return measureFigures(session.world.terrane, session.figures)
}

/** Fits the camera, and what the focus sees, to a picture of so many pixels. */
export function fitLens({ camera, view }: Session, width: number, height: number): void {
  setLens(camera, { fieldOfView, aspect: width / height, near, far })
  view.viewportHeight = height
}

/** Another budget from now on: as asked for, or the machine's where nothing is. */
export function switchBudget(session: Session, askedBytes: number | null): void {
  session.budget = chooseBudget(askedBytes)
  setBudget(session.world, session.budget)
}

/** Goes there at once. */
export function jumpTo(session: Session, { position, yaw, pitch }: Viewpoint): void {
  session.follow = null
  if (session.replayed) session.replayed.riding = false
  session.jumped = true
  session.flight.position.set(position)
  session.flight.velocity.fill(0)
  session.flight.yaw = yaw
  session.flight.pitch = pitch
}
