import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { answerFile, type Route } from './answers'

/** Serves the files of a folder, and nothing that lies outside it, by whatever path or link. An empty path is its index.html. */
export function folder(root: string): Route {
  return async (exchange) => {
    const file = await findInside(root, exchange.path === '' ? 'index.html' : exchange.path)
    return file !== null && answerFile(exchange, file)
  }
}

async function findInside(root: string, path: string): Promise<string | null> {
  if (path.split('/').includes('..')) return null
  try {
    const [real, file] = await Promise.all([realpath(root), realpath(join(root, path))])
    return file.startsWith(real + sep) ? file : null
  } catch {
    return null
  }
}
