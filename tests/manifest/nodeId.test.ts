import { expect, it } from 'vitest'
import { listAncestors, nodeKey, parseNodeId } from '../../src/manifest/nodeId'

it.each([
  ['F02_Q_0_0_0', { floor: 2, tree: 'Q', path: [0, 0, 0] }],
  ['F02_K_0_1_0', { floor: 2, tree: 'K', path: [0, 1, 0] }],
  ['F02Q100', { floor: 2, tree: 'Q', path: [1, 0, 0] }],
  ['F-1_Q_3', { floor: -1, tree: 'Q', path: [3] }],
  ['F00_Q', { floor: 0, tree: 'Q', path: [] }],
  ['F12_K_10_2', { floor: 12, tree: 'K', path: [10, 2] }],
  ['Q_0_0', null],
  ['F02_X_0', null],
  ['F02_Q_0_', null],
  ['f02_Q_0', null],
  ['', null],
])('%s', (id, node) => {
  expect(parseNodeId(id)).toEqual(node)
})

it('is the same node however it is spelled', () => {
  expect(nodeKey(parseNodeId('F02Q100')!)).toBe(nodeKey(parseNodeId('F2_Q_1_0_0')!))
})

it('has the node without its last part above it, and so on up to the floor', () => {
  const ancestors = (id: string) => listAncestors(parseNodeId(id)!)
  const keys = (...ids: string[]) => ids.map((id) => nodeKey(parseNodeId(id)!))
  expect(ancestors('F02_Q_0_1_2')).toEqual(keys('F02_Q_0_1', 'F02_Q_0', 'F02_Q'))
  expect(ancestors('F02Q100')).toEqual(keys('F02Q10', 'F02Q1', 'F02Q'))
})
