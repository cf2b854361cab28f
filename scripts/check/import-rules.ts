// The directions of the house: who may import whom. ARCHITECTURE.md says why; this table is what holds it.
import type { Import } from './imports-of.ts'
import type { Source } from './sources.ts'

export interface Rule {
  says: string
  /** The files it speaks of. */
  from: RegExp
  /** Files that are let off: an exception, or the one place that may. */
  except?: RegExp
  /** What they may not import, by target: a path in the repository, or a package's name. */
  forbids: RegExp
  /** What of it they may import all the same. */
  permits?: RegExp
  /** Types of it may be imported: they are gone when the program runs. */
  typesAllowed?: true
  /** Only these names of it are forbidden. */
  names?: string[]
}

const workspace = (names: string) => new RegExp(`^(${names})/`)
const ours = /^(packages|apps|e2e|bench|scripts|prisma)\//
const tests = /\.test\.tsx?$/

/** The features of the server, which meet in store and live and nowhere else. */
const features = ['api', 'builds', 'reconcile', 'watch']

export const rules: Rule[] = [
  {
    says: 'the domain is pure: it imports nothing',
    from: workspace('packages/domain'),
    except: tests,
    forbids: /./,
    permits: workspace('packages/domain'),
  },
  onlyKnows('packages/domain', []),
  onlyKnows('packages/dockerfile', ['packages/domain']),
  onlyKnows('packages/runtime', ['packages/domain']),
  onlyKnows('packages/gateway', ['packages/domain']),
  { ...onlyKnows('packages/client', ['packages/domain']), typesAllowed: true },
  onlyKnows('packages/cli', ['packages/domain', 'packages/client']),
  { ...onlyKnows('apps/dashboard', ['packages/domain', 'packages/client']), typesAllowed: true },
  onlyKnows('apps/server', ['packages']),
  onlyKnows('e2e', []),
  {
    says: 'detecting and generating are pure: nothing of the outside world is touched',
    from: workspace('packages/dockerfile'),
    except: tests,
    forbids: /^node:(?!path|util|crypto)/,
  },
  ...features.map((feature) => ({
    says: `features of the server meet in store and live, so ${feature} does not import another feature`,
    from: workspace(`apps/server/src/${feature}`),
    forbids: workspace(`apps/server/src/(${features.filter((other) => other !== feature).join('|')})`),
  })),
  onlyImporter('packages/runtime/src/docker', /^dockerode$/, 'dockerode'),
  onlyImporter('apps/server/src/store', /^(@prisma\/.*|.*\/generated\/.*)$/, 'the database client'),
  // The embedded Postgres says hello over a connection of its own before there is a store.
  onlyImporter('apps/server/src/(store|postgres)', /^pg$/, 'the driver of the database'),
  {
    says: 'the transport error is built in one place',
    from: workspace('apps/server/src'),
    except: /^apps\/server\/src\/api\/trpc\.ts$/,
    forbids: /^@trpc\/server$/,
    names: ['TRPCError'],
    typesAllowed: true,
  },
  { says: 'the composition root is imported by nothing', from: /^/, forbids: /^apps\/server\/src\/main\.ts$/ },
  { says: 'no code depends on a test', from: /^/, forbids: /\.(test|spec)\.tsx?$/ },
]

/** What a file imports against the rules, in words that name the rule. */
export function violations(source: Source, imports: Import[], table: Rule[] = rules): string[] {
  return table
    .filter((rule) => rule.from.test(source.path) && !rule.except?.test(source.path))
    .flatMap((rule) => imports.filter((taken) => breaks(rule, taken)).map((taken) => describe(source, taken, rule)))
}

function breaks(rule: Rule, taken: Import): boolean {
  if (rule.typesAllowed && taken.typeOnly) return false
  if (rule.names && !rule.names.some((name) => taken.names.includes(name))) return false
  return rule.forbids.test(taken.target) && !rule.permits?.test(taken.target)
}

function describe(source: Source, taken: Import, rule: Rule): string {
  return `${source.path}:${taken.line} imports ${taken.specifier}: ${rule.says}`
}

function onlyKnows(folder: string, known: string[]): Rule {
  return {
    says: known.length > 0 ? `${folder} knows only ${known.join(', ')}` : `${folder} knows nothing else of ours`,
    from: workspace(folder),
    forbids: ours,
    permits: workspace([folder, ...known].join('|')),
  }
}

function onlyImporter(folder: string, packages: RegExp, what: string): Rule {
  return {
    says: `only ${folder.replace(/[()]/g, '')} imports ${what}`,
    from: /^(packages|apps|e2e)\//,
    except: new RegExp(`^${folder}/|\\.test\\.tsx?$`),
    forbids: packages,
  }
}
