import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderDrafts } from '../../src/baking/levels/drafts'
import { writeWhole } from '../../src/baking/worldFolder'

test('what is written under one name by many at once is whole, and none of them fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-writers-'))
  const bytes = new Uint8Array(100_000).fill(7)
  await Promise.all(Array.from({ length: 20 }, () => writeWhole(folder, 'same', bytes)))
  expect(await readdir(folder)).toEqual(['same'])
  expect(new Uint8Array(await readFile(join(folder, 'same')))).toEqual(bytes)
  // Two jobs that make the same from the same have one draft.
  const drafts = await folderDrafts(folder)
  await Promise.all(Array.from({ length: 20 }, () => drafts.put('key', bytes)))
  expect(await drafts.get('key')).toEqual(Buffer.from(bytes))
  await rm(folder, { recursive: true })
})
