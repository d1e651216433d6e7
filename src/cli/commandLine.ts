import { Command, CommanderError, Option } from 'commander'
import { fail, TerraneError } from '../errors'
import { terraneVersion } from '../version'
import { above0, from0, readNumber, share, whole, type NumberRule } from './numbers'
import type { CommandIo } from './output'

/**
 * Runs `terrane …`. What a command needs is loaded only when it runs.
 * @returns The exit code: 0, or 1 after a line on stderr that says what was wrong, what was expected and what to do; several gates that
 * fail have a line each.
 */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  const running = { command: 'terrane', failed: false }
  try {
    await createProgram(io, running).parseAsync([...args], { from: 'user' })
    return running.failed ? 1 : 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error]
    for (const one of errors) io.err(`${running.command}: ${explain(one, running.command)}\n`)
    if (process.env.TERRANE_DEBUG && error instanceof Error) io.err(`${error.stack}\n`)
    return 1
  }
}

/** One line for any error. */
function explain(error: unknown, command: string): string {
  if (error instanceof TerraneError) return error.message
  if (error instanceof CommanderError) return explainUsage(error, command)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return `${what.replace(/\s*\n\s*/g, ' ')}; expected no such error. Set TERRANE_DEBUG=1 for the stack, and report it.`
}

const wantedByCode: Readonly<Record<string, string>> = {
  'commander.unknownOption': 'one of its options',
  'commander.unknownCommand': 'one of its commands',
  'commander.missingArgument': 'it to be given',
  'commander.excessArguments': 'no more arguments',
  'commander.conflictingOption': 'one of the two',
  'commander.optionMissingArgument': 'a value after it',
  'commander.missingMandatoryOptionValue': 'it to be given',
}

/** In commander's words, which name the argument, but in our order. */
function explainUsage({ code, message }: CommanderError, command: string): string {
  if (code === 'commander.help') return 'no command; expected one. Run terrane --help.'
  const got = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\. Expected.*$/, '')
  return `${got}; expected ${wantedByCode[code] ?? 'something else'}. Run ${command} --help.`
}

interface Running {
  /** What is running, as the user would type it: 'terrane bake'. */
  command: string
  /** It printed what it had to say, and that is a no. */
  failed: boolean
}

function createProgram(io: CommandIo, running: Running): Command {
  const program = new Command('terrane')
  const configure = (command: Command) =>
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: () => {} })
  configure(program)
    .description('Open-world streaming for TypeScript games: bakes, inspects and simulates worlds.')
    .usage('COMMAND …')
    .version(terraneVersion, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
  const add = (name: string, description: string) => {
    const command = configure(program.command(name))
      .description(description)
      .helpOption('-h, --help', 'print this help')
    return command.option('--json', 'print one JSON document and nothing else')
  }
  program.hook('preSubcommand', (_program, command) => void (running.command = `terrane ${command.name()}`))
  addBake(add, io)
  addInspect(add, io)
  addServe(add, io)
  addSimulate(add, io)
  addValidate(add, io, running)
  addCheck(add, io, running)
  addReplay(add, io)
  return program
}

type Add = (name: string, description: string) => Command

/** What a bake can be told, by whatever command it runs. */
function addBakeOptions(command: Command): Command {
  const cell = readNumber('--cell', above0('a length above 0 in metres', '64'))
  const enter = readNumber('--enter', above0('a length above 0 in metres', '256'))
  const texels = readNumber('--texture-size', whole(1, 16_384, '1024'))
  return command
    .option('--cell <METRES>', 'side of a grid cell (default: 64)', cell)
    .option('--enter <METRES>', 'distance from which a section is wanted (default: 4 × cell)', enter)
    .option('--texture-size <TEXELS>', 'longest side of an image (default: 1024)', texels)
    .option('--config <FILE>', 'config of the game (default: terrane.config.ts here or beside the input)')
}

function addBake(add: Add, io: CommandIo): void {
  const command = add('bake', 'turns a .glb, a .gltf, an authoring file or a tile manifest into a world folder')
    .argument('<INPUT>', 'a .glb, a .gltf, an authoring file or a tile manifest')
    .requiredOption('--out <DIR>', 'the world folder to write; new, empty, or a world before')
    .option('--name <NAME>', "the world's name (default: of the input)")
  const horizon = readNumber('--horizon', above0('a length above 0 in metres', '4096'))
  const pixels = readNumber('--error-pixels', above0('a number of pixels above 0', '2'))
  const hlodTriangles = readNumber('--hlod-triangles', whole(16, 20_000, '16384'))
  const atlas = readNumber('--atlas-size', whole(64, 4096, '512'))
  const storey = readNumber('--storey', above0('a height above 0 in metres', '3'))
  const leafTriangles = readNumber('--leaf-triangles', whole(1, 2 ** 24, '32768'))
  const base = readNumber('--texture-base', whole(0, 16_384, '128'))
  addBakeOptions(command)
    .option('--partition <WAY>', 'how space is cut: grid, quadtree or kdtree (default: grid)')
    .option('--storey <METRES>', 'floor to floor, for trees (default: one floor)', storey)
    .option('--leaf-triangles <N>', 'above which a leaf of a tree is split (default: 32768)', leafTriangles)
    .option('--texture-base <TEXELS>', 'longest side of a blurred version of larger images; 0: none (default: 0)', base)
    .option('--pack', 'all payloads in one file')
    .option('--jobs <N>', 'payloads encoded at a time (default: 1)', readNumber('--jobs', whole(1, 256, '2')))
    .option('--lods <N>', 'levels of detail of each tile (default: 0)', readNumber('--lods', whole(0, 8, '2')))
    .option('--hlod', 'merged pictures of what is far, a tree of them')
    .option('--horizon <METRES>', 'that the picture reaches, with --hlod (default: 16 × enter)', horizon)
    .option('--error-pixels <PIXELS>', 'error of a level where it takes over (default: 2)', pixels)
    .option('--hlod-triangles <N>', 'of one HLOD at most (default: 16384)', hlodTriangles)
    .option('--atlas-size <TEXELS>', "longest side of an HLOD's picture (default: 512)", atlas)
    .action(async (input: string, { enter, ...options }) => {
      const { runBake } = await import('./bake')
      await runBake(input, { ...options, enterRadius: enter }, io)
    })
}

function addInspect(add: Add, io: CommandIo): void {
  add('inspect', 'says what is in a world folder, a sections file, a .glb or a recording')
    .argument('<FILE>', 'a world folder, a sections file, a .glb or a recording')
    .option('--section <NAME>', 'the path of one section, from its root to its leaves')
    .action(async (file: string, options) => {
      const { runInspect } = await import('./inspect')
      await runInspect(file, options, io)
    })
}

function addServe(add: Add, io: CommandIo): void {
  const command = add('serve', 'shows a world in the viewer on localhost; a .glb or .gltf is baked while it is shown')
    .argument('<WORLD>', 'a world folder, a .glb or a .gltf')
    .option(
      '--port <N>',
      'port; 0 is any (default: the first free from 8080 on)',
      readNumber('--port', whole(0, 65_535, '8080')),
    )
    .option('--host <ADDRESS>', 'address to listen on (default: this machine only)')
    .option('--path <CSV>', 'focus path that the viewer can follow')
    .addOption(
      new Option('--replay <RECORDING>', 'scrub a recording of the world, with picture and explain').conflicts('path'),
    )
    .option(
      '--budget-mb <MB>',
      'memory budget of the viewer, or none (default: what the machine that looks suggests)',
      readBudget,
    )
    .option('--tiled', 'stream it as a tiled scene: gates, order on screen, its settings')
    .option('--cache <DIR>', 'where worlds baked on the way are kept (default: ~/.cache/terrane)')
  addBakeOptions(command).action(async (world: string, { cell, enter, textureSize, config, path, ...options }) => {
    const { runServe } = await import('./serve')
    if (path !== undefined) await checkPath(path)
    const bake = { cell, enterRadius: enter, textureSize, config }
    await runServe(world, { ...options, bake, tour: path }, io)
  })
}

const readBudget = (text: string) =>
  text === 'none' ? text : readNumber('--budget-mb', above0('megabytes above 0, or none', '256'))(text)

/** Of an option that may be repeated. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

async function checkPath(path: string): Promise<void> {
  const [{ readFocusPaths }, { readText }] = await Promise.all([import('../replay/focusPath'), import('./openInput')])
  readFocusPaths(await readText(path), path)
}

function addSimulate(add: Add, io: CommandIo): void {
  const command = add('simulate', 'drives the real pipeline along a focus path, without a screen')
    .argument('<WORLD>', 'a world folder or a sections file')
    .option('--path <CSV>', 'focus path: t,x,y,z and optionally focus; seconds, metres, y up')
    .addOption(new Option('--tour', 'walk a path made from the world itself').conflicts('path'))
    .option('--speed <M/S>', 'of the tour (default: 10)', readNumber('--speed', tourSpeed))
    .option('--profile <NAME>', 'conservative, default or aggressive (default: default)')
    .option(
      '--latency-ms <MS>',
      'until the first byte (default: 80)',
      readNumber('--latency-ms', from0('milliseconds from 0 on', '80')),
    )
    .option(
      '--mbps <MBIT>',
      'megabits a second, shared (default: 50)',
      readNumber('--mbps', above0('megabits a second above 0', '50')),
    )
    .option('--fail <RATE>', 'share of loads that fail (default: 0)', readNumber('--fail', share))
    .option('--seed <N>', 'of failures and jitter (default: 1)', readNumber('--seed', whole(0, 0xffff_ffff, '7')))
    .option('--tick-hz <HZ>', 'ticks a second (default: 60)', readNumber('--tick-hz', whole(1, 1000, '60')))
    .option(
      '--budget-mb <MB>',
      'memory budget (default: none)',
      readNumber('--budget-mb', above0('megabytes above 0', '256')),
    )
    .option(
      '--warm-up <SECONDS>',
      'first seconds that afterWarmUp leaves out (default: 3)',
      readNumber('--warm-up', from0('seconds from 0 on', '3')),
    )
    .option('--csv <FILE>', 'write a line a tick')
    .option('--health <FILE>', 'write all that went wrong: JSON where it ends in .json, else Markdown')
    .option('--record <FILE>', 'record the run, for terrane replay')
    .option('--explain <SECTION@SECONDS>', 'why a section is or is not loaded then; may be repeated', collect)
    .option('--explain-at <X,Y,Z@SECONDS>', 'the same for the sections of a place; may be repeated', collect)
  addGates(command).action(async (world: string, { mbps, fail: failRate, budgetMb, warmUp, compare, ...options }) => {
    if (options.path === undefined && !options.tour)
      fail('argument', 'no path', '--path CSV or --tour', 'Pass --tour to walk through the whole world.')
    const budgetBytes = budgetMb === undefined ? undefined : budgetMb * 1e6
    const settings = { ...options, megabitsPerSecond: mbps, failRate, budgetBytes, warmUpSeconds: warmUp }
    if (compare) return (await import('./simulateCompare')).runCompare(world, settings, io)
    const { runSimulate } = await import('./simulate')
    await runSimulate(world, settings, io)
  })
}

function addReplay(add: Add, io: CommandIo): void {
  add('replay', 'replays a recording in a clean world; exits 1 at the first tick that differs')
    .argument('<RECORDING>', 'a .jsonl that terrane simulate --record, the viewer or a game recorded')
    .argument('<WORLD>', 'the world folder or sections file it was recorded on')
    .option('--explain <SECTION@SECONDS>', 'why a section is or is not loaded then; may be repeated', collect)
    .option('--explain-at <X,Y,Z@SECONDS>', 'the same for the sections of a place; may be repeated', collect)
    .action(async (recording: string, world: string, options) => {
      const { runReplay } = await import('./replay')
      await runReplay(recording, world, options, io)
    })
}

const tourSpeed: NumberRule = {
  wanted: 'metres a second above 0 and below 200, where teleports begin',
  example: '10',
  allows: (value) => value > 0 && value < 200,
}

/** What a run is held to, and how it is told. */
function addGates(command: Command): Command {
  return command
    .addOption(
      new Option('--compare', 'all profiles side by side: load order, memory, what is missing where').conflicts([
        'profile',
        'csv',
        'health',
        'record',
        'explain',
        'explainAt',
        'assert',
        'baseline',
        'junit',
        'markdown',
      ]),
    )
    .option(
      '--assert <FIGURE<LIMIT>',
      'exit 1 unless it holds: missingShare<0.02, peakBytes<512MB; may be repeated',
      collect,
    )
    .option('--baseline <FILE>', 'exit 1 where a figure is worse than in an earlier --json report')
    .option('--tolerance <[FIGURE=]SHARE>', 'how much worse it may be (default: 5%); may be repeated', collect)
    .option('--junit <FILE>', 'write the gates as JUnit XML')
    .option('--markdown <FILE>', 'write gates and figures as Markdown')
}

function addValidate(add: Add, io: CommandIo, running: Running): void {
  add('validate', 'lists every fault of a world or of an authoring file; exit code 1 where one is an error')
    .argument('<WORLD>', 'a world folder, a sections file or an authoring file')
    .option('--fix', 'correct what a program can correct in an authoring file, and write it')
    .option('--dry-run', 'with --fix: list the corrections and write nothing')
    .option('--config <FILE>', 'config of the game, for its limits')
    .action(async (world: string, options) => {
      const { runValidate } = await import('./validate')
      running.failed = !(await runValidate(world, options, io))
    })
}

function addCheck(add: Add, io: CommandIo, running: Running): void {
  add('check', 'looks whether every file of a world is there and whole; exit code 1 where one is not')
    .argument('<WORLD>', 'a world folder')
    .action(async (world: string, options) => {
      const { runCheck } = await import('./check')
      running.failed = !(await runCheck(world, options, io))
    })
}
