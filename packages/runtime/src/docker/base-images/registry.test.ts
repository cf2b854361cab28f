import { describe, expect, it } from 'vitest'
import { readPipIndex } from './python.ts'
import { withoutCredentials } from './recipe.ts'
import { registryRef } from './registry.ts'
import { defaultBaseImageSettings } from './settings.ts'

describe('registryRef', () => {
  it('is the public ref when no registry is set', () => {
    expect(registryRef(defaultBaseImageSettings, 'node', '22')).toBe('node:22-slim')
    expect(registryRef(defaultBaseImageSettings, 'nginx', '1')).toBe('nginxinc/nginx-unprivileged:1-alpine')
    expect(registryRef(defaultBaseImageSettings, 'python', '3.11')).toBe('python:3.11-slim')
  })

  it.each([
    ['registry.example.com:5000/mirror', 'registry.example.com:5000/mirror/node:22-slim'],
    ['https://registry.example.com/', 'registry.example.com/node:22-slim'],
    ['', 'node:22-slim'],
  ])('stands behind the registry %s', (registryUrl, ref) => {
    expect(registryRef({ ...defaultBaseImageSettings, registryUrl }, 'node', '22')).toBe(ref)
  })
})

describe('withoutCredentials', () => {
  it.each([
    ['https://user:secret@registry.example.com/npm/', 'https://registry.example.com/npm/'],
    ['https://token@registry.example.com/simple', 'https://registry.example.com/simple'],
    ['not an address', 'not an address'],
  ])('takes them out of %s', (address, clean) => {
    expect(withoutCredentials(address)).toBe(clean)
  })
})

describe('readPipIndex', () => {
  it.each([
    ["global.index-url='https://a.example.com/simple'\n", 'https://a.example.com/simple'],
    [":env:.index-url='https://b.example.com'\nglobal.index-url='https://a.example.com'", 'https://b.example.com'],
    ["global.cert='/x'\n", undefined],
    ['', undefined],
  ])('reads %j', (text, index) => {
    expect(readPipIndex(text)).toBe(index)
  })
})
