import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCity, type CityOptions } from '../../examples/city/city'
import { run } from './captured'

/** A temporary folder, and the command that removes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'terrane-cli-'))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** Writes and bakes a sample city with the real command; gives the world's folder. */
export async function bakeCity(folder: string, options: CityOptions = {}): Promise<string> {
  const input = join(folder, 'city.glb')
  writeFileSync(input, await writeCity(options))
  return bake(input, join(folder, 'city'))
}

export async function bake(input: string, out: string): Promise<string> {
  const { code, err } = await run('bake', input, '--out', out, '--json')
  if (code !== 0) throw new Error(err)
  return out
}
