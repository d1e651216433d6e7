import type { AuthoredFocus, AuthoredProfile } from '../authoringFile'
import { faultOf, type Fault, type Finding } from './faults'

/** What is wrong with focuses. */
export function focusFaults(focuses: readonly AuthoredFocus[]): Fault[] {
  const names = new Set<string>()
  return focuses.flatMap((focus) => {
    const faults = checkFocus(focus, names.has(focus.name))
    names.add(focus.name)
    return faults.map((finding) => faultOf(`focus "${focus.name}"`, -1, finding))
  })
}

function checkFocus({ name, position, radiusScale = 1 }: AuthoredFocus, taken: boolean): Finding[] {
  const findings: Finding[] = []
  if (taken)
    findings.push({ code: 'name-duplicate', message: `two focuses are called "${name}"`, fix: 'Rename one of them.' })
  if (!position) findings.push({ code: 'value-type', message: 'no position', fix: 'Write "position": [x, y, z].' })
  const numbers = [...(position ?? []), radiusScale]
  if (!numbers.every(Number.isFinite))
    findings.push({
      code: 'not-finite',
      message: `position or scale ${numbers.join(', ')}`,
      fix: 'Write finite numbers.',
    })
  else if (radiusScale <= 0)
    findings.push({
      code: 'radius-zero',
      message: `radius scale ${radiusScale}`,
      fix: 'Write a number above 0, or leave it out.',
    })
  return findings
}

/** Profiles that `setProfile` would refuse. */
export function profileFaults(profiles: Readonly<Record<string, AuthoredProfile>>): Fault[] {
  return Object.entries(profiles).flatMap(([name, profile]) => {
    const { concurrent, loadsPerTick, unloadsPerTick, exitRatio, prefetchBudget } = profile
    const bounds = [concurrent, loadsPerTick, unloadsPerTick]
    const wrong = [
      ...(bounds.every((bound) => Number.isInteger(bound) && bound > 0) ? [] : [`bounds ${bounds.join('/')}`]),
      ...(exitRatio > 1 && exitRatio < Infinity ? [] : [`exit ratio ${exitRatio}`]),
      ...(Number.isInteger(prefetchBudget) && prefetchBudget >= 0 ? [] : [`prefetch budget ${prefetchBudget}`]),
    ]
    if (wrong.length === 0) return []
    return faultOf(`profile "${name}"`, -1, {
      code: 'profile-unusable',
      message: wrong.join(', '),
      fix: 'Write whole bounds above 0, an exit ratio above 1 and a whole prefetch budget.',
    })
  })
}
