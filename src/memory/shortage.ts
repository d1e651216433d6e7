import { TerraneError } from '../errors'

/** How JavaScript engines word an allocation that failed: V8, SpiderMonkey, JavaScriptCore, WebAssembly; and we. Of an error of a worker nothing else is left. */
const words = /allocation failed|allocation size overflow|out of memory|could not allocate memory|\[graphics-memory\]/i

/** Whether a message says that memory ran out, on either side of the bus. */
export function saysShortage(message: string): boolean {
  return words.test(message)
}

/** A section whose content found no room in graphics memory. Presenters may throw it from an adopt. */
export function graphicsMemoryFull(): TerraneError {
  return new TerraneError('graphics-memory', {
    got: 'graphics memory is full',
    wanted: 'room for what the budgets admit',
    next: 'It is tried again; lower the budgets, or bake smaller textures.',
  })
}
