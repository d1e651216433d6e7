/** A bound on how many may run at once; who waits is served in order, and leaves the line when its signal fires. */
export interface Slots {
  /** Resolves when a slot is taken. @throws the signal's reason. */
  take(signal: AbortSignal): Promise<void>
  give(): void
}

export function createSlots(count: number): Slots {
  let free = count
  const line: (() => void)[] = []
  return {
    take(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free--
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          line.splice(line.indexOf(enter), 1)
          reject(signal.reason)
        }
        const enter = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        line.push(enter)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
    give() {
      const next = line.shift()
      if (next) next()
      else free++
    },
  }
}
