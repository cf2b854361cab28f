const names = ['Aurelia', 'Bram', 'Cormorant', 'Dagny', 'Eider', 'Fulmar', 'Gudrun', 'Havbris', 'Inga', 'Josefine']
const ports = ['Bergen', 'Aberdeen', 'Tórshavn', 'Esbjerg', 'Reykjavík', 'Stavanger', 'Lerwick', 'Gdańsk']
const cargo = ['herring', 'mail', 'timber', 'passengers', 'salt', 'barley', 'wool', 'machine parts']

const pick = (list) => list[Math.floor(Math.random() * list.length)]

const tideAt = (time) => Number((1.6 + 1.2 * Math.sin(time / 45_000)).toFixed(2))

/** A harbour with six berths: ships come, load, and leave, one step at a time. */
export function createHarbour() {
  const ships = names.slice(0, 6).map((name, index) => arrive(name, index * 14))
  const notes = [{ at: Date.now(), text: 'the harbour opens' }]

  function arrive(name, progress = 0) {
    return { name, from: pick(ports), cargo: pick(cargo), progress }
  }

  function stateOf({ progress }) {
    if (progress < 30) return 'arriving'
    return progress < 75 ? 'at berth' : 'leaving'
  }

  function note(text) {
    const entry = { at: Date.now(), text }
    notes.push(entry)
    if (notes.length > 8) notes.shift()
    return entry
  }

  return {
    notes: () => notes,

    board: () => ({
      tides: Array.from({ length: 60 }, (_, step) => tideAt(Date.now() - (59 - step) * 2_000)),
      ships: ships.map((ship) => ({ ...ship, progress: Math.round(ship.progress), state: stateOf(ship) })),
    }),

    soundHorn: () => note('somebody sounds the horn'),

    tick() {
      for (const ship of ships) ship.progress += 1 + Math.random() * 3
      const gone = ships.findIndex((ship) => ship.progress >= 100)
      if (gone < 0) return undefined
      const left = ships[gone]
      const free = names.filter((name) => !ships.some((ship) => ship.name === name))
      ships[gone] = arrive(pick(free))
      return note(`${left.name} sails with ${left.cargo}; ${ships[gone].name} comes in from ${ships[gone].from}`)
    },
  }
}
