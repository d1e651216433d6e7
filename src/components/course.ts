import type { FocusPath } from './focusPath'

/** Where focuses go: columns for `prefetch()`, indexed like those of the focuses. Metres, metres a second, 64-bit. */
export function createCourses(capacity: number) {
  const floats = () => new Float64Array(capacity)
  return {
    capacity,
    /** Serial number of the focus that a row is of, 0 before any: another one at its index begins anew. */
    serial: floats(),
    /** The velocity of the focus smoothed for longer, and its pace: the smoothed speed, whatever the direction. */
    courseX: floats(),
    courseY: floats(),
    courseZ: floats(),
    pace: floats(),
    /** Where prefetch looks from (see `placeGhost`), and where that was when it last found nothing. */
    hasGhost: new Uint8Array(capacity),
    ghostX: floats(),
    ghostY: floats(),
    ghostZ: floats(),
    askedX: floats(),
    askedY: floats(),
    askedZ: floats(),
    path: new Array<FocusPath | null>(capacity).fill(null),
  }
}

export type Courses = ReturnType<typeof createCourses>
