import type { PreviewSummary } from '@kapsules/client'
import { World } from '@kapsules/client/testing'
import { describe, expect, it } from 'vitest'
import { choosePreview, nameOf } from './find-preview.ts'

function preview(id: string, projectId: string, name: string): PreviewSummary {
  const base = new World().preview
  if (!base) throw new Error('the world has a preview')
  return { ...base, id, projectId, name, slug: `${projectId}-${name}-${id.slice(0, 4)}` }
}

const previews = [
  preview('aaaa1111-0000-4000-8000-000000000001', 'shop', 'main'),
  preview('aaaa2222-0000-4000-8000-000000000002', 'shop', 'blue'),
  preview('bbbb3333-0000-4000-8000-000000000003', 'shop-admin', 'test'),
  preview('cccc4444-0000-4000-8000-000000000004', 'blog', 'red'),
  preview('dddd5555-0000-4000-8000-000000000005', 'blog', 'green'),
]

describe('a preview is found by', () => {
  it.each([
    ['its id', 'cccc4444-0000-4000-8000-000000000004', 'blog/red'],
    ['project/name', 'shop/blue', 'shop/blue'],
    ['its project, main first', 'shop', 'shop/main'],
    ['its project when it has one preview', 'shop-admin', 'shop-admin/test'],
    ['its slug', 'shop-blue-aaaa', 'shop/blue'],
    ['the beginning of its id', 'aaaa2', 'shop/blue'],
    ['the beginning of its name', 'blog/g', 'blog/green'],
    ['the beginning of its project', 'shop-a', 'shop-admin/test'],
  ])('%s', (_, address, name) => expect(nameOf(choosePreview(previews, address))).toBe(name))
})

it.each(['aaaa', 'blog', 'sho'])('%s may be several, which are told', (address) => {
  expect(() => choosePreview(previews, address)).toThrow(/may be any of/)
})

it.each(['', 'nothing', '/', 'main'])('B30: %j is none', (address) => {
  expect(() => choosePreview(previews, address)).toThrow(/There is no preview/)
})
