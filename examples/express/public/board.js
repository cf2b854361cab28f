const element = (id) => document.getElementById(id)

function cell(text, attributes = {}) {
  const td = document.createElement('td')
  td.textContent = text
  return Object.assign(td, attributes)
}

function showBoard({ tides, ships }) {
  element('tide').textContent = `${tides.at(-1).toFixed(2)} m`
  const points = tides.map((level, index) => `${(index / 59) * 240},${46 - (level / 3) * 44}`)
  document.querySelector('#chart polyline').setAttribute('points', points.join(' '))
  element('ships').replaceChildren(
    ...ships.map(({ name, from, cargo, state, progress }) => {
      const row = document.createElement('tr')
      const status = cell(state, { className: 'state' })
      status.dataset.state = state
      const bar = cell('', { className: 'bar' })
      const line = document.createElement('i')
      line.style.setProperty('--at', `${progress}%`)
      bar.append(line)
      row.append(cell(name), cell(from), cell(cargo), status, bar)
      return row
    }),
  )
}

function showNote({ at, text }) {
  const item = document.createElement('li')
  const time = document.createElement('time')
  time.textContent = new Date(at).toLocaleTimeString()
  item.append(time, text)
  element('notes').prepend(item)
  while (element('notes').children.length > 8) element('notes').lastChild.remove()
}

function showAbout({ node, memory, uptime, requests, watching }) {
  element('about').textContent = `Node ${node} · up ${uptime} s · ${memory} MB · ${requests} requests · ${watching} watching`
}

const stream = new EventSource('/stream')
const link = (state, text) => {
  element('link').dataset.state = state
  element('link').textContent = text
}
stream.onopen = () => {
  link('live', 'live from the pier')
  element('notes').replaceChildren()
}
stream.onerror = () => link('lost', 'fog: reconnecting')
stream.addEventListener('board', (event) => showBoard(JSON.parse(event.data)))
stream.addEventListener('note', (event) => showNote(JSON.parse(event.data)))
stream.addEventListener('about', (event) => showAbout(JSON.parse(event.data)))
element('horn').addEventListener('click', () => fetch('/api/horn', { method: 'POST' }))
