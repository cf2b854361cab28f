import Link from 'next/link'
import { PickButton } from './pick-button'
import { recipes } from './recipes'

export default function Home() {
  return (
    <main>
      <h1>Four things to cook with what is left.</h1>
      <PickButton />
      <ul className="shelf">
        {recipes.map(({ slug, name, minutes, colour }) => (
          <li key={slug} style={{ '--jar': colour }}>
            <Link href={`/recipes/${slug}`}>
              <span className="jar" aria-hidden="true" />
              <strong>{name}</strong>
              <small>{minutes} minutes</small>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  )
}
