import Link from 'next/link'
import { notFound } from 'next/navigation'
import { recipes } from '../../recipes'

export function generateStaticParams() {
  return recipes.map(({ slug }) => ({ slug }))
}

export default async function Recipe({ params }) {
  const { slug } = await params
  const recipe = recipes.find((candidate) => candidate.slug === slug)
  if (!recipe) notFound()
  return (
    <main className="recipe" style={{ '--jar': recipe.colour }}>
      <h1>{recipe.name}</h1>
      <p>{recipe.minutes} minutes, four people.</p>
      <div>
        <ul>
          {recipe.needs.map((need) => (
            <li key={need}>{need}</li>
          ))}
        </ul>
        <ol>
          {recipe.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
      <Link href="/">Back to the shelf</Link>
    </main>
  )
}
