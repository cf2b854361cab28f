const canvas = document.querySelector('#sky')
const context = canvas.getContext('2d')
const still = matchMedia('(prefers-reduced-motion: reduce)').matches

const stars = Array.from({ length: 260 }, () => ({
  x: Math.random(),
  y: Math.random() ** 1.4 * 0.85,
  size: Math.random() ** 3 * 1.6 + 0.4,
  phase: Math.random() * Math.PI * 2,
}))

function fit() {
  canvas.width = innerWidth * devicePixelRatio
  canvas.height = innerHeight * devicePixelRatio
}

function draw(time) {
  context.clearRect(0, 0, canvas.width, canvas.height)
  for (const star of stars) {
    const glow = still ? 0.8 : 0.65 + 0.35 * Math.sin(time / 900 + star.phase)
    context.globalAlpha = glow
    context.fillStyle = '#f6efe0'
    context.beginPath()
    context.arc(star.x * canvas.width, star.y * canvas.height, star.size * devicePixelRatio, 0, Math.PI * 2)
    context.fill()
  }
  if (!still) requestAnimationFrame(draw)
}

addEventListener('resize', fit)
fit()
requestAnimationFrame(draw)

const line = document.querySelector('#moon')
if (line) {
  const days = (Date.now() / 86_400_000 - 10_962.76) % 29.530588
  const names = ['new', 'a thin evening crescent', 'at first quarter', 'growing', 'full', 'shrinking', 'at last quarter', 'a thin morning crescent']
  line.textContent = `Tonight the moon is ${names[Math.round((days / 29.530588) * 8) % 8]}.`
}
