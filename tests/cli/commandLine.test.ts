import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from './captured'

const folder = mkdtempSync(join(tmpdir(), 'terrane-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const text = join(folder, 'notes.txt')
writeFileSync(text, 'hello there')
const path = join(folder, 'way.csv')
writeFileSync(path, 't,x,y,z\n0,0,0,0\n1,1,0,0\n')
const model = join(folder, 'model.glb')
writeFileSync(model, 'glTF')
const broken = join(folder, 'broken.csv')
writeFileSync(broken, 't,x,y,z\n0,0,zero,0\n')

describe('help', () => {
  it('lists what is there and nothing else', async () => {
    const { code, out, err } = await run('--help')
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toMatch(/Usage: terrane COMMAND/)
    const commands = [...out.matchAll(/^ {2}(\w+) \[options\]/gm)].map((match) => match[1])
    expect(commands).toEqual(['bake', 'inspect', 'serve', 'simulate', 'validate', 'check', 'replay'])
  })

  it.each(['bake', 'inspect', 'serve', 'simulate', 'validate', 'check', 'replay'])(
    'terrane %s --help names its arguments and --json',
    async (command) => {
      const { code, out, err } = await run(command, '--help')
      expect(code).toBe(0)
      expect(err).toBe('')
      expect(out).toMatch(new RegExp(`Usage: terrane ${command} \\[options\\] <(INPUT|FILE|WORLD|RECORDING)>`))
      expect(out).toContain('--json')
    },
  )

  it('prints the version of package.json', async () => {
    const { code, out } = await run('--version')
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe("a user's mistake is one line and exit code 1", () => {
  it.each<[string[], RegExp]>([
    [[], /^terrane: no command; expected one\. Run terrane --help\.$/],
    [['foo'], /^terrane: unknown command 'foo'; expected one of its commands\. Run terrane --help\.$/],
    [['simulat'], /^terrane: unknown command 'simulat' \(Did you mean simulate\?\); expected/],
    [['--foo'], /^terrane: unknown option '--foo'; expected one of its options\. Run terrane --help\.$/],
    [
      ['bake', 'x.glb', '--out', folder, '--foo'],
      /^terrane bake: unknown option '--foo'; expected .* Run terrane bake --help\.$/,
    ],
    [['bake', 'x.glb'], /^terrane bake: required option '--out <DIR>' not specified; expected it to be given\./],
    [['bake', '--out', folder], /^terrane bake: missing required argument 'INPUT'; expected it to be given\./],
    [['bake', 'x.glb', '--out'], /^terrane bake: option '--out <DIR>' argument missing; expected a value after it\./],
    [
      ['bake', 'x.glb', '--out', 'd', '--cell', '-3'],
      /^terrane bake: --cell -3; expected a length above 0 in metres\. Pass --cell 64, or leave it out\./,
    ],
    [['bake', 'x.glb', '--out', 'd', '--cell', 'wide'], /^terrane bake: --cell wide; expected a length above 0/],
    [
      ['bake', 'x.glb', '--out', 'd', '--jobs', '1.5'],
      /^terrane bake: --jobs 1\.5; expected a whole number from 1 to 256\./,
    ],
    [
      ['bake', 'x.glb', '--out', join(folder, 'd'), '--partition', 'octree'],
      /^terrane bake: partition "octree"; expected one of grid, quadtree, kdtree\./,
    ],
    [['bake', join(folder, 'none.glb'), '--out', join(folder, 'w')], /^terrane bake: no file .*none\.glb/],
    [['inspect', 'a', 'b'], /^terrane inspect: too many arguments for 'inspect'; expected no more arguments\./],
    [['inspect', join(folder, 'none')], /^terrane inspect: no file or folder .*none; expected one that is there\./],
    [['inspect', folder], /^terrane inspect: .*, a folder without world\.json; expected a world folder\./],
    [
      ['inspect', text],
      /^terrane inspect: .*notes\.txt, which begins with "hello th"; expected a world folder, a sections file, a tile manifest, a \.glb or a recording\./,
    ],
    [
      ['serve', join(folder, 'none')],
      /^terrane serve: no file or folder .*none; expected a world folder, a \.glb or a \.gltf\./,
    ],
    [['serve', folder, '--path', broken], /^terrane serve: .*broken\.csv:2: y is "zero"; expected a finite number\./],
    [['serve', folder, '--port', '99999'], /^terrane serve: --port 99999; expected a whole number from 0 to 65535\./],
    [['simulate', folder], /^terrane simulate: no path; expected --path CSV or --tour\. Pass --tour to walk/],
    [
      ['simulate', folder, '--path', path, '--tour'],
      /^terrane simulate: option '--tour' cannot be used with option '--path <CSV>'; expected one of the two\./,
    ],
    [
      ['simulate', folder, '--tour', '--compare', '--csv', 'ticks.csv'],
      /^terrane simulate: option '--compare' cannot be used with option '--csv <FILE>'; expected one of the two\./,
    ],
    [
      ['simulate', folder, '--tour', '--speed', '200'],
      /^terrane simulate: --speed 200; expected metres a second above 0/,
    ],
    [['validate', join(folder, 'none')], /^terrane validate: no file or folder .*none; expected one that is there\./],
    [['validate', folder], /^terrane validate: .*, a folder without world\.json; expected a world folder or an auth/],
    [['validate', model], /^terrane validate: .*model\.glb, a model; expected a world or an authoring file\. Bake it/],
    [
      ['simulate', folder, '--path', join(folder, 'none.csv')],
      /^terrane simulate: no file or folder .*none\.csv; expected/,
    ],
    [
      ['simulate', folder, '--path', broken],
      /^terrane simulate: .*broken\.csv:2: y is "zero"; expected a finite number\./,
    ],
    [
      ['simulate', folder, '--path', path, '--profile', 'huge'],
      /^terrane simulate: profile "huge"; expected conservative, default, aggressive\./,
    ],
    [
      ['simulate', folder, '--path', path, '--fail', '2'],
      /^terrane simulate: --fail 2; expected a share from 0 to 1\./,
    ],
    [
      ['simulate', folder, '--path', path, '--tick-hz', '0'],
      /^terrane simulate: --tick-hz 0; expected a whole number from 1 to 1000\./,
    ],
    [
      ['simulate', folder, '--path', path, '--budget-mb', 'NaN'],
      /^terrane simulate: --budget-mb NaN; expected megabytes above 0\./,
    ],
    [['simulate', folder, '--path', path], /^terrane simulate: .*, a folder without world\.json/],
  ])('terrane %j', async (args, line) => {
    // An option that lacks its value would take --json for it.
    const complete = args.length > 0 && !args[args.length - 1].startsWith('--')
    for (const given of [args, complete ? [...args, '--json'] : args]) {
      const { code, out, err } = await run(...given)
      expect(code).toBe(1)
      expect(out).toBe('')
      expect(err.endsWith('\n')).toBe(true)
      expect(err.trimEnd()).not.toContain('\n')
      if (given === args) expect(err.trimEnd()).toMatch(line)
    }
  })
})
