export * from './fault.ts'
