import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../house/sources'

/** An example that runs, as `npm run example` starts it. */
export interface RunningExample {
  /** What it has printed so far, stdout and stderr. */
  text(): string
  /** The first match in what it prints. @throws where it ends without one. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>
  /** Ctrl-C. @returns The exit code. */
  stop(): Promise<number | null>
  /** The exit code, once it has ended by itself. */
  readonly ended: Promise<number | null>
}

export function startExample(...args: string[]): RunningExample {
  const child = spawn(process.execPath, [`${root}scripts/example.mjs`, ...args], { cwd: root })
  let printed = ''
  const heard = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    printed += chunk.toString()
    for (const look of heard) look()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const waitFor = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = printed.match(pattern)
        if (match) resolve(match)
        if (match) heard.delete(look)
      }
      heard.add(look)
      look()
      void ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${printed}`)))
    })
  return {
    text: () => printed,
    waitFor,
    ended,
    stop() {
      child.kill('SIGINT')
      return ended
    },
  }
}
