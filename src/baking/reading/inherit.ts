import type { Node as GltfNode } from '@gltf-transform/core'
import { isColliderWord, roleByName, type RolePattern } from '../../authoring/roles'
import { readSettings, type ColliderShape, type Role, type Settings } from '../../authoring/settings'
import { tierByName } from '../../authoring/tiers'
import { fail } from '../../errors'
import { hasMaterial } from '../readMesh'

/** A role that a node does not inherit, and what gave it. */
export interface DeclaredRole {
  readonly role: Role
  readonly because: string
}

/** What a node hands down. */
export interface Inherited {
  readonly settings: Settings
  /** Path of the nearest node that gives a radius. */
  readonly owner: string | null
}

/** The nearest says what counts: the node's key, then its name, then its parent. */
export function inherit(
  source: GltfNode,
  path: string,
  extras: Readonly<Record<string, unknown>>,
  above: (Inherited & { readonly role: Role }) | null,
  { patterns, hints }: { readonly patterns: readonly RolePattern[]; readonly hints: string[] },
): Inherited & { readonly declared: DeclaredRole | null } {
  const written = readSettings(extras, path)
  const mesh = source.getMesh()
  const named = roleByName(source.getName(), mesh ? hasMaterial(mesh) : true, patterns)
  const declared = declare(written, named, above?.role ?? 'static')
  if (!named && mesh && isColliderWord(source.getName()) && (declared?.role ?? above?.role ?? 'static') === 'static')
    hints.push(`"${path}" is named like a collider but has a material, so it is drawn; set terrane_role to collider`)
  const hasRadius = written.enterRadius !== undefined || written.exitRadius !== undefined
  const owner = hasRadius ? path : (above?.owner ?? null)
  const tier = tierByName(source.getName())
  const said = tier && written.tier === undefined ? { ...written, tier } : written
  return { settings: mergeSettings(above?.settings ?? {}, said, named?.collider ?? null, path), owner, declared }
}

/** A name that only says "drawn" (`-col`) leaves what moves moving. */
function declare(written: Settings, named: DeclaredRole | null, above: Role): DeclaredRole | null {
  if (written.role) return { role: written.role, because: 'by terrane_role' }
  if (!named || (named.role === 'static' && above === 'dynamic')) return null
  return { role: named.role, because: named.because }
}

/** An exit radius goes with its enter radius, so a new enter radius drops an inherited exit. */
function mergeSettings(above: Settings, written: Settings, named: ColliderShape | null, path: string): Settings {
  if (!named && Object.keys(written).length === 0) return above
  const { exitRadius: _exit, ...others } = above
  const settings: Settings = {
    ...(written.enterRadius === undefined ? above : others),
    ...(named && { collider: named }),
    ...written,
  }
  checkRadii(settings, path)
  return settings
}

function checkRadii({ enterRadius, exitRadius }: Settings, path: string): void {
  if (exitRadius === undefined || enterRadius === undefined || exitRadius > enterRadius) return
  fail(
    'bake-input',
    `"${path}" with exit radius ${exitRadius} and enter radius ${enterRadius}`,
    'an exit radius above the enter radius',
    'Raise terrane_exitRadius, or leave it out.',
  )
}
