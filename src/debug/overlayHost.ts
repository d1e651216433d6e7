import type { Viewing } from '../render/camera'
import type { Gizmos } from '../render/gizmos'
import type { Tint } from '../render/tinting'
import type { Choice } from './choice'
import type { History } from './history'
import type { Panel } from './panel'

/** What a presenter says of its last picture; the regl presenter's `counts()` fits. */
export interface DrawingFigures {
  readonly drawn: number
  readonly submitted: number
  readonly draws: number
  readonly triangles: number
}

/** A moment of a recorded world. */
export interface OverlayMoment {
  /** Fills the timeline with what came before. */
  writePast(history: History): void
  /** Grows whenever it is put to another moment than its next one. */
  readonly jumps: number
}

/** What the overlay cannot know from the world. All of it may be left out, and what needs it is then not offered. */
export interface OverlayHost {
  /** Default 'Streaming'. */
  readonly title?: string
  /** Beside the title, asked for a few times a second: 'paused', say. Default the profile. */
  note?(): string
  /** Why the budget is what it is, in a few words: 'for a machine of 8 GiB', say. */
  budgetNote?(): string
  /** For the map's wedge, labels and clicks in the picture. */
  camera?(): Viewing
  drawing?(): DrawingFigures
  /** Who draws bounds and rings: the regl presenter, or a game's own drawer of lines. */
  readonly gizmos?: { setGizmos(gizmos: Gizmos | null): void }
  /** Who can paint over what is drawn; the regl presenter can. */
  readonly painter?: { setTint(tint: Tint | null): void }
  /** Brings the player to a point of the world, metres; y is the height of the section's top where a section was asked for, NaN to keep it. */
  goTo?(x: number, y: number, z: number): void
  /** What the health report says of the host: a build number, say. */
  about?(): Readonly<Record<string, string>>
  /** How far a click in the picture looks, metres. Default 2,000. */
  readonly reach?: number
  /** A game's own panels, behind those that come with the overlay. */
  readonly panels?: readonly Panel[]
  /** Ids of the panels that are open at first. Default figures and map; none where there is room for one alone. */
  readonly open?: readonly string[]
  readonly choice?: Partial<Choice>
  /** The world is a recorded one: nothing is offered that would change it. */
  readonly readOnly?: boolean
  /** Where such a world stands; null or left out: in the present. The health report begins anew when it jumps. */
  moment?(): OverlayMoment | null
}
