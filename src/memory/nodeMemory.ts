import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

/** Something that may run out: bytes taken, and bytes there are. */
export interface MemoryUse {
  readonly usedBytes: number
  readonly limitBytes: number
}

/** What a process may take: its container's limit (cgroup), or all of the machine's memory where there is none. */
export function processLimit(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}

/**
 * What this process takes of what it may: its resident set of `limitBytes`, and its JavaScript heap of `--max-old-space-size`, or of what V8 takes for itself. Others in the same container are not
 * counted.
 */
export function readProcessMemory(limitBytes = processLimit()): readonly MemoryUse[] {
  const { used_heap_size: usedBytes, heap_size_limit: heapBytes } = getHeapStatistics()
  return [
    { usedBytes: process.memoryUsage.rss(), limitBytes },
    { usedBytes, limitBytes: heapBytes },
  ]
}
