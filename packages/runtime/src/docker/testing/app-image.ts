import type { ContextFile } from '../../driver.ts'

/**
 * The apps of the contract (subject.ts says what each does), in the words of a busybox shell. And one more:
 *   report  prints what it is and what it may do, then stays
 */
const script = `#!/bin/sh
serve() {
  mkdir -p /tmp/www && printf hello > /tmp/www/index.html
  echo serving
}
case "$APP" in
  serve) serve; exec httpd -f -p 0.0.0.0:$PORT -h /tmp/www ;;
  stubborn) serve; trap '' TERM; httpd -f -p 0.0.0.0:$PORT -h /tmp/www & while true; do sleep 1; done ;;
  exit) echo bye; exit 7 ;;
  hog) exec awk 'BEGIN { s = "x"; while (1) s = s s }' ;;
  talk) echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three ;;
  tick) n=0; while true; do n=$((n + 1)); echo "tick $n"; sleep 0.05; done ;;
  babble)
    printf '\\377\\376A\\n'
    awk 'BEGIN { for (i = 0; i < 10000; i++) printf "é"; printf "\\n"; for (i = 0; i < 20000; i++) printf "x"; printf "\\n" }' ;;
  report)
    echo "id $(id)"
    grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status
    for folder in / /etc /tmp /work; do touch $folder/file 2>/dev/null && echo "writes $folder"; done
    for folder in /tmp /work; do cp /bin/busybox $folder/true && $folder/true 2>/dev/null && echo "runs from $folder"; done
    echo "files $(ulimit -n)"
    echo "first $(cat /proc/1/comm)"
    echo "home $HOME port $PORT host $HOST"
    for target in $PEERS; do nc -w 1 $target </dev/null 2>/dev/null && echo "reaches $target"; done
    echo done; sleep 600 ;;
esac
`

export const appDockerfile = ['COPY app.sh /app.sh', 'CMD ["/bin/sh", "/app.sh"]']

export const appFile: ContextFile = { path: 'app.sh', content: Buffer.from(script), executable: true }
