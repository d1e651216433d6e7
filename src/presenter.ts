import type { Bytes, WorkMeter } from './memory/meter'
import type { DrawPayload, MeshPayload } from './payloads/draw'

/** A section as presenters, kinds and sources know it: its row in the world's table. */
export type Row = number

/**
 * What draws a world (regl, null, a game's own). It knows nothing of streaming: the engine hands it decoded payloads,
 * tells it which rows are shown, and takes them back. A row that was adopted gets one `release` in the end, whatever became of it.
 * `tests/contracts/presenter` is the contract test that every presenter passes.
 */
export interface Presenter {
  /**
   * Uploads (part of) a payload within the meter. 'more' is called again next frame with the same arguments. A row that has content
   * gets a new version: the old one stands, shown or hidden, until this one is done and takes its place.
   * A texture that requires another is its sharper version: it is drawn in its stead until it is released.
   */
  adopt(row: Row, payload: DrawPayload, requires: readonly Row[], meter: WorkMeter): 'done' | 'more'
  /**
   * Uploads one of a mesh payload's draws, with what it needs of the payload: the parts of an adopt, in any order, before `adopt` completes the row. Answers 'more' and is called
   * again like that. A presenter that has no such function gets every payload whole.
   */
  adoptMesh?(row: Row, payload: MeshPayload, requires: readonly Row[], draw: number, meter: WorkMeter): 'done' | 'more'
  /** Draws the meshes of an unfinished adopt that are complete, and the others as they come, until `show`, `hidePart`, `cancel` or `release`. */
  showPart?(row: Row): void
  hidePart?(row: Row): void
  /**
   * Whether all that was adopted since the last time found room in graphics memory; asked once a frame, before more is adopted. What replaces something that is
   * drawn may wait for the answer. Where there was no room, those rows are released, and a world with budgets is under memory
   * pressure. A presenter that has no such function, and throws no 'graphics-memory' from an adopt, always has room.
   */
  hasRoom?(): boolean
  /** Gives up an unfinished adopt of the row; a version that stood before stays. */
  cancel(row: Row): void
  /** Frees everything of the row, finished or not. */
  release(row: Row): void
  /** Takes the row off the screen and frees about `most` of its meshes; `release` follows in the end. @returns how many it freed; fewer than `most` where none is left. */
  tearDown?(row: Row, most: number): number
  /**
   * The row's picture comes, or goes. With `fadeSeconds` over that time, by the presenter's own clock, between what it was and what it is to be; a
   * presenter may do without. What goes is drawn until then and stays adopted so long; `release` ends it at once.
   */
  show(row: Row, fadeSeconds?: number): void
  hide(row: Row, fadeSeconds?: number): void
  /**
   * Draws the row's content once more: where `matrix` takes it from its own space (relative to its origin, which does not count) to the
   * scene's, in which all rows are. A column-major affine 4 × 4 in 64-bit, read during the call; negative scales keep faces outward. A copy is drawn whenever
   * its row is adopted, shown or not: placing may come before adopt, and lasts through release, refresh and a lost context until
   * `unplace` or `dispose`. Placing it again moves it, or gives it another row. While the matrix is not finite it is not drawn.
   * @param copy The caller's number. The engine's figures take entity ids, which are positive; a game's own may be negative.
   */
  place(copy: number, row: Row, matrix: ArrayLike<number>): void
  /** Draws the copy no longer; one that is unknown is ignored. */
  unplace(copy: number): void
  /**
   * Draws the scene, rows and copies alike, where `matrix` takes it from its own space to the world, from the next picture on. A column-major 4 × 4 in 64-bit that turns, moves and
   * scales evenly, read during the call. Until then the scene is where the world is.
   */
  moveScene(matrix: ArrayLike<number>): void
  /** Bytes this presenter holds for all rows, by its own count; what their copies add goes with the rows. */
  measure(): Bytes
  /** Called by the host once; the presenter calls back when the graphics context died and all its rows are gone. */
  onLost(callback: () => void): void
  dispose(): void
}

/** Draws nothing and holds nothing: for servers and tests. */
export function nullPresenter(): Presenter {
  return {
    adopt: () => 'done',
    cancel: () => {},
    release: () => {},
    show: () => {},
    hide: () => {},
    place: () => {},
    unplace: () => {},
    moveScene: () => {},
    measure: () => ({ cpuBytes: 0, gpuBytes: 0 }),
    onLost: () => {},
    dispose: () => {},
  }
}
