import { appPort, type BaseImage, type ExtraFile, type RecipeSettings } from '../recipe.ts'
import { nginxConf, type SiteServing, siteRoot } from './nginx-conf.ts'

const confPath = '.kapsules/nginx.conf'

export interface NginxStage {
  readonly base: BaseImage
  readonly lines: readonly string[]
  readonly extraFile: ExtraFile
}

/** The last stage of a site: nginx with our configuration. `copy` is the COPY up to the place where the site goes. */
export function nginxStage(settings: RecipeSettings, serving: SiteServing, copy: string): NginxStage {
  const base: BaseImage = { name: 'nginx', version: '1', ref: settings.baseRef('nginx', '1') }
  return {
    base,
    lines: [
      `FROM ${base.ref}`,
      `COPY ${confPath} /etc/nginx/nginx.conf`,
      `${copy} ${siteRoot}/`,
      `ENV PORT=${appPort} HOST=0.0.0.0`,
      `EXPOSE ${appPort}`,
      'USER 1000:1000',
      'ENTRYPOINT []',
      'CMD ["/usr/sbin/nginx", "-e", "stderr", "-c", "/etc/nginx/nginx.conf"]',
    ],
    extraFile: { path: confPath, content: nginxConf(serving) },
  }
}
