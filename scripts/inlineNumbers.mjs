// Writes the numbers of const tables (State, Reason, Lane, …) where they are used: bundlers inline those of enums, not of objects, and each use would carry a name.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** `export const Lane = { Base: 0, Detail: 1 } as const`: whole numbers by name, and nothing else. */
const table = /^(?:export )?const (\w+) = \{([^{}]*)\} as const$/gm
const member = /^(\w+): (-?\d+)$/
const comments = /\/\*[\s\S]*?\*\/|\/\/.*$/gm

function readTable(body) {
  const lines = body.replace(comments, '').split(',')
  const members = lines.map((line) => line.trim()).filter(Boolean)
  const found = members.map((text) => member.exec(text))
  return members.length > 0 && found.every(Boolean) ? new Map(found.map(([, name, number]) => [name, number])) : null
}

/** Tables by name. A name that two tables have is nobody's. */
function readTables(texts) {
  const tables = new Map()
  for (const text of texts)
    for (const [, name, body] of text.matchAll(table)) {
      const numbers = readTable(body)
      if (numbers) tables.set(name, tables.has(name) ? new Map() : numbers)
    }
  return tables
}

/** Does a file know the table by its own name: by an import or as its own? */
const knows = (text, name) => new RegExp(`^(import [^']*|(export )?const )\\b${name}\\b`, 'm').test(text)

function inline(text, tables) {
  let inlined = text
  for (const [name, numbers] of tables)
    if (text.includes(`${name}.`) && knows(text, name))
      inlined = inlined.replace(
        new RegExp(`(?<![\\w.'"\`])${name}\\.(\\w+)\\b`, 'g'),
        (use, key) => numbers.get(key) ?? use,
      )
  return inlined
}

/** An esbuild plugin for the TypeScript of a folder, as it is now. */
export async function inlineNumbers(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const paths = files.map((file) => join(folder, file))
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  const tables = readTables(texts)
  const contents = new Map(paths.map((path, i) => [path, inline(texts[i], tables)]))
  return {
    name: 'inline numbers',
    setup(build) {
      build.onLoad(
        { filter: /\.ts$/ },
        ({ path }) => contents.has(path) && { contents: contents.get(path), loader: 'ts' },
      )
    },
  }
}
