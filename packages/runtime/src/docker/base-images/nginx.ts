import { layDebianPackages } from './debian-packages.ts'
import type { Recipe } from './recipe.ts'
import { commonEnv, commonPackages, layBusyboxLinks, skeleton } from './skeleton.ts'

const user = { name: 'nginx', id: 101, home: 'var/cache/nginx' }

/** Runs as any user on a read-only root: what nginx writes goes to /tmp. Sites are brought in conf.d. */
const mainConfig = `worker_processes auto;
error_log /dev/stderr notice;
pid /tmp/nginx.pid;

events {
    worker_connections 1024;
}

http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path /tmp/client_temp;
    proxy_temp_path /tmp/proxy_temp;
    fastcgi_temp_path /tmp/fastcgi_temp;
    uwsgi_temp_path /tmp/uwsgi_temp;
    scgi_temp_path /tmp/scgi_temp;
    access_log /dev/stdout;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
`

const defaultSite = `server {
    listen 8080;
    root /usr/share/nginx/html;
    index index.html;
}
`

/** nginx from the distribution, in the manner of the unprivileged image: port 8080, no root, files in conf.d. */
export const nginxRecipe: Recipe = {
  versions: async () => ['1'],

  clientConfig: async () => '',

  async make(_version, _clientConfig, shop) {
    const tree = await skeleton(user, shop)
    await layDebianPackages([...commonPackages, 'nginx', 'nginx-common'], tree, shop)
    layBusyboxLinks(tree)
    tree.file('etc/nginx/nginx.conf', mainConfig)
    tree.file('etc/nginx/conf.d/default.conf', defaultSite)
    tree.folder('usr/share/nginx/html')
    tree.folder('var/lib/nginx', 0o755, user.id)
    // nginx opens its compiled-in log before it reads a config
    tree.link('var/log/nginx/error.log', '/dev/stderr')
    tree.link('var/log/nginx/access.log', '/dev/stdout')
    const config = { Env: commonEnv, Cmd: ['nginx', '-g', 'daemon off;'], User: String(user.id), StopSignal: 'SIGQUIT' }
    return { tree, config }
  },
}
