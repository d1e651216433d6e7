import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { listFiles, readText, root } from './sources'

const documents = ['README.md', ...listFiles('docs', /\.md$/).map((file) => `docs/${file}`)]

test.each(documents)('%s names only files that are there', (document) => {
  const named = [...readText(document).matchAll(/`((?:tests|src|benches|docs|scripts|examples)\/[^`\s]+)`/g)]
  const links = [...readText(document).matchAll(/\]\((?!http)([^)#]+)(?:#[^)]*)?\)/g)].map((match) =>
    join(dirname(document), match[1]),
  )
  const missing = [...named.map((match) => match[1]), ...links].filter((path) => !isThere(path))
  expect(missing).toEqual([])
})

/** A `*` in the last part stands for anything. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path))
  const [before, after] = path.slice(path.lastIndexOf('/') + 1).split('*')
  return readdirSync(join(root, dirname(path))).some((name) => name.startsWith(before) && name.endsWith(after))
}
