const months = ['J', 'F', 'M', 'A', 'M', 'J', 'J', 'A', 'S', 'O', 'N', 'D']

const packet = ({ name, latin, sow, days, hue, slug }) => `
  <li style="--hue:${hue}">
    <a href="/api/seeds/${slug}">
      <span class="bloom" aria-hidden="true"></span>
      <h2>${name}</h2>
      <p><i>${latin}</i><br />${days} days to harvest</p>
      <ol aria-label="Months to sow">${months
        .map((letter, index) => `<li class="${sow.includes(index + 1) ? 'on' : ''}">${letter}</li>`)
        .join('')}</ol>
    </a>
  </li>`

export const page = (seeds) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Seedbank</title>
    <link rel="icon" href="data:," />
    <style>
      * { box-sizing: border-box; margin: 0; }
      body { background: #f4efe3; color: #2c2a24; font: 1rem/1.5 'Iowan Old Style', Palatino, Georgia, serif; padding: clamp(1.5rem, 5vw, 4rem); }
      h1 { font-size: clamp(2rem, 6vw, 3.5rem); font-weight: 500; letter-spacing: -0.02em; }
      header p { max-width: 34rem; color: #6a6557; margin: 0.5rem 0 2.5rem; }
      ul { list-style: none; padding: 0; display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
      a { display: grid; gap: 0.5rem; padding: 1.25rem; background: #fffdf7; border: 1px solid #ded6c3; border-radius: 0.5rem; color: inherit; text-decoration: none; }
      a:hover, a:focus-visible { border-color: hsl(var(--hue) 45% 45%); outline: none; }
      .bloom { height: 7rem; border-radius: 0.35rem; background: radial-gradient(circle at 30% 60%, hsl(var(--hue) 70% 72%) 0 14%, transparent 15%), radial-gradient(circle at 62% 38%, hsl(var(--hue) 55% 55%) 0 20%, transparent 21%), radial-gradient(circle at 78% 76%, hsl(var(--hue) 45% 40%) 0 11%, transparent 12%), hsl(var(--hue) 30% 91%); }
      h2 { font-size: 1.2rem; font-weight: 600; }
      p { color: #6a6557; }
      ol { list-style: none; padding: 0; display: flex; gap: 0.2rem; font: 0.7rem/1 ui-monospace, monospace; }
      ol li { flex: 1; padding: 0.3rem 0; text-align: center; background: #eee8d9; border-radius: 0.15rem; color: #a39b86; }
      ol .on { background: hsl(var(--hue) 45% 42%); color: white; }
    </style>
  </head>
  <body>
    <header>
      <h1>Seedbank</h1>
      <p>What to sow, and when. Everything here is also at <code>/api/seeds</code>; add <code>?month=4</code> for April.</p>
    </header>
    <ul>${seeds.map(packet).join('')}</ul>
  </body>
</html>`
