/** The './node' entry: what needs Node's own modules. */
export { watchMemory, type WatchOptions } from './budgets/watchMemory'
export { nodeDevice } from './memory/nodeDevice'
export { readProcessMemory, type MemoryUse } from './memory/nodeMemory'
export { fileSink } from './replay/fileSink'
export { directorySource } from './sources/directorySource'
export { folderStore } from './state/folderStore'
export { nodePool, type NodePoolOptions } from './workers/nodePool'
export { inlinePool } from './workers/inlinePool'
