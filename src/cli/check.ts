import { checkWorld, type FileFault, type WorldCheck } from './checkWorld'
import { counted, listed } from './describeBake'
import { formatBytes, formatCount, writeJson, type CommandIo } from './output'

export interface CheckOptions {
  readonly json?: boolean
}

/**
 * The body of `terrane check WORLD`: names every file that is missing, truncated or altered, once.
 * @returns Whether all are as the bake wrote them.
 * @throws TerraneError for what is no world.
 */
export async function runCheck(world: string, options: CheckOptions, io: CommandIo): Promise<boolean> {
  const check = await checkWorld(world)
  const whole = check.faults.length === 0
  if (options.json) writeJson(io, { path: world, whole, ...check })
  else io.out(describe(world, check))
  return whole
}

function describe(world: string, { faults, files, bytes, sections, unused }: WorldCheck): string {
  const sums = `${formatCount(sections)} sections, ${counted(files, 'file')}, ${formatBytes(bytes)}`
  const spare = unused.length > 0 ? [`${counted(unused.length, 'file')} that nothing refers to`] : []
  const lines = [
    `${world}: ${faults.length === 0 ? `whole (${sums})` : counted(faults.length, 'fault')}`,
    ...listed('faults', faults.map(formatFileFault)),
    ...spare,
    ...(faults.length > 0 ? ['Copy or upload the world again, whole, or bake it again.'] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** Names of sections that are said of one file. */
const namesShown = 3

function formatFileFault({ code, path, sections, message }: FileFault): string {
  const shown = sections.slice(0, namesShown).map((name) => `"${name}"`)
  const more = sections.length > namesShown ? ` and ${sections.length - namesShown} more` : ''
  const needed = shown.length > 0 ? `; needed by ${shown.join(', ')}${more}` : ''
  return `${path}: ${message}${needed} [${code}]`
}
