import { appPort } from '../recipe.ts'

/**
 * How a site is served. `fallback` is the page that answers addresses without a file (a single-page app's own
 * routes); without it they are 404, with the site's 404.html when it has one.
 */
export interface SiteServing {
  readonly fallback: '/index.html' | '/200.html' | undefined
  /** Built sites have a real time of change on each file and hashed names; files served as they came have neither. */
  readonly built: boolean
}

/** Where the site lies in the image. */
export const siteRoot = '/srv/site'

/** Everything but the server: writes nowhere but /tmp and the standard streams, and runs as any user. */
const prelude = `worker_processes 1;
daemon off;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  types {
    text/javascript mjs;
    application/manifest+json webmanifest;
  }
  default_type application/octet-stream;
  charset utf-8;

  client_body_temp_path /tmp/nginx-body;
  proxy_temp_path /tmp/nginx-proxy;
  fastcgi_temp_path /tmp/nginx-fastcgi;
  uwsgi_temp_path /tmp/nginx-uwsgi;
  scgi_temp_path /tmp/nginx-scgi;

  log_format short '$remote_addr "$request" $status $body_bytes_sent $request_time';
  access_log /dev/stdout short;

  sendfile on;
  tcp_nopush on;
  keepalive_timeout 65;
  server_tokens off;
  absolute_redirect off;

  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_comp_level 5;
  gzip_min_length 1024;
  gzip_types text/plain text/css text/javascript text/xml application/javascript application/json
    application/manifest+json application/xml application/rss+xml application/wasm image/svg+xml;
`

/** The whole nginx.conf. It needs only nginx itself and /etc/nginx/mime.types. */
export function nginxConf(serving: SiteServing): string {
  return `${prelude}
  server {
    listen ${appPort} default_server;
    root ${siteRoot};
    index index.html;
    error_page 403 404 =404 /404.html;

    location ~ /\\.(?!well-known/) {
      return 404;
    }

    location = /404.html {
      internal;
    }
${serving.built ? builtLocations(serving.fallback) : plainLocations()}
  }
}
`
}

/**
 * Files served as they came may all carry one and the same time of change, and nginx makes its validators of time
 * and length: two versions of a file could not be told apart. So a browser asks for the whole file each time.
 */
function plainLocations(): string {
  return `
    etag off;
    if_modified_since off;
    add_header Last-Modified "";
    add_header Cache-Control no-cache;

    location / {
      try_files $uri $uri/ $uri.html =404;
    }`
}

const assetTypes =
  'js|mjs|css|map|json|wasm|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf|eot|mp3|mp4|webm|pdf|txt|xml'
const hash = '[.-](?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{8,32}'

function builtLocations(fallback: SiteServing['fallback']): string {
  return `
    location ~ "^/(?:_app/immutable|_next/static|_nuxt|_astro)/" {
      try_files $uri =404;
      add_header Cache-Control "public, max-age=31536000, immutable";
    }

    location ~ "(?:/(?:assets|static)/.*${hash}\\.[a-z0-9]+|${hash}\\.(?:js|css|woff2?))$" {
      try_files $uri =404;
      add_header Cache-Control "public, max-age=31536000, immutable";
    }

    location ~* "\\.(?:${assetTypes})$" {
      try_files $uri =404;
      add_header Cache-Control no-cache;
    }

    location / {
      try_files $uri $uri/index.html $uri.html ${fallback ?? '=404'};
      add_header Cache-Control no-cache;
    }`
}
