import type { RolePattern } from '../authoring/roles'
import { fail } from '../errors'
import { emptyConfig, type CheckedConfig } from './config'
import type { ConfigOption } from './configFile'
import type { WorkerFiles } from './levels/runJobs'
import { partitions, type PartitionName } from './partition'

export interface BakeOptions {
  /** The world's name in world.json; the input's file name without its ending by default. */
  readonly name?: string
  /** Side of a grid cell in metres. Default 64. */
  readonly cell?: number
  /** Metres from which a section is wanted; default 4 × cell (CUT.md, rule 18). */
  readonly enterRadius?: number
  /** How space is cut: 'grid' (default), 'quadtree' or 'kdtree'. */
  readonly partition?: PartitionName
  /** Metres from floor to floor, for trees; left out, all is one floor. */
  readonly storey?: number
  /** Triangles above which a leaf of a tree is split. Default 32,768. */
  readonly leafTriangles?: number
  /** Longest side of an image in texels; rounded down to a power of two. Default 1024. */
  readonly textureSize?: number
  /**
   * Images with more texels than the square of this get a blurred version, no side longer, that is always there; the image itself is its sharper version (docs/memory.md).
   * 0 (the default): none. Needs `sharp`.
   */
  readonly textureBase?: number
  /** Metres from which the sharper version is wanted. Default 64: four cells of 16 m. */
  readonly textureDistance?: number
  /** Payloads that are encoded at a time. Default 1; the bytes are the same for any number. */
  readonly jobs?: number
  /** All payloads in one file, read by ranges. Default false: a file each. */
  readonly pack?: boolean
  /** Levels of detail that are made of each tile, 0 to 8. Default 0. */
  readonly lods?: number
  /** Merged pictures of what is far: a tree of them above the tiles. Default false. */
  readonly hlod?: boolean
  /** Metres that the picture reaches, with `hlod`. Default 16 × enterRadius. */
  readonly horizon?: number
  /** Pixels that a level's error may be large where it takes over, on a screen 1,080 high under 60°. Default 2. */
  readonly errorPixels?: number
  /** Triangles of one HLOD at most, skirts not counted. Default 16,384. */
  readonly hlodTriangles?: number
  /** Longest side of an HLOD's picture, texels; rounded down to a power of two. Default 512. */
  readonly atlasSize?: number
  /** Files of worker threads, where they do not lie beside the package's modules. */
  readonly workers?: WorkerFiles
  /** Roles by name beyond the config's and the built-in ones. */
  readonly rolePatterns?: readonly RolePattern[]
  /** The config or its file; false for none. Left out: `terrane.config.ts` in the working folder or beside the input. */
  readonly config?: ConfigOption
  /** Called as the bake goes on; never with fewer done than before in a stage. */
  readonly onProgress?: (progress: BakeProgress) => void
}

export interface BakeProgress {
  readonly stage: 'read' | 'plan' | 'levels' | 'encode' | 'write'
  readonly done: number
  readonly total: number
}

/** Options with every default filled in and checked. */
export interface BakeSettings {
  readonly name: string
  readonly cell: number
  readonly enterRadius: number
  readonly partition: PartitionName
  readonly storey: number
  readonly leafTriangles: number
  readonly textureSize: number
  readonly textureBase: number
  readonly textureDistance: number
  readonly lods: number
  readonly hlod: boolean
  readonly horizon: number
  readonly errorPixels: number
  readonly hlodTriangles: number
  readonly atlasSize: number
  readonly workers?: WorkerFiles
  readonly jobs: number
  readonly pack: boolean
  readonly rolePatterns: readonly RolePattern[]
  readonly config: CheckedConfig
  readonly onProgress: (progress: BakeProgress) => void
}

const defaultCell = 64
const defaultTextureSize = 1024
/** Of one leaf: about what a cell of a dense town holds, and no more than half of what 16-bit indices reach. */
const defaultLeafTriangles = 32_768
/** Enter radii to the horizon: four levels of HLODs, each twice as far as the one before. */
const horizonRadii = 16
/** Of an HLOD: all of it is one draw of 16-bit indices and less than an upload unit of 1 MiB. */
const defaultHlodTriangles = 16_384
/** Of an HLOD: with its mips 1.4 MB, and enough for a texel every two pixels of most towns. */
const defaultAtlasSize = 512
const mostLods = 8

/**
 * Fills in defaults and checks every number.
 * @throws TerraneError 'argument'.
 */
export function bakeSettings(input: string, options: BakeOptions, config: CheckedConfig = emptyConfig): BakeSettings {
  const cell = positive('cell', options.cell ?? defaultCell, 'a length above 0 in metres')
  const enterRadius = options.enterRadius ?? config.kinds.mesh?.enterRadius ?? 4 * cell
  return {
    name: options.name ?? nameOf(input),
    cell,
    enterRadius: positive('enterRadius', enterRadius, 'a length above 0 in metres'),
    partition: partitionOf(options.partition ?? 'grid'),
    storey: options.storey === undefined ? Infinity : positive('storey', options.storey, 'a height above 0 in metres'),
    leafTriangles: positive('leafTriangles', options.leafTriangles ?? defaultLeafTriangles, 'a number from 1 on'),
    textureSize: positive('textureSize', options.textureSize ?? defaultTextureSize, 'a number of texels above 0'),
    textureBase: options.textureBase ? positive('textureBase', options.textureBase, 'a number of texels above 0') : 0,
    textureDistance: positive('textureDistance', options.textureDistance ?? 64, 'a length above 0 in metres'),
    ...levelSettings(options, enterRadius),
    jobs: Math.max(1, Math.floor(positive('jobs', options.jobs ?? 1, 'a number from 1 on'))),
    pack: options.pack ?? false,
    rolePatterns: options.rolePatterns ?? [],
    config,
    onProgress: options.onProgress ?? (() => {}),
  }
}

function levelSettings(options: BakeOptions, enterRadius: number) {
  const { lods = 0, hlod = false, workers } = options
  if (!Number.isInteger(lods) || lods < 0 || lods > mostLods)
    fail('argument', `lods ${lods}`, `a whole number from 0 to ${mostLods}`, 'Pass another lods, or leave it out.')
  const atlasSize = positive('atlasSize', options.atlasSize ?? defaultAtlasSize, 'a number of texels from 64 on')
  const horizon = positive('horizon', options.horizon ?? horizonRadii * enterRadius, 'a length above 0 in metres')
  if (hlod && horizon <= enterRadius)
    fail(
      'argument',
      `horizon ${horizon} with enter radius ${enterRadius}`,
      'a longer one',
      'Raise it, or leave hlod out.',
    )
  return {
    lods,
    hlod,
    horizon,
    errorPixels: positive('errorPixels', options.errorPixels ?? 2, 'a number of pixels above 0'),
    hlodTriangles: positive('hlodTriangles', options.hlodTriangles ?? defaultHlodTriangles, 'a number from 1 on'),
    atlasSize: Math.max(64, 2 ** Math.floor(Math.log2(atlasSize))),
    ...(workers && { workers }),
  }
}

function positive(name: string, value: number, wanted: string): number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return value
  return fail('argument', `${name} is ${value}`, wanted, `Pass another ${name}, or leave it out.`)
}

const nameOf = (input: string) => (input.split(/[\\/]/).pop() ?? input).replace(/\.[^.]*$/, '')

function partitionOf(name: string): PartitionName {
  const found = partitions.find((partition) => partition === name)
  return found ?? fail('argument', `partition "${name}"`, `one of ${partitions.join(', ')}`, 'Leave it out for a grid.')
}
