export { type BaseImages, createBaseImages } from './ensure.ts'
export { type BaseImageSettings, type BaseName, baseNames, defaultBaseImageSettings } from './settings.ts'
export { baseRef } from './source.ts'
