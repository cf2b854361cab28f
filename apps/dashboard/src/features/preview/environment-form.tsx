import { type FormEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Dialog, DialogActions } from '../../components/ui/dialog.tsx'
import type { PreviewDetail } from '../../lib/api/types.ts'
import { readEnvironment } from './environment-text.ts'
import { useUpdate } from './use-update.ts'

interface EnvironmentFormProps {
  readonly preview: PreviewDetail
  readonly operate: boolean
}

/** The names of the variables an instance gets. Values are never given back; they can be replaced. */
export function EnvironmentForm({ preview, operate }: EnvironmentFormProps) {
  const [replacing, setReplacing] = useState(false)
  const { envKeys } = preview
  return (
    <div className="rounded-lg border border-line p-4">
      {envKeys.length === 0 ? (
        <p className="text-text-2">No variables are set.</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {envKeys.map((key) => (
            <li key={key} className="rounded-sm bg-active px-1.5 py-0.5 font-mono text-xs">
              {key}
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <p className="text-xs text-text-3">Values are not shown again once they are set.</p>
        {operate && <Button onClick={() => setReplacing(true)}>Replace all</Button>}
      </div>
      <Dialog
        open={replacing}
        onOpenChange={setReplacing}
        title="Replace all variables"
        description="One NAME=value a line. What is not here is removed, and the running instance is replaced."
      >
        <EnvironmentEditor previewId={preview.id} envKeys={envKeys} onDone={() => setReplacing(false)} />
      </Dialog>
    </div>
  )
}

interface EnvironmentEditorProps {
  readonly previewId: string
  readonly envKeys: readonly string[]
  readonly onDone: () => void
}

function EnvironmentEditor({ previewId, envKeys, onDone }: EnvironmentEditorProps) {
  const update = useUpdate()
  const [text, setText] = useState(() => envKeys.map((key) => `${key}=`).join('\n'))
  const { env, trouble } = readEnvironment(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!trouble) update.mutate({ previewId, env }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit}>
      <label className="block">
        <span className="sr-only">Variables</span>
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={8}
          spellCheck={false}
          autoComplete="off"
          className="log-text w-full rounded-md border border-line-control bg-bg p-2.5"
        />
      </label>
      <p role="status" className="mt-1 min-h-4 text-xs text-red-text">
        {trouble}
      </p>
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" disabled={trouble !== null} pending={update.isPending}>
          Replace
        </Button>
      </DialogActions>
    </form>
  )
}
