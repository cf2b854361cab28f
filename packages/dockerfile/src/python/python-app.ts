import { fail } from '@kapsules/domain'
import type { FileMap } from '../project-files.ts'
import { firstPresent } from '../project-files.ts'
import { appPort } from '../recipe.ts'
import { findAppObject, isModulePath, moduleOf } from './app-object.ts'
import type { PythonRequirements } from './requirements.ts'

/** How a Python app is started. All words are ours or Python identifiers. */
export interface PythonApp {
  readonly framework: string
  readonly words: readonly string[]
  /** Packages to install although the project does not ask for them. */
  readonly added: readonly string[]
  readonly reasons: readonly string[]
}

type Chooser = (files: FileMap, asked: PythonRequirements) => PythonApp

/** By the package that makes an app what it is; the first that is asked for decides. */
const choosers: readonly (readonly [string, Chooser])[] = [
  ['streamlit', streamlit],
  ['django', django],
  ['fastapi', (files, asked) => asgi(files, asked, 'FastAPI')],
  ['starlette', (files, asked) => asgi(files, asked, 'Starlette')],
  ['flask', flask],
]

const host = '0.0.0.0'
const port = String(appPort)

/** Finds what to start in a Python project. Throws `unrecognised-project` when there is nothing. */
export function findPythonApp(files: FileMap, asked: PythonRequirements): PythonApp {
  const choose = choosers.find(([name]) => asked.names.has(name))?.[1] ?? script
  return choose(files, asked)
}

function flask(files: FileMap, asked: PythonRequirements): PythonApp {
  const app = findAppObject(files, 'Flask') ?? missing('Flask', 'app = Flask(__name__) in app.py')
  const target = `${app.module}:${app.name}${app.isFactory ? '()' : ''}`
  const reasons = [`${app.path} has the Flask app ${app.name}`]
  if (!asked.names.has('gunicorn')) {
    const words = ['flask', '--app', `${app.folder === '' ? '' : `${app.folder}/`}${target}`, 'run', '--host', host]
    reasons.push('served by flask run, because gunicorn is not among the requirements')
    return { framework: 'Flask', words: [...words, '--port', port], added: [], reasons }
  }
  const folder = app.folder === '' ? [] : ['--chdir', app.folder]
  const options = ['--bind', `${host}:${port}`, '--threads', '8', '--access-logfile', '-', ...folder]
  return { framework: 'Flask', words: ['gunicorn', ...options, target], added: [], reasons }
}

function asgi(files: FileMap, asked: PythonRequirements, name: 'FastAPI' | 'Starlette'): PythonApp {
  const app = findAppObject(files, name) ?? missing(name, `app = ${name}() in main.py`)
  const brings = asked.names.has('uvicorn') || asked.extras.has('fastapi[standard]') || asked.extras.has('fastapi[all]')
  const options = ['--host', host, '--port', port, '--proxy-headers', ...(app.isFactory ? ['--factory'] : [])]
  const folder = app.folder === '' ? [] : ['--app-dir', app.folder]
  return {
    framework: name,
    words: ['uvicorn', `${app.module}:${app.name}`, ...options, ...folder],
    added: brings ? [] : ['uvicorn'],
    reasons: [
      `${app.path} has the ${name} app ${app.name}`,
      ...(brings ? [] : ['uvicorn is added, because the requirements name no server']),
    ],
  }
}

function django(files: FileMap, asked: PythonRequirements): PythonApp {
  const wsgi = [...files.keys()].sort().find((path) => /^[A-Za-z_]\w*\/wsgi\.py$/.test(path))
  if (asked.names.has('gunicorn') && wsgi !== undefined && isModulePath(wsgi)) {
    const options = ['--bind', `${host}:${port}`, '--threads', '8', '--access-logfile', '-']
    return {
      framework: 'Django',
      words: ['gunicorn', ...options, `${moduleOf(wsgi)}:application`],
      added: [],
      reasons: [`gunicorn serves ${wsgi}`],
    }
  }
  if (!files.has('manage.py')) missing('Django', 'manage.py in the root of the project')
  const words = ['python', 'manage.py', 'runserver', `${host}:${port}`, '--noreload']
  return {
    framework: 'Django',
    words,
    added: [],
    reasons: ['started by manage.py runserver, because gunicorn is not among the requirements'],
  }
}

function streamlit(files: FileMap): PythonApp {
  const path =
    firstPresent(files, ['streamlit_app.py', 'app.py', 'main.py']) ?? missing('Streamlit', 'the page in app.py')
  const options = [`--server.port=${port}`, `--server.address=${host}`, '--server.headless=true']
  return {
    framework: 'Streamlit',
    words: ['streamlit', 'run', path, ...options],
    added: [],
    reasons: [`started by streamlit run ${path}`],
  }
}

function script(files: FileMap): PythonApp {
  const path =
    firstPresent(files, ['main.py', 'app.py', 'server.py', 'run.py']) ?? missing('Python', 'the program in main.py')
  return { framework: 'Python', words: ['python', path], added: [], reasons: [`started by python ${path}`] }
}

function missing(what: string, where: string): never {
  fail('unrecognised-project', `This is a ${what} project, but nothing to start was found in it.`, `Put ${where}.`)
}
