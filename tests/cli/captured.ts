import type { CommandIo } from '../../src/cli/bake'
import { runCommandLine } from '../../src/cli/commandLine'

export interface Captured {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command line in this process and keeps what it writes. */
export async function run(...args: string[]): Promise<Captured> {
  let [out, err] = ['', '']
  const io: CommandIo = { out: (text) => void (out += text), err: (text) => void (err += text), terminal: false }
  const code = await runCommandLine(args, io)
  return { code, out, err }
}
