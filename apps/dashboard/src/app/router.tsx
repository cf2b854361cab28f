import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { readBuildsSearch } from '../features/builds/builds-search.ts'
import { readPreviewsSearch } from '../features/previews/previews-search.ts'
import { isSignedOut } from '../lib/api/faults.ts'
import { queryClient } from '../lib/api/query-client.ts'
import { fetchPart } from '../lib/fetch-part.ts'
import { parseSearch, readText, stringifySearch } from '../lib/search-params.ts'
import { meQuery } from '../lib/session/me.ts'
import { Crash, NotFound, Pending } from './outcomes.tsx'

const part: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => fetchPart(load), name)

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: Crash })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => readText(search, 'to'),
  component: part(() => import('../features/session/sign-in-page.tsx'), 'SignInPage'),
})

/** Everything behind the sign-in. Asks who is there before it shows anything. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true })
      throw error
    }
  },
  component: part(() => import('./frame/frame.tsx'), 'Frame'),
  errorComponent: Crash,
})

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/previews', replace: true })
  },
})

const previews = createRoute({
  getParentRoute: () => frame,
  path: '/previews',
  validateSearch: readPreviewsSearch,
  component: part(() => import('../features/previews/previews-page.tsx'), 'PreviewsPage'),
})

const preview = createRoute({
  getParentRoute: () => frame,
  path: '/previews/$previewId',
  component: part(() => import('../features/preview/preview-layout.tsx'), 'PreviewLayout'),
})

const overview = createRoute({
  getParentRoute: () => preview,
  path: '/',
  component: part(() => import('./preview/overview-tab.tsx'), 'OverviewTab'),
})

const build = createRoute({
  getParentRoute: () => preview,
  path: '/build',
  validateSearch: (search): { build?: string; view?: string } => ({
    ...readText(search, 'build'),
    ...readText(search, 'view'),
  }),
  component: part(() => import('./preview/build-tab.tsx'), 'BuildTab'),
})

const logs = createRoute({
  getParentRoute: () => preview,
  path: '/logs',
  component: part(() => import('./preview/logs-tab.tsx'), 'LogsTab'),
})

const metrics = createRoute({
  getParentRoute: () => preview,
  path: '/metrics',
  validateSearch: (search): { span?: string } => readText(search, 'span'),
  component: part(() => import('./preview/metrics-tab.tsx'), 'MetricsTab'),
})

const versions = createRoute({
  getParentRoute: () => preview,
  path: '/versions',
  component: part(() => import('./preview/versions-tab.tsx'), 'VersionsTab'),
})

const previewEvents = createRoute({
  getParentRoute: () => preview,
  path: '/events',
  component: part(() => import('./preview/events-tab.tsx'), 'EventsTab'),
})

const settings = createRoute({
  getParentRoute: () => preview,
  path: '/settings',
  component: part(() => import('../features/preview/settings-tab.tsx'), 'SettingsTab'),
})

const builds = createRoute({
  getParentRoute: () => frame,
  path: '/builds',
  validateSearch: readBuildsSearch,
  component: part(() => import('../features/builds/builds-page.tsx'), 'BuildsPage'),
})

const events = createRoute({
  getParentRoute: () => frame,
  path: '/events',
  component: part(() => import('../features/events/events-page.tsx'), 'EventsPage'),
})

const access = createRoute({
  getParentRoute: () => frame,
  path: '/access',
  component: part(() => import('../features/keys/access-page.tsx'), 'AccessPage'),
})

const system = createRoute({
  getParentRoute: () => frame,
  path: '/system',
  component: part(() => import('../features/system/system-page.tsx'), 'SystemPage'),
})

const previewTabs = preview.addChildren([overview, build, logs, metrics, versions, previewEvents, settings])

/** All addresses of the app. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    frame.addChildren([home, previews, previewTabs, builds, events, access, system]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Pending,
  defaultErrorComponent: Crash,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
