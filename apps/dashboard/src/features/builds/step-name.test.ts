import { describe, expect, it } from 'vitest'
import { shortStepName } from './step-name.ts'

describe('shortStepName', () => {
  it.each([
    ['[deps 3/3] RUN --mount=type=cache,id=x,target=/c --mount=type=bind,source=a npm ci', '[deps 3/3] RUN npm ci'],
    ['[build 1/2] COPY --chown=1000:1000 --link . .', '[build 1/2] COPY . .'],
    ['[run 1/1] COPY --from=build /app/dist /srv', '[run 1/1] COPY --from=build /app/dist /srv'],
    ['RUN npm run build -- --mode=x', 'RUN npm run build -- --mode=x'],
    ['exporting to image', 'exporting to image'],
  ])('%s', (name, short) => {
    expect(shortStepName(name)).toBe(short)
  })
})
