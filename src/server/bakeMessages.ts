import type { BakeOptions } from '../baking/options'
import type { WireError } from '../workers/protocol'

/** What a bake thread is started with. */
export interface BakeTask {
  readonly input: string
  readonly options: BakeOptions
  /** The world folder that the bake writes. */
  readonly out: string
}

/** To the bake thread: this section next. */
export interface Want {
  readonly section: number
}

/** From the bake thread: 'planned' once, one 'encoded' a section in whatever order, and 'finished'; or 'failed' at any point, the last. */
export type FromBake =
  | {
      readonly type: 'planned'
      readonly name: string
      /** Section blob whose content paths are `live/<section>`. */
      readonly blob: ArrayBuffer
      readonly sections: number
    }
  | { readonly type: 'encoded'; readonly section: number; readonly path: string }
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly error: WireError }

/** Content path of a section that may not be encoded yet. */
export const livePath = (section: number) => `live/${section}`
