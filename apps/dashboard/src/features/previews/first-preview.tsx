import { Boxes } from 'lucide-react'
import { CopyLine } from '../../components/ui/copy-button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'

const command = 'pnpm kapsules deploy examples/vite-react'

/** No preview yet: how to make the first one. */
export function FirstPreview() {
  const call = [
    `curl ${location.origin}/trpc/previews.deploy \\`,
    `  -H 'authorization: Bearer kap_…' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '{"projectId":"hello","files":{"index.html":"<h1>Hello</h1>"}}'`,
  ].join('\n')
  return (
    <div className="h-full overflow-y-auto">
      <h1 className="sr-only">Previews</h1>
      <EmptyState icon={Boxes} title="No previews yet">
        <p>Deploy a project and watch it being built here.</p>
        <div className="mt-6 flex flex-col gap-4 text-left">
          <div>
            <p className="mb-1.5 text-sm font-medium text-text">From a folder</p>
            <CopyLine text={command} label="Copy command" />
          </div>
          <div>
            <p className="mb-1.5 text-sm font-medium text-text">From a program</p>
            <CopyLine text={call} label="Copy API call" />
          </div>
        </div>
      </EmptyState>
    </div>
  )
}
