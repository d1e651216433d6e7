/**
 * What decides where a level takes over from a finer one. One rule (CUT.md A): a picture is good enough from `error × pixels per radian ÷
 * largest error in pixels` metres on. Levels are made for distances; what the simplifier then really did is written down.
 */

/** A picture 1,080 high under 60° of view: 540 ÷ tan 30°. The same screen that `maxErrorPixels` assumes where a view does not say. */
export const pixelsPerRadian = 935.3

/** The error, metres, that is `pixels` large at a distance. */
export const errorAt = (distance: number, pixels: number) => (distance * pixels) / pixelsPerRadian

/** The distance from which an error is at most `pixels` large. */
export const distanceOf = (error: number, pixels: number) => (error * pixelsPerRadian) / pixels

/** Distance for which LOD `level` of `count` (1 is the finest) is made: the last at half of what its place reaches, each finer at half of that. */
export const lodDistance = (level: number, count: number, reach: number) => reach / 2 ** (count - level + 1)

/** Distance for which the HLOD of a node is made: twice as wide, twice as far; one over 2 × 2 cells from where tiles used to end. */
export const hlodDistance = (side: number, cell: number, reach: number) => reach * Math.max(1, side / (2 * cell))

/** A level with more than this share of the next finer one's triangles is not worth its bytes. */
export const worthShare = 0.75
