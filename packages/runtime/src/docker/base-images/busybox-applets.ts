/** Commands that build steps and people at a terminal use. All are in the distribution's static busybox (tested). */
export const busyboxApplets: readonly string[] = [
  ...['[', '[[', 'ash', 'awk', 'base64', 'basename', 'bunzip2', 'bzcat', 'cat', 'chgrp', 'chmod', 'chown', 'clear'],
  ...['cmp', 'cp', 'cut', 'date', 'dd', 'df', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env', 'expand', 'expr'],
  ...['factor', 'false', 'fgrep', 'find', 'fold', 'free', 'grep', 'groups', 'gunzip', 'gzip', 'head', 'hexdump'],
  ...['hostname', 'id', 'kill', 'killall', 'less', 'ln', 'ls', 'md5sum', 'mkdir', 'mkfifo', 'mktemp', 'more', 'mv'],
  ...['nc', 'netstat', 'nl', 'nproc', 'nslookup', 'od', 'paste', 'pidof', 'ping'],
  ...['printf', 'ps', 'pwd', 'readlink', 'realpath', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'setsid', 'sh', 'sha1sum'],
  ...['sha256sum', 'sha512sum', 'shuf', 'sleep', 'sort', 'stat', 'strings', 'stty', 'sync', 'tac', 'tail', 'tar'],
  ...['tee', 'test', 'time', 'timeout', 'top', 'touch', 'tr', 'true', 'truncate', 'tty', 'uname', 'unexpand', 'uniq'],
  ...['unlink', 'unxz', 'unzip', 'uptime', 'usleep', 'vi', 'watch', 'wc', 'wget', 'which', 'whoami', 'xargs', 'xxd'],
  ...['xz', 'xzcat', 'yes', 'zcat'],
]
