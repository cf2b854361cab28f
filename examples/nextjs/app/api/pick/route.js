import { recipes } from '../../recipes'

export const dynamic = 'force-dynamic'

export function GET() {
  const { slug } = recipes[Math.floor(Math.random() * recipes.length)]
  return Response.json({ slug })
}
