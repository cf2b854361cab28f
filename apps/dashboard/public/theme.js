// Runs before the first paint, so that a dark page never flashes white. Mirrors src/lib/theme.ts.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('kapsules.theme')
  } catch {
    choice = null
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
