import type { TerraneWorld } from '../engine'
import type { HealthLog } from '../health/healthLog'
import type { SectionId } from '../sectionId'
import type { StreamingFigures } from '../telemetry/figures'
import type { Choice } from './choice'
import type { FrameTimes } from './frameTimes'
import type { History } from './history'
import type { OverlayHost } from './overlayHost'

/** What every panel may read, and the few things that it may ask of the others. */
export interface OverlayContext {
  readonly world: TerraneWorld
  readonly host: OverlayHost
  /** Renewed just before panels are. */
  readonly figures: StreamingFigures
  readonly frames: FrameTimes
  readonly history: History
  /** Everything that went wrong since the overlay was made. */
  readonly health: HealthLog
  /** What is drawn into the picture; change it in place. */
  readonly choice: Choice
  readonly selected: SectionId | null
  /** Under the pointer, on the map or in a list. */
  hovered: SectionId | null
  /** Sections that stand out on the map and in the picture, beside the selected one. */
  readonly marked: readonly SectionId[]
  /** Lets these stand out in place of those before. */
  mark(sections: readonly SectionId[]): void
  /** Marks a section everywhere and opens the panel that explains it; null lets go. */
  select(section: SectionId | null): void
}

/**
 * A panel of the overlay: one small file each. `create` is called when it is opened for the first time; `update` a few times a second while it
 * is open, and never while it is closed.
 */
export interface Panel {
  /** Unique among panels; stands in deep links. */
  readonly id: string
  readonly title: string
  /** Opens and closes it, as `KeyboardEvent.key` in lower case; none if left out. */
  readonly key?: string
  /** Column, or the strip below the picture. */
  readonly place: 'left' | 'right' | 'bottom'
  /** A word on the panel's button, '3' failures say; '' for none. Asked for a few times a second. */
  note?(overlay: OverlayContext): string
  create(body: HTMLElement, overlay: OverlayContext): PanelBody
}

export interface PanelBody {
  update(): void
  dispose?(): void
}
