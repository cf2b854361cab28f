import { expect, test } from 'vitest'
import { recipeOf } from '../testing.ts'

const cmd = (dockerfile: string) => JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? 'null')
const uvicorn = (target: string, ...rest: string[]) => [
  'uvicorn',
  target,
  '--host',
  '0.0.0.0',
  '--port',
  '8080',
  '--proxy-headers',
  ...rest,
]
const gunicorn = (...rest: string[]) => [
  'gunicorn',
  '--bind',
  '0.0.0.0:8080',
  '--threads',
  '8',
  '--access-logfile',
  '-',
  ...rest,
]

test.each([
  [
    'Flask',
    { 'requirements.txt': 'Flask==3', 'app.py': 'app = Flask(__name__)' },
    ['flask', '--app', 'app:app', 'run', '--host', '0.0.0.0', '--port', '8080'],
  ],
  [
    'Flask',
    { 'requirements.txt': 'flask\ngunicorn', 'wsgi.py': 'application = flask.Flask(__name__)' },
    gunicorn('wsgi:application'),
  ],
  [
    'Flask',
    { 'requirements.txt': 'flask\ngunicorn', 'src/web/__init__.py': 'def create_app():\n  ...' },
    gunicorn('--chdir', 'src', 'web:create_app()'),
  ],
  [
    'FastAPI',
    { 'requirements.txt': 'fastapi[standard]>=0.1', 'main.py': 'api: FastAPI = FastAPI(title="x")' },
    uvicorn('main:api'),
  ],
  [
    'FastAPI',
    { 'requirements.txt': 'fastapi', 'app/main.py': 'app = FastAPI()', 'tests/app.py': 'app = FastAPI()' },
    uvicorn('app.main:app'),
  ],
  [
    'FastAPI',
    { 'pyproject.toml': '[project]\ndependencies = ["fastapi"]', 'main.py': 'def create_app(): ...' },
    uvicorn('main:create_app', '--factory'),
  ],
  [
    'Django',
    { 'requirements.txt': 'django', 'manage.py': '' },
    ['python', 'manage.py', 'runserver', '0.0.0.0:8080', '--noreload'],
  ],
  [
    'Django',
    { 'requirements.txt': 'Django\ngunicorn', 'manage.py': '', 'shop/wsgi.py': '' },
    gunicorn('shop.wsgi:application'),
  ],
  [
    'Streamlit',
    { 'requirements.txt': 'streamlit', 'app.py': '' },
    ['streamlit', 'run', 'app.py', '--server.port=8080', '--server.address=0.0.0.0', '--server.headless=true'],
  ],
  ['Python', { 'requirements.txt': 'aiohttp', 'main.py': '' }, ['python', 'main.py']],
])('%s (%#)', async (framework, files, command) => {
  const recipe = await recipeOf(files)
  expect(recipe).toMatchObject({ kind: 'python', framework, port: 8080, runtimeVersion: '3.12' })
  expect(cmd(recipe.dockerfile)).toEqual(command)
})

test.each([
  [{ 'requirements.txt': 'fastapi\nuvicorn' }, 'pip', 'pip install -r requirements.txt', ['requirements.txt']],
  [
    { 'pyproject.toml': '[project]\ndependencies=["fastapi","uvicorn"]' },
    'pip',
    'pip install -r .kapsules/requirements.txt',
    ['pyproject.toml'],
  ],
  [
    { 'pyproject.toml': '[project]\ndependencies=["fastapi"]', 'uv.lock': '' },
    'uv',
    'uv sync --frozen',
    ['pyproject.toml', 'uv.lock'],
  ],
  [
    { 'pyproject.toml': '[tool.poetry.dependencies]\nfastapi="1"', 'poetry.lock': '' },
    'poetry',
    'poetry install',
    ['pyproject.toml', 'poetry.lock'],
  ],
  [
    { 'pyproject.toml': '[tool.poetry.dependencies]\npython="^3.9"\nfastapi="1"' },
    'poetry',
    'poetry install',
    ['pyproject.toml'],
  ],
])('%j is installed by %s', async (files, name, command, dependencyPaths) => {
  const recipe = await recipeOf({ ...files, 'main.py': 'app = FastAPI()' })
  expect(recipe).toMatchObject({ packageManager: { name }, dependencyPaths })
  expect(recipe.dockerfile).toContain(command)
})

test('a server is added when the requirements name none, and it is said', async () => {
  const recipe = await recipeOf({ 'requirements.txt': 'fastapi', 'main.py': 'app = FastAPI()' })
  expect(recipe.dockerfile).toContain('pip install -r requirements.txt && pip install uvicorn')
  expect(recipe.reasons).toContain('uvicorn is added, because the requirements name no server')
})

test('included requirement files are part of the dependency layer', async () => {
  const files = { 'requirements.txt': '-r base.txt\nflask', 'base.txt': 'gunicorn', 'app.py': 'app = Flask(__name__)' }
  expect((await recipeOf(files)).dependencyPaths).toEqual(['requirements.txt', 'base.txt'])
})

test.each([
  ['>=3.9', 'Python 3.12; pyproject.toml says >=3.9'],
  ['>=3.13', 'Python 3.12, the only one there is, although pyproject.toml says >=3.13'],
])('requires-python %s', async (range, reason) => {
  const pyproject = `[project]\nrequires-python = "${range}"\ndependencies = ["aiohttp"]`
  expect((await recipeOf({ 'pyproject.toml': pyproject, 'main.py': '' })).reasons[0]).toBe(reason)
})

test('a Python server beside a package.json of its tools', async () => {
  const files = { 'package.json': { devDependencies: { tailwindcss: '4' }, scripts: { build: 'tailwindcss' } } }
  const recipe = await recipeOf({ ...files, 'requirements.txt': 'flask', 'app.py': 'app = Flask(__name__)' })
  expect(recipe.kind).toBe('python')
})
