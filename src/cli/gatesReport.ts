import { formatFigure } from './figures'
import { describePlace, gateError, type GateResult } from './gates'
import type { Change } from './gatesBaseline'

/** What a run was held to, and what came of it. */
export interface Gates {
  /** 'walk.csv through town, profile default'. */
  readonly title: string
  readonly asserted: readonly GateResult[]
  /** Against the baseline; empty without one. */
  readonly changes: readonly Change[]
}

export const allGates = ({ asserted, changes }: Gates): GateResult[] => [...asserted, ...changes]

/** Lines for people: gates that were asked for, and what got worse and better. */
export function gateRows({ asserted, changes }: Gates): string[][] {
  return [
    ...asserted.map(({ gate, figure, value, passed }) => [
      passed ? 'passed' : 'FAILED',
      `${gate} (${formatFigure(figure, value)})`,
    ]),
    ...changes.filter(({ verdict }) => verdict !== 'same').map((change) => [change.verdict, describeChange(change)]),
  ]
}

/** 'missingShare 2.10 % → 3.40 % (+62 %)'. */
export function describeChange({ figure, before, value }: Change): string {
  const percent = before > 0 ? ` (${value > before ? '+' : ''}${Math.round((value / before - 1) * 100)} %)` : ''
  return `${figure} ${formatFigure(figure, before)} → ${formatFigure(figure, value)}${percent}`
}

/** A JUnit report: a test case a gate. */
export function formatJunit(gates: Gates): string {
  const results = allGates(gates)
  const failed = results.filter(({ passed }) => !passed).length
  const cases = results.map((result) => {
    const head = `    <testcase classname="terrane simulate" name="${escapeXml(result.gate)}"`
    if (result.passed) return `${head}/>\n`
    const message = escapeXml(gateError(result).message)
    return `${head}>\n      <failure message="${message}">${message}</failure>\n    </testcase>\n`
  })
  const counts = `tests="${results.length}" failures="${failed}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${escapeXml(gates.title)}" ${counts}>
${cases.join('')}  </testsuite>
</testsuites>
`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => entities[mark])
}

/** For a pull request or the summary of a job. `figures` are labels and texts. */
export function formatMarkdown(gates: Gates, figures: readonly (readonly string[])[]): string {
  const moved = gates.changes.filter(({ verdict }) => verdict !== 'same')
  const changes = moved.map((change) => `- ${change.verdict}: ${describeChange(change)}`).join('\n')
  const parts = [`## ${gates.title}`, verdictOf(gates), changes, markdownTable(['figure', ''], figures)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function verdictOf(gates: Gates): string {
  const results = allGates(gates)
  if (results.length === 0) return ''
  const failed = results.filter(({ passed }) => !passed).length
  const verdict =
    failed > 0 ? `**${failed} of ${results.length} gates failed.**` : `All ${results.length} gates passed.`
  const rows = results.map(({ gate, figure, value, passed, place }) => [
    passed ? 'passed' : '**failed**',
    `\`${gate}\``,
    formatFigure(figure, value),
    !passed && place ? describePlace(place) : '',
  ])
  return `${verdict}\n\n${markdownTable(['', 'gate', 'value', 'worst place'], rows)}`
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|')
}
