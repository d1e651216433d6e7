import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** One import, export-from or dynamic import, as it stands in a file of src. */
export interface Arrow {
  /** Relative to src, with forward slashes. */
  readonly from: string
  /** A file of src, relative to it; or a package or Node module by name. */
  readonly to: string
  readonly inside: boolean
  /** Nothing of it is left when the file runs. */
  readonly typeOnly: boolean
}

/** Files under a folder of the repository, relative to it, with forward slashes, sorted. */
export function listFiles(folder: string, ending: RegExp): string[] {
  const found = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return found
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => ending.test(file))
    .sort()
}

export const readText = (path: string) => readFileSync(join(root, path), 'utf8')

/** Every arrow of src. */
export function readArrows(): Arrow[] {
  const files = listFiles('src', /\.ts$/)
  return files.flatMap((from) => arrowsOf(from, new Set(files)))
}

function arrowsOf(from: string, files: ReadonlySet<string>): Arrow[] {
  const arrows: Arrow[] = []
  const add = (to: string, typeOnly: boolean) => {
    const inside = to.startsWith('.')
    arrows.push({ from, to: inside ? resolveFile(from, to, files) : to, inside, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(textOf(node.moduleSpecifier), importsTypesOnly(node))
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(textOf(node.moduleSpecifier), exportsTypesOnly(node))
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (ts.isStringLiteralLike(specifier)) add(specifier.text, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(from, readText(`src/${from}`), ts.ScriptTarget.Latest))
  return arrows
}

const textOf = (specifier: ts.Expression) => (specifier as ts.StringLiteral).text

function importsTypesOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { namedBindings } = importClause
  if (importClause.name || !namedBindings || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

function exportsTypesOnly({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly || !exportClause || !ts.isNamedExports(exportClause)) return isTypeOnly
  return exportClause.elements.length > 0 && exportClause.elements.every((element) => element.isTypeOnly)
}

function resolveFile(from: string, to: string, files: ReadonlySet<string>): string {
  const path = posix.join(dirname(from), to)
  return [`${path}.ts`, `${path}/index.ts`, `${path}.d.ts`, path].find((file) => files.has(file)) ?? path
}

/** A subject: a folder of src, or a file beside them without its ending. */
export const partOf = (file: string) => file.split('/')[0].replace(/\.ts$/, '')
