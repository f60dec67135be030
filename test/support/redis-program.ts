import { findProgram, type Program } from './debian-program.ts'

const REDIS = {
  name: 'redis-server',
  folder: 'redis',
  path: 'bin/redis-server',
  packages: [
    'redis-server',
    'redis-tools',
    'libjemalloc2',
    'liblzf1',
    'liblua5.1-0',
    'lua-cjson',
    'lua-bitop',
  ],
  optional: ['libatomic1', 'libssl3', 'libssl3t64'],
}

export function findRedis(): Program {
  try {
    return findProgram(REDIS)
  } catch (cause) {
    throw new Error('The tests need Redis: install redis-server, or set REDIS_URL', { cause })
  }
}
