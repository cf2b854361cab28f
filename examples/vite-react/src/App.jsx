import { useEffect, useState } from 'react'
import { palettes, steps } from './palettes.js'

function usePath() {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const follow = () => setPath(location.pathname)
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const go = (event, to) => {
    event.preventDefault()
    history.pushState(null, '', to)
    setPath(to)
  }
  return [path, go]
}

function Swatch({ css, ink }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(css)
    setCopied(true)
    setTimeout(() => setCopied(false), 1200)
  }
  return (
    <button type="button" className="swatch" style={{ background: css, color: ink }} onClick={copy}>
      <span>{copied ? 'copied' : css}</span>
    </button>
  )
}

function Palette({ palette }) {
  const [turn, setTurn] = useState(palette.turn)
  return (
    <article>
      <h1>{palette.name}</h1>
      <p>{palette.note}</p>
      <div className="fan">
        {steps({ ...palette, turn }).map((step) => (
          <Swatch key={step.light} {...step} />
        ))}
      </div>
      <label>
        Turn of the hue
        <input type="range" min="0" max="72" value={turn} onChange={(event) => setTurn(Number(event.target.value))} />
        <output>{turn}°</output>
      </label>
    </article>
  )
}

export function App() {
  const [path, go] = usePath()
  const chosen = palettes.find(({ slug }) => path === `/palette/${slug}`) ?? palettes[0]
  return (
    <>
      <nav aria-label="Palettes">
        <strong>Swatchbook</strong>
        {palettes.map((palette) => (
          <a
            key={palette.slug}
            href={`/palette/${palette.slug}`}
            aria-current={palette === chosen ? 'page' : undefined}
            onClick={(event) => go(event, `/palette/${palette.slug}`)}
          >
            <i style={{ background: steps(palette)[2].css }} />
            {palette.name}
          </a>
        ))}
      </nav>
      <main>
        <Palette key={chosen.slug} palette={chosen} />
      </main>
    </>
  )
}
