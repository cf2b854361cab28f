import { MiB, resourceLimits } from '@kapsules/domain'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import type { PreviewDetail } from '../../lib/api/types.ts'
import { useUpdate } from './use-update.ts'

const fields = [
  { name: 'memoryBytes', label: 'Memory, MiB', unit: MiB, step: 1 },
  { name: 'cpus', label: 'CPU cores', unit: 1, step: 0.1 },
  { name: 'pids', label: 'Processes', unit: 1, step: 1 },
] as const

interface ResourcesFormProps {
  readonly preview: PreviewDetail
  readonly operate: boolean
}

/** Memory, CPU and processes that an instance may use. */
export function ResourcesForm({ preview, operate }: ResourcesFormProps) {
  const update = useUpdate()
  const saved = (name: (typeof fields)[number]['name'], unit: number) => String(preview.resources[name] / unit)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const changed = fields.filter(({ name, unit }) => values[name] !== undefined && values[name] !== saved(name, unit))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const resources = Object.fromEntries(
      changed.map(({ name, unit }) => [
        name,
        name === 'cpus' ? Number(values[name]) : Math.round(Number(values[name]) * unit),
      ]),
    )
    update.mutate({ previewId: preview.id, resources })
  }
  return (
    <form onSubmit={submit} className="rounded-lg border border-line p-4">
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        {fields.map(({ name, label, unit, step }) => {
          const { min, max } = resourceLimits[name]
          return (
            <Field
              key={name}
              label={label}
              type="number"
              inputMode="decimal"
              required
              disabled={!operate}
              min={min / unit}
              max={max / unit}
              step={step}
              value={values[name] ?? saved(name, unit)}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              help={`${min / unit} to ${max / unit}`}
            />
          )
        })}
      </div>
      {operate && (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
          <p className="text-xs text-text-3">Saving replaces the running instance; the address stays.</p>
          <Button type="submit" look="primary" disabled={changed.length === 0} pending={update.isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  )
}
