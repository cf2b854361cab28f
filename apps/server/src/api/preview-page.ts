/** The small page that somebody sees who opens a preview before it is live. It loads nothing and runs no script. */
import type { PreviewAnswer } from './preview-endpoint.ts'

/** Content-Security-Policy of the page. */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

const style = `
  :root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --ground: #fcfcfd; --line: #e0e1e6; --accent: #3e63dd }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #edeef0; --soft: #b0b4ba; --ground: #111113; --line: #2e3135; --accent: #7b9cff }
  }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
    font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 32rem; padding: 2rem }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem }
  p { margin: .25rem 0; color: var(--soft); overflow-wrap: anywhere }
  .bar { height: 3px; margin: 1.25rem 0; border-radius: 2px; background: var(--line); overflow: hidden }
  .bar i { display: block; height: 100%; width: 40%; background: var(--accent); animation: run 1.6s ease-in-out infinite }
  @keyframes run { from { transform: translateX(-100%) } to { transform: translateX(250%) } }
  @media (prefers-reduced-motion: reduce) { .bar i { animation: none; width: 100% } }`

const titles: Record<NonNullable<PreviewAnswer['phase']> | 'unknown', string> = {
  queued: 'Waiting for its turn',
  building: 'Building the preview',
  starting: 'Starting the preview',
  live: 'The preview is live',
  asleep: 'The preview is asleep',
  stopped: 'The preview is stopped',
  failed: 'The preview could not be started',
  deleting: 'The preview is being deleted',
  unknown: 'No such preview',
}

/** The page for an answer; it asks again after so many seconds while something is under way. */
export function renderPreviewPage(answer: PreviewAnswer, refreshSeconds: number | null): string {
  const title = titles[answer.phase ?? 'unknown']
  const refresh = refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`
  const bar = refreshSeconds === null ? '' : '<div class="bar" role="progressbar" aria-label="Under way"><i></i></div>'
  const link = answer.url ? `<p><a href="${asText(answer.url)}">Open it</a></p>` : ''
  const hint = answer.fault ? `<p>${asText(answer.fault.hint)}</p>` : ''
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title>
<style>${style}</style></head>
<body><main><h1>${title}</h1>${bar}<p>${asText(answer.fault?.message ?? answer.reason)}</p>${hint}${link}</main></body>
</html>
`
}

function asText(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}
