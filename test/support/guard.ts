import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/**
 * Runs a shell script as soon as this process is gone, however it ended: kill -9 leaves no time to clean up.
 * Returns what calls the guard off.
 */
export function guard(script: string, ...args: string[]): () => void {
  // The shell waits on a pipe that nobody writes to and that ends with us. Ctrl-C, which goes to our whole process
  // group, must not reach it.
  const shell = spawn('/bin/sh', ['-c', `read -r _; ${script}`, 'guard', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.unref()
  ;(shell.stdin as Socket).unref()
  return () => void shell.kill('SIGKILL')
}
