import { mkdirSync, writeFileSync } from 'node:fs'
import { verses } from './verses.js'

const style = `
  :root { font: 1.2rem/1.7 'Cormorant Garamond', 'EB Garamond', Garamond, 'URW Garamond', Georgia, serif; color: #22201c; background: #f1ede6; }
  body { margin: 0; min-height: 100dvh; display: grid; grid-template-rows: 1fr auto; }
  main { place-self: center; padding: 3rem 1.5rem; }
  p { margin: 0; font-size: clamp(1.6rem, 5vw, 2.8rem); line-height: 1.35; }
  p:nth-child(2) { padding-left: 1.5em; }
  p:nth-child(3) { padding-left: 3em; }
  nav { display: flex; justify-content: center; flex-wrap: wrap; gap: 0 1.75rem; padding: 1.5rem; border-top: 1px solid #d5cdbf; }
  a { color: #8c2f1f; text-decoration: none; }
  a[aria-current] { color: inherit; text-decoration: underline; text-underline-offset: 0.3em; }`

const links = (current) =>
  verses.map(({ slug }) => `<a href="/${slug}"${slug === current ? ' aria-current="page"' : ''}>${slug}</a>`).join('\n      ')

const page = ({ slug, lines }) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Hand press · ${slug}</title>
    <link rel="icon" href="data:," />
    <style>${style}
    </style>
  </head>
  <body>
    <main>${lines.map((line) => `<p>${line}</p>`).join('')}</main>
    <nav aria-label="Verses">
      ${links(slug)}
    </nav>
  </body>
</html>
`

mkdirSync('site', { recursive: true })
for (const verse of verses) writeFileSync(`site/${verse.slug}.html`, page(verse))
writeFileSync('site/index.html', page(verses[0]))
console.log(`pressed ${verses.length} pages`)
