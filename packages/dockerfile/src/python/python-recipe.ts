import { buildTrust, cacheMount } from '../build-stage-env.ts'
import { dockerfileText } from '../dockerfile-text.ts'
import type { FileMap } from '../project-files.ts'
import { hasFolder } from '../project-files.ts'
import { appPort, type BaseImage, type BuildRecipe, type RecipeSettings } from '../recipe.ts'
import { execForm } from '../safe-text.ts'
import { findPythonApp, type PythonApp } from './python-app.ts'
import { pickPythonVersion } from './python-version.ts'
import { type PythonManagerName, type PythonRequirements, readRequirements } from './requirements.ts'

const appUser = '1000:1000'
const listedPath = '.kapsules/requirements.txt'

interface Installer {
  readonly tool?: string
  readonly env: readonly string[]
  readonly install: string
  /** Adds packages that the project does not ask for. */
  readonly add: string
}

/** What each manager is installed as, and how it installs. Every word is ours. */
const installers: Readonly<Record<PythonManagerName, Installer>> = {
  pip: { env: ['PIP_CACHE_DIR=/cache/pip'], install: 'pip install -r', add: 'pip install' },
  uv: {
    tool: 'uv==0.13.9',
    env: [
      'UV_CACHE_DIR=/cache/uv',
      'UV_LINK_MODE=copy',
      'UV_PYTHON_DOWNLOADS=never',
      'UV_PROJECT_ENVIRONMENT=/opt/venv',
    ],
    install: 'uv sync --frozen --no-dev --no-install-project',
    add: 'uv pip install',
  },
  poetry: {
    tool: 'poetry==2.5.1',
    env: ['POETRY_CACHE_DIR=/cache/poetry', 'POETRY_VIRTUALENVS_CREATE=false'],
    install: 'poetry install --only main --no-root --no-interaction',
    add: 'pip install',
  },
}

/** A Python server, in an environment of its own; undefined when the project asks for no packages by a known file. */
export function pythonRecipe(files: FileMap, settings: RecipeSettings): BuildRecipe | undefined {
  const asked = readRequirements(files)
  if (asked === undefined) return undefined
  const app = findPythonApp(files, asked)
  const version = pickPythonVersion(files, asked, settings.pythonVersion)
  const base: BaseImage = { name: 'python', version: version.version, ref: settings.baseRef('python', version.version) }
  const listed = asked.lines === undefined ? [] : [{ path: listedPath, content: `${asked.lines.join('\n')}\n` }]
  return {
    kind: 'python',
    framework: app.framework,
    dockerfile: dockerfileText([buildStage(files, asked, app, base, settings), finalStage(app, base)]),
    extraFiles: [...listed, ...buildTrust(settings, 'true').extraFiles],
    bases: [base],
    port: appPort,
    writablePaths: [],
    packageManager: { name: asked.manager },
    runtimeVersion: version.version,
    dependencyPaths: asked.dependencyPaths,
    reasons: [version.reason, asked.reason, ...app.reasons],
  }
}

function buildStage(
  files: FileMap,
  asked: PythonRequirements,
  app: PythonApp,
  base: BaseImage,
  settings: RecipeSettings,
): string[] {
  const { tool, env, install, add } = installers[asked.manager]
  const tools =
    tool === undefined ? '' : ` && python3 -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir ${tool}`
  const list = asked.lines === undefined ? 'requirements.txt' : listedPath
  const added = app.added.length > 0 ? ` && ${add} ${app.added.join(' ')}` : ''
  const command = `${asked.manager === 'pip' ? `${install} ${list}` : install}${added}`
  return [
    `FROM ${base.ref} AS build`,
    'WORKDIR /app',
    ...buildTrust(settings, 'true').lines,
    `RUN python3 -m venv /opt/venv && chown -R ${appUser} /opt/venv /app${tools}`,
    `ENV HOME=/tmp VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:/opt/tools/bin:$PATH ${['PIP_DISABLE_PIP_VERSION_CHECK=1', ...env].join(' ')}`,
    `USER ${appUser}`,
    ...copiesFor(files, asked),
    `RUN ${cacheMount(asked.manager, settings)} ${command}`,
  ]
}

function copiesFor(files: FileMap, asked: PythonRequirements): string[] {
  const copy = `COPY --chown=${appUser}`
  if (asked.needsSources) return [`${copy} . .`]
  if (asked.lines !== undefined) return [`${copy} ${listedPath} .kapsules/`]
  const folder = hasFolder(files, 'requirements') ? [`${copy} requirements ./requirements`] : []
  return [`${copy} ${asked.dependencyPaths.join(' ')} ./`, ...folder]
}

function finalStage(app: PythonApp, base: BaseImage): string[] {
  return [
    `FROM ${base.ref}`,
    'WORKDIR /app',
    'COPY --from=build /opt/venv /opt/venv',
    'COPY . .',
    `ENV PATH=/opt/venv/bin:$PATH PORT=${appPort} HOST=0.0.0.0 HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1`,
    `EXPOSE ${appPort}`,
    `USER ${appUser}`,
    'ENTRYPOINT []',
    `CMD ${execForm(app.words)}`,
  ]
}
