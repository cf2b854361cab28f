import { describeRuntime } from '../contract.ts'
import { makeDockerSubject } from './testing/docker-subject.ts'

describeRuntime('Docker Engine', () => makeDockerSubject({ env: process.env }), {
  realBuilds: true,
  sharedEngine: true,
})
