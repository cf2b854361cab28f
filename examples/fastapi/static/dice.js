const pips = { 1: [5], 2: [1, 9], 3: [1, 5, 9], 4: [1, 3, 7, 9], 5: [1, 3, 5, 7, 9], 6: [1, 3, 4, 6, 7, 9] }

function die(value) {
  const face = document.createElement('div')
  face.className = 'die'
  face.style.setProperty('--lean', `${Math.round(Math.random() * 30 - 15)}deg`)
  face.setAttribute('aria-label', String(value))
  for (const place of pips[value]) {
    const pip = document.createElement('i')
    pip.style.gridArea = `${Math.ceil(place / 3)} / ${((place - 1) % 3) + 1}`
    face.append(pip)
  }
  return face
}

async function showTally() {
  const tally = Object.entries(await (await fetch('/api/tally')).json())
  const most = Math.max(1, ...tally.map(([, count]) => count))
  document.querySelector('#bars').replaceChildren(
    ...tally.map(([total, count]) => {
      const bar = document.createElement('li')
      bar.style.setProperty('--share', count / most)
      bar.textContent = total
      bar.title = `${count} times`
      return bar
    }),
  )
}

async function roll() {
  const { rolls } = await (await fetch('/api/roll/2d6')).json()
  document.querySelector('#table').replaceChildren(...rolls.map(die))
  await showTally()
}

document.querySelector('#roll').addEventListener('click', roll)
roll()
