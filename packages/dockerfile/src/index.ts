export { diagnoseBuildFailure } from './diagnose/diagnose.ts'
export { DockerfileGenerator } from './generator.ts'
export { type BroughtDockerfile, type FromImage, readDockerfile } from './own/read-dockerfile.ts'
export {
  type BaseImage,
  type BaseName,
  type BuildRecipe,
  defaultNodeVersions,
  type ExtraFile,
  type RecipeKind,
  type RecipeSettings,
} from './recipe.ts'
