import Link from 'next/link'
import './globals.css'

export const metadata = { title: 'Larder', description: 'Four things to cook with what is left.' }

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>
        <header>
          <Link href="/">Larder</Link>
        </header>
        {children}
      </body>
    </html>
  )
}
