import type { SimulatedNetwork } from '../network.ts'
import { facebook } from './facebook/index.ts'
import { instagram } from './instagram/index.ts'
import { line } from './line/index.ts'
import { telegram } from './telegram/index.ts'
import { whatsapp } from './whatsapp/index.ts'

/** Every network that the simulator plays. */
export const networks: readonly SimulatedNetwork[] = [facebook, instagram, whatsapp, line, telegram]
