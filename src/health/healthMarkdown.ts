import type { HealthReport } from './healthReport'

/** Rows of a list in the text; the JSON has all. */
const rowLimit = 50

/** A report as Markdown: for an issue, a chat, a file. */
export function formatHealthReport(report: HealthReport): string {
  const { world, run, counts } = report
  const states = Object.entries(run.byState).filter(([name, count]) => name !== 'Idle' && count > 0)
  const facts = [
    ...Object.entries(report.versions).map(([name, version]) => `${name} ${version}`),
    `world ${world.hash}, ${world.sections} sections`,
    `${run.seconds.toFixed(1)} s in ${run.ticks} ticks at ${run.tickHz} Hz, profile ${run.profile}, ${run.focuses} focuses, ${run.desired} desired`,
    `states: ${states.map(([name, count]) => `${count} ${name}`).join(', ') || 'nothing live'}`,
    `budget: ${report.budget}`,
    ...Object.entries(report.about).map(([name, value]) => `${name}: ${value}`),
  ]
  return [
    `# Terrane health report: ${report.verdict}`,
    report.summary,
    facts.map((fact) => `- ${fact}`).join('\n'),
    table(
      'Counts',
      ['what', 'times'],
      Object.entries(counts).map(([name, count]) => [wordsOf(name), count]),
    ),
    table(
      'Failures',
      ['section', 'state', 'failures', 'first', 'last', 'last error'],
      report.failures.map((row) => [
        row.section,
        row.recovered ? `${row.state}, recovered` : row.state,
        row.failures,
        seconds(row.firstSeconds),
        seconds(row.lastSeconds),
        row.lastError,
      ]),
    ),
    table(
      'Cooling down',
      ['section', 'failures', 'tried again in', 'last error'],
      report.cooldowns.map((row) => [row.section, row.failures, seconds(row.seconds), row.lastError]),
    ),
    table(
      'Wanted and not there',
      ['for', 'why'],
      report.waiting.map((row) => [seconds(row.seconds), row.why]),
    ),
    table(
      'Thrash',
      ['section', 'reloads'],
      report.thrash.map((row) => [row.section, row.reloads]),
    ),
    table(
      'Lost with the graphics context',
      ['section', 'times'],
      report.lost.map((row) => [row.section, row.times]),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

const seconds = (value: number) => `${value.toFixed(1)} s`

/** contextsLost → contexts lost */
const wordsOf = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Nothing where there are no rows. */
function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`
  const more = rows.length > rowLimit ? [`\n… and ${rows.length - rowLimit} more.`] : []
  const shown = rows.slice(0, rowLimit).map(line)
  return [`## ${title}\n`, line(head), line(head.map(() => '---')), ...shown, ...more].join('\n')
}

/** A bar or a new line would end the cell. */
const cell = (value: string | number) =>
  String(value)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
