import { getNodeValue, parseTree, printParseErrorCode, type Node as JsonNode, type ParseError } from 'jsonc-parser'

/** JSON as people write it: comments and a comma after the last item are no mistakes. */
export type ParsedText = { readonly value: unknown } | { readonly problem: TextProblem }

export interface TextProblem {
  /** As 'line 12: a comma is missing'. */
  readonly message: string
}

/** Strict JSON goes the short way: for files of megabytes it is many times faster. */
export function parseText(text: string): ParsedText {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const { tree, problem } = parseLoosely(text)
    return tree ? { value: getNodeValue(tree) as unknown } : { problem }
  }
}

type Loosely =
  | { readonly tree: JsonNode; readonly problem?: undefined }
  | { readonly tree?: undefined; readonly problem: TextProblem }

function parseLoosely(text: string): Loosely {
  const errors: ParseError[] = []
  const tree = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true })
  const [first] = errors
  if (tree && !first) return { tree }
  const what = first ? wordsOf(printParseErrorCode(first.error)) : 'there is nothing in it'
  return { problem: { message: `line ${lineOf(text, first?.offset ?? 0)}: ${what}` } }
}

/** 'CommaExpected' → 'comma expected'. */
const wordsOf = (code: string) => code.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase()

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length

/** A value of a JSON file, and what it is to become; undefined takes the key out. */
export interface TextEdit {
  /** Of an object that is there. */
  readonly path: readonly (string | number)[]
  readonly key: string | number
  readonly after: unknown
}

/**
 * The text with the edits made and everything else as it was, comments and line ends included. At most one edit an object; objects that are not
 * there are left alone.
 */
export function editText(text: string, edits: readonly TextEdit[]): string {
  const { tree } = parseLoosely(text)
  if (!tree) return text
  const splices = edits.map((edit) => spliceOf(text, tree, edit)).filter((splice) => splice !== null)
  splices.sort((a, b) => b.from - a.from)
  return splices.reduce((all, { from, to, words }) => all.slice(0, from) + words + all.slice(to), text)
}

interface Splice {
  readonly from: number
  readonly to: number
  readonly words: string
}

function spliceOf(text: string, tree: JsonNode, { path, key, after }: TextEdit): Splice | null {
  const holder = path.reduce<JsonNode | undefined>(childOf, tree)
  if (!holder) return null
  const value = childOf(holder, key)
  if (value && after !== undefined)
    return { from: value.offset, to: value.offset + value.length, words: JSON.stringify(after) }
  if (value) return removal(text, holder, value.parent as JsonNode)
  return after === undefined || holder.type !== 'object' ? null : insertion(text, holder, String(key), after)
}

function childOf(node: JsonNode | undefined, key: string | number): JsonNode | undefined {
  if (typeof key === 'number') return node?.type === 'array' ? node.children?.[key] : undefined
  if (node?.type !== 'object') return undefined
  const named = node.children?.filter((property) => property.children?.[0].value === key)
  return named?.at(-1)?.children?.[1]
}

const endOf = ({ offset, length }: JsonNode) => offset + length

/** A property goes with the comma and the blanks before it; the first one with those after it. */
function removal(text: string, { children = [] }: JsonNode, property: JsonNode): Splice {
  const at = children.indexOf(property)
  if (at > 0) return { from: endOf(children[at - 1]), to: endOf(property), words: '' }
  if (children.length > 1) return { from: property.offset, to: children[1].offset, words: '' }
  const comma = /^\s*,/.exec(text.slice(endOf(property)))?.[0].length ?? 0
  return { from: property.offset, to: endOf(property) + comma, words: '' }
}

/** After the last property, with the blanks that the object has before its others. */
function insertion(text: string, holder: JsonNode, key: string, after: unknown): Splice {
  const { children = [], offset } = holder
  const words = `${JSON.stringify(key)}: ${JSON.stringify(after)}`
  const last = children.at(-1)
  if (!last) return { from: offset + 1, to: offset + 1, words: ` ${words} ` }
  const blanks = /\s*$/.exec(text.slice(0, last.offset))?.[0] ?? ' '
  return { from: endOf(last), to: endOf(last), words: `,${blanks || ' '}${words}` }
}
