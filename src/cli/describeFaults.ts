import { formatFix, type Fix } from '../authoring/fixes'
import { formatFault, type Fault, type Severity } from '../authoring/validation/faults'
import { counted, listed } from './describeBake'

/** Longer lists are cut; `--json` has all of them. */
export function describeFaults(path: string, faults: readonly Fault[]): string {
  const of = (severity: Severity) => faults.filter((fault) => fault.severity === severity).map(formatFault)
  const [errors, warnings] = [of('error'), of('warning')]
  const sums = [
    ...(errors.length > 0 ? [counted(errors.length, 'error')] : []),
    ...(warnings.length > 0 ? [counted(warnings.length, 'warning')] : []),
  ]
  const lines = [
    `${path}: ${sums.join(', ') || 'no fault'}`,
    ...listed('errors', errors),
    ...listed('warnings', warnings),
  ]
  return `${lines.join('\n')}\n`
}

/** What was changed, or would be. */
export function describeFixes(fixes: readonly Fix[], dryRun: boolean): string {
  if (fixes.length === 0) return ''
  const title = dryRun ? 'would change' : 'changed'
  return `${listed(`${title} ${counted(fixes.length, 'value')}`, fixes.map(formatFix)).join('\n')}\n`
}
