// Runs before the first paint.
;(() => {
  // Dark pages never flash white. Mirrors src/lib/theme.ts.
  let choice = null
  try {
    choice = localStorage.getItem('kapsules.theme')
  } catch {
    choice = null
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'

  // Chromium drops requests when a network comes or goes, which a container engine on the same machine makes it do all
  // the time. Without its script the page stays blank, so it is loaded again; after three times something else is wrong.
  const key = 'kapsules.reloads'
  const count = Number(sessionStorage.getItem(key))
  addEventListener(
    'error',
    (event) => {
      const lost = event.target instanceof HTMLScriptElement || event.target instanceof HTMLLinkElement
      // once the app is there it deals with what is lost by itself: loading the page anew would take away what it shows
      const started = document.getElementById('root')?.hasChildNodes()
      if (!lost || started || count >= 3) return
      sessionStorage.setItem(key, String(count + 1))
      setTimeout(() => location.reload(), 300 * (count + 1))
    },
    { capture: true },
  )
  addEventListener('load', () => setTimeout(() => sessionStorage.removeItem(key), 5000))
})()
