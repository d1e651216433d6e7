import { SectionFlag, sectionName } from '../blobs/sectionBlob'
import { kindBitOf } from '../components/kinds'
import type { Engine } from '../engine'
import { Gate } from '../components/gates'
import { gateOf } from '../cut/rules'
import { measureOutside } from '../cut/views'
import { squaredDistanceToBox } from '../math/box'
import { findLive } from '../live/rowTable'
import { sayRefusal } from './budgets'
import { countOf, metres, percent } from './words'

/** Why nothing wants a section, live (`s`) or not (−1), in words. */
export function whyUnwanted(engine: Engine, row: number, s: number): string {
  const { table, kinds, layers, focuses } = engine
  if (!kinds.wanted[table.kind[row]])
    return `this world does not want sections of kind "${table.info.kinds[table.kind[row]]}"`
  if ((table.layer[row] & layers.wanted) === 0) return `its data layer "${layerOf(engine, row)}" is off`
  if (table.flags[row] & SectionFlag.Placeless && table.parent[row] >= 0)
    return whyNotSharper(engine, table.parent[row])
  if (table.flags[row] & SectionFlag.Placeless) return 'nothing that is wanted requires it'
  if (table.parent[row] >= 0) return whyNotRefined(engine, row)
  if (focuses.alive.length === 0) return 'no focus is left'
  const { distance, enter, focus } = rangeOf(engine, row, s)
  if (focus < 0) return `no focus wants sections of kind "${table.info.kinds[table.kind[row]]}"`
  if (s >= 0 && engine.live.inRange[s]) return whyNotAdmitted(engine, s)
  if (distance > enter)
    return `out of range by ${metres(distance - enter)}, ${metres(distance)} from the nearest focus and wanted within ${metres(enter)}`
  if (engine.cut.starved) return `refused, as all ${countOf(engine.live.capacity, 'live section')} are in use`
  return 'it has only just come into range'
}

/** A sharper texture: its blurred one does for now. */
function whyNotSharper({ table, rows, live, ledger }: Engine, base: number): string {
  const s = findLive(rows, base)
  if (s < 0 || live.detailSquared[s] === Infinity) return `nothing that is wanted uses "${sectionName(table, base)}"`
  const away = metres(Math.sqrt(live.detailSquared[s]))
  if (live.refused[s]) return `refused by ${sayRefusal(ledger, live.refused[s])}: sharper textures are given up first`
  return `"${sectionName(table, base)}" does, as the nearest that uses it is ${away} away, and sharper within ${metres(Math.sqrt(live.upgradeInSquared[s]))}`
}

function layerOf({ table }: Engine, row: number): string {
  return table.info.layers.find((_, bit) => table.layer[row] & (1 << bit)) ?? 'none'
}

/** In range, and yet not wanted: the plan, a gate, or a finer picture. */
function whyNotAdmitted(engine: Engine, s: number): string {
  const { live, cut, ledger } = engine
  if (live.structural[s]) return 'it has no content of its own'
  if (live.refined[s]) return 'finer sections take its place'
  if (live.refused[s] || (cut.overBudget && !live.admitted[s]))
    return `refused by ${sayRefusal(ledger, live.refused[s])}, as nearer ones fill it`
  if (cut.gated && !live.admitted[s]) return whyGated(engine, s, false)
  return 'another representation takes its place'
}

/** What keeps a root, or the finer ones of a section, from being begun though distance wants it. */
function whyGated(engine: Engine, s: number, refine: boolean): string {
  const { settings, tiles, live } = engine
  switch (gateOf(engine, s, refine)) {
    case Gate.View:
      return `not asked for yet: outside the view by ${metres(measureOutside(engine, live.row[s]))} (gate, ${metres(settings.viewGatePadding)} padding)`
    case Gate.Zone:
      return 'not asked for yet: interior, and no focus is inside the interior zone'
    case Gate.Floor:
      return `not asked for yet: interior, and no focus is within ${metres(settings.floorGateMetres)} of its floor's height`
    case Gate.Covered:
      return `not asked for yet: ${percent(tiles!.coveredShareOf(engine, live.row[s], live.bestFocus[s], refine))} of its region is covered by closer tiles`
    default:
      return 'nothing keeps it any more, it comes in the next tick'
  }
}

/** A finer section: something above it stands for it. */
function whyNotRefined(engine: Engine, row: number): string {
  const { table, rows, live, cut, ledger } = engine
  const parent = table.parent[row]
  const up = findLive(rows, parent)
  if (up < 0 || !live.active[up])
    return `its coarser "${sectionName(table, parent)}" is not wanted either: ${whyUnwanted(engine, parent, up)}`
  if (live.refined[up]) return 'finer sections take its place'
  if (live.cutRefined[up] && cut.gated && gateOf(engine, up, true) !== Gate.None)
    return `${whyGated(engine, up, true)}, so "${sectionName(table, parent)}" stands for it`
  if (live.cutRefined[up] && cut.overBudget)
    return `refused by ${sayRefusal(ledger, live.refused[up])}, so "${sectionName(table, parent)}" stands for it`
  return `"${sectionName(table, parent)}" stands for it: ${metres(Math.sqrt(live.detailSquared[up]))} away, finer within ${metres(Math.sqrt(Math.max(0, live.refineInSquared[up])))}`
}

/** Distance to the nearest focus that wants its kind, divided by that one's radius scale, and the radii in force; metres. */
export function rangeOf(engine: Engine, row: number, s: number) {
  const { table, focuses, kinds, profile, live } = engine
  const baked = table.enterRadius[row]
  const enter = Math.min(baked, kinds.radius[table.kind[row]])
  const exit = table.exitRadius[row] > 0 && enter === baked ? table.exitRadius[row] : enter * profile.exitRatio
  if (s >= 0 && live.bestFocus[s] >= 0 && live.rangeSquared[s] < Infinity)
    return { distance: Math.sqrt(live.rangeSquared[s]), enter, exit, focus: live.bestFocus[s] }
  const box = table.rangeBox ?? table.bounds
  let distance = Infinity
  let nearest = -1
  for (const focus of focuses.alive) {
    if ((focuses.kindMask[focus] & kindBitOf(table.kind[row])) === 0) continue
    const squared = squaredDistanceToBox(box, 6 * row, focuses.x[focus], focuses.y[focus], focuses.z[focus])
    const scaled = Math.sqrt(squared) / focuses.radiusScale[focus]
    if (scaled >= distance) continue
    distance = scaled
    nearest = focus
  }
  return { distance, enter, exit, focus: nearest }
}
